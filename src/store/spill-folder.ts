import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './durable-file.ts';
import { isAlive } from './is-alive.ts';

/**
 * A folder of its own for what one engine spills: two processes that share one would overwrite each other. Its name tells its process; the folders of
 * processes that are gone (killed before they could clean up) are removed here.
 */
export function chooseSpillFolder(parent: string): string {
  for (const name of listFolder(parent)) {
    const pid = Number(/^(\d+)-/.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return join(parent, `${process.pid}-${randomBytes(4).toString('hex')}`);
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
