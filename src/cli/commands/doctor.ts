import type { Session } from '../session.ts';

export async function doctor(_session: Session, _options?: object): Promise<void> {}
