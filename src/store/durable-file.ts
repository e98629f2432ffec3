import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storeErrors } from './store.errors.ts';
import { unfinishedName } from './unfinished.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The code of an error of the file system, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined => (error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined);

/** Names a full disk; anything else is returned as it is. */
export const nameFullDisk = (error: unknown, path: string): unknown => (FULL.has(codeOf(error) ?? '') ? storeErrors.DISK_FULL({ path }, { cause: error }) : error);

/** A fresh name in `folder` for a file that is not finished. */
export const temporaryPath = (folder: string): string => join(folder, `${unfinishedName()}.tmp`);

/** Makes the entries of a folder durable: a rename survives a power cut only after this. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the bytes of a file durable. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and its parents, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first !== undefined) await syncFolder(dirname(first));
}

/** Moves a finished, synced file to its place (same file system), durably; what stood there is replaced in one step. */
export async function publishFile(from: string, to: string): Promise<void> {
  await makeFolder(dirname(to));
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Writes bytes to a new file and makes them durable; a failure leaves no file. Throws STORE_DISK_FULL. */
export async function writeNewFile(path: string, bytes: Uint8Array | string): Promise<void> {
  try {
    const handle = await open(path, 'wx', 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw nameFullDisk(error, path);
  }
}

/** Copies a file to a new one and makes it durable; a failure leaves no file. Throws STORE_DISK_FULL, STORE_FILE_MISSING. */
export async function copyToNewFile(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
    await syncFile(to);
  } catch (error) {
    await rm(to, { force: true });
    if (codeOf(error) === 'ENOENT') throw storeErrors.FILE_MISSING({ path: from }, { cause: error });
    throw nameFullDisk(error, to);
  }
}

/** Removes unfinished files that were last written before `before` (ms since 1970): their makers are gone. */
export async function sweepUnfinished(folder: string, before: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.tmp')) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || found.mtimeMs >= before) continue;
    await rm(path, { force: true });
    removed++;
  }
  return removed;
}
