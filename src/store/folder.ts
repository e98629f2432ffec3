import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, messageOf, systemClock } from '../kernel/index.ts';
import { loadSqlite } from './sqlite-binding.ts';
import { isBusy } from './sqlite-errors.ts';
import { storeErrors } from './store.errors.ts';
import { sweepAbandoned, unfinishedName } from './unfinished.ts';

/** The one folder on disk that holds a project's state. */
export interface StateFolder {
  readonly root: string;
  /** An absolute path inside it. */
  path(...parts: string[]): string;
  /** A fresh path for a file or folder that is needed for a while. What a killed process left is gone when the folder is opened again. */
  unfinished(ending?: string): string;
}

/** Opens (or makes) a state folder; git ignores what is in it, and what killed processes left unfinished is removed. Throws STORE_FOLDER_UNUSABLE. */
export async function openFolder(root: string): Promise<StateFolder> {
  const path = (...parts: string[]): string => join(root, ...parts);
  const unfinished = path('unfinished');
  try {
    await mkdir(unfinished, { recursive: true });
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
    await writeFile(join(root, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => undefined);
    await sweepAbandoned(unfinished);
  } catch (error) {
    throw storeErrors.FOLDER_UNUSABLE({ folder: root, reason: messageOf(error) }, { cause: error });
  }
  return { root, path, unfinished: (ending = '') => join(unfinished, `${unfinishedName()}${ending}`) };
}

/**
 * Makes this process the one server of a folder. The lock is the operating system's (through SQLite), so it ends with the process, however that ends:
 * there is no stale lock to take over. Throws STORE_FOLDER_IN_USE with the process that holds it.
 */
export async function lockServer(folder: Pick<StateFolder, 'root' | 'path'>, options: { clock?: Clock } = {}): Promise<{ release(): Promise<void> }> {
  const { DatabaseSync } = loadSqlite();
  const card = folder.path('server.json');
  const handle = new DatabaseSync(folder.path('server.lock'));
  try {
    handle.exec('pragma busy_timeout = 0');
    handle.exec('begin exclusive');
  } catch (error) {
    handle.close();
    if (!isBusy(error)) throw error;
    throw storeErrors.FOLDER_IN_USE({ folder: folder.root, ...readCard(card) }, { cause: error });
  }
  await writeFile(card, JSON.stringify({ pid: process.pid, since: new Date((options.clock ?? systemClock).now()).toISOString() }));
  return {
    async release() {
      await rm(card, { force: true });
      handle.close();
    },
  };
}

function readCard(path: string): { pid: number | null; since: string | null } {
  try {
    const card = JSON.parse(readFileSync(path, 'utf8')) as { pid?: unknown; since?: unknown };
    return { pid: typeof card.pid === 'number' ? card.pid : null, since: typeof card.since === 'string' ? card.since : null };
  } catch {
    return { pid: null, since: null };
  }
}
