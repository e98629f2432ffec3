import type { Session } from '../session.ts';

export async function ci(_session: Session, _options?: object): Promise<void> {}
