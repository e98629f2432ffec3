import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY, systemClock } from '../kernel/index.ts';
import { copyState } from '../store/index.ts';
import type { LoadedProject } from './load-project.ts';
import { openPlatform, type Platform, type PlatformOptions } from './open-platform.ts';
import { stateFolderOf } from './places.ts';

/** Opens a project over a copy of its state, for trying things out: what is done to it is gone when it is closed. Predictions are not copied. */
export async function openCopy(loaded: LoadedProject, options: Pick<PlatformOptions, 'openDoor'> = {}): Promise<Platform> {
  const state = stateFolderOf(loaded.root);
  const copies = join(state, 'copies');
  await sweepCopies(copies);
  const folder = join(copies, randomBytes(6).toString('hex'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    if (existsSync(join(state, 'records.sqlite'))) {
      const original = await openPlatform(loaded);
      try {
        await copyState(original.means, folder);
      } finally {
        await original.close();
      }
    }
    const copy = await openPlatform(loaded, { ...options, folder });
    return {
      ...copy,
      async close() {
        await copy.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Removes the copies of processes that were killed: nobody works on one for a day. */
async function sweepCopies(copies: string): Promise<void> {
  for (const name of await readdir(copies).catch(() => [])) {
    const path = join(copies, name);
    if ((await stat(path)).mtimeMs < systemClock.now() - DAY) await rm(path, { recursive: true, force: true });
  }
}
