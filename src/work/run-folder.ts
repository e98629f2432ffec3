import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepAbandoned, unfinishedName } from '../store/index.ts';

/** Makes a folder for the unfinished outputs of one run, and removes those of processes that were killed. */
export async function openRunFolder(runs: string): Promise<string> {
  await sweepAbandoned(runs);
  const folder = join(runs, unfinishedName());
  await mkdir(folder, { recursive: true });
  return folder;
}
