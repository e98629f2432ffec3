import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolderOf } from '../platform/index.ts';

/** What a server leaves in the state folder, so that other commands find it. */
export interface ServerCard {
  readonly url: string;
  readonly pid: number;
  /** Where its token is, when it was read from a file. */
  readonly tokenFile?: string;
}

const pathOf = (root: string): string => join(stateFolderOf(root), 'server-address.json');

/** Leaves the card. */
export const leaveCard = (root: string, card: ServerCard): Promise<void> => writeFile(pathOf(root), JSON.stringify(card), { mode: 0o600 });

/** Takes the card away. */
export const takeCard = (root: string): Promise<void> => rm(pathOf(root), { force: true });

/** The card of a server that may be up; `alive` says whether its process is there. Undefined when there is none. */
export function readCard(root: string): { readonly card: ServerCard; readonly alive: boolean } | undefined {
  try {
    const card = JSON.parse(readFileSync(pathOf(root), 'utf8')) as ServerCard;
    return { card, alive: isAlive(card.pid) };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
