import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './is-alive.ts';

/** Where a process number names one process: this machine, and on Linux the namespace of process numbers, which containers of one host name have of their own. */
const HOST = `${hostname()} ${pidNamespace()}`.replace(/\W/g, '_');

/** A fresh name for something that is not finished. It tells which process makes it, so that what a killed one left can be told. */
export const unfinishedName = (): string => `${HOST}-${process.pid}-${randomBytes(6).toString('hex')}`;

/** Removes from a folder what processes of this machine left unfinished that are gone. */
export async function sweepAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) if (isAbandoned(name)) await rm(join(folder, name), { recursive: true, force: true });
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function isAbandoned(name: string): boolean {
  const [host, pid] = name.split('-');
  return host === HOST && Number(pid) > 0 && !isAlive(Number(pid));
}
