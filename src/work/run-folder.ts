import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './flight.ts';

/** Makes a folder for the unfinished outputs of one run, and removes those of processes that were killed. */
export async function openRunFolder(runs: string): Promise<string> {
  await mkdir(runs, { recursive: true });
  const host = hostname().replace(/[^\w]/g, '_');
  for (const name of await readdir(runs)) {
    const [owner, pid] = name.split('-');
    if (owner === host && Number(pid) > 0 && !isAlive(Number(pid))) await rm(join(runs, name), { recursive: true, force: true });
  }
  const folder = join(runs, `${host}-${process.pid}-${randomBytes(6).toString('hex')}`);
  await mkdir(folder);
  return folder;
}
