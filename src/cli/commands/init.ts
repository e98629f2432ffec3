import type { Session } from '../session.ts';

export async function init(_session: Session, _dir: string | undefined): Promise<void> {}
