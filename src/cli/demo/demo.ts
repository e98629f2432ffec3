import type { Session } from '../session.ts';

export async function demo(_session: Session, _options: object): Promise<void> {}
