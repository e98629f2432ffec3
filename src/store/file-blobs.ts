import { chmod, link, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Clock, DAY, type Digest, digestOfBytes, digestOfFile, isDigest, systemClock } from '../kernel/index.ts';
import type { Blobs } from './blobs.ts';
import { codeOf, copyToNewFile, makeFolder, nameFullDisk, publishFile, sweepUnfinished, syncFile, temporaryPath, writeNewFile } from './durable-file.ts';
import { readPieces, verifyPieces } from './read-pieces.ts';
import { storeErrors } from './store.errors.ts';
import { sweepAbandoned } from './unfinished.ts';
import { writeStream } from './write-stream.ts';

/**
 * Blobs as read-only files `sha256/ab/<62 hex>` under `folder`. A file appears under its name only when it is whole and durable
 * (temporary file on the same file system, fsync, rename, fsync of the folder), so a crash leaves everything or nothing.
 * At opening, unfinished files of processes that are gone, or older than a day, are swept, and what a crash left half discarded goes back.
 */
export async function openFileBlobs(folder: string, { clock = systemClock }: { clock?: Clock } = {}): Promise<Blobs> {
  const unfinished = join(folder, 'unfinished');
  const shelves = join(folder, 'sha256');
  await makeFolder(unfinished);
  await makeFolder(shelves);
  await sweepAbandoned(unfinished);
  await sweepUnfinished(unfinished, clock.now() - DAY);

  const placeOf = (digest: Digest): string => {
    // A name from outside must never become a path before this check.
    if (!isDigest(digest)) throw storeErrors.BLOB_MISSING({ digest: String(digest), folder });
    return join(shelves, digest.slice(7, 9), digest.slice(9));
  };
  for (const name of await readdir(unfinished)) if (name.endsWith(ASIDE)) await putBack(join(unfinished, name), placeOf(`sha256:${name.slice(0, -ASIDE.length)}`));
  const find = async (digest: Digest): Promise<{ path: string; size: number }> => {
    const path = placeOf(digest);
    const found = await stat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') throw storeErrors.BLOB_MISSING({ digest, folder });
      throw error;
    });
    return { path, size: found.size };
  };
  /** True when these bytes are there; then they count as stored just now, so that nobody discards them before the record that is to name them is written. */
  const holds = async (digest: Digest, size: number): Promise<boolean> => {
    const place = placeOf(digest);
    const found = await stat(place).catch(() => undefined);
    if (found?.size !== size) return false;
    const now = clock.now() / 1000;
    // Another user's file cannot be marked, and one that went this moment is not there: either is stored anew.
    return utimes(place, now, now).then(
      () => true,
      () => false,
    );
  };
  const publish = async (temporary: string, digest: Digest): Promise<void> => {
    const place = placeOf(digest);
    try {
      await chmod(temporary, 0o444);
      await publishFile(temporary, place);
    } catch (error) {
      await rm(temporary, { force: true });
      throw nameFullDisk(error, place);
    }
  };

  const putFile = async (path: string): Promise<Digest> => {
    const temporary = temporaryPath(unfinished);
    await copyToNewFile(path, temporary);
    // The copy is hashed, not the original: what is named is what is stored.
    const digest = await digestOfFile(temporary);
    if (await holds(digest, (await stat(temporary)).size)) await rm(temporary);
    else await publish(temporary, digest);
    return digest;
  };

  return {
    async put(bytes) {
      const digest = digestOfBytes(bytes);
      if (await holds(digest, typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.byteLength)) return digest;
      const temporary = temporaryPath(unfinished);
      await writeNewFile(temporary, bytes);
      await publish(temporary, digest);
      return digest;
    },
    async putStream(source) {
      const temporary = temporaryPath(unfinished);
      const stored = await writeStream(temporary, source);
      if (await holds(stored.digest, stored.size)) await rm(temporary);
      else await publish(temporary, stored.digest);
      return stored;
    },
    putFile,
    async adoptFile(path) {
      const temporary = temporaryPath(unfinished);
      try {
        await rename(path, temporary);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') throw storeErrors.FILE_MISSING({ path }, { cause: error });
        if (codeOf(error) !== 'EXDEV') throw error;
        const digest = await putFile(path);
        await rm(path);
        return digest;
      }
      await syncFile(temporary);
      const digest = await digestOfFile(temporary);
      await publish(temporary, digest);
      return digest;
    },
    async get(digest) {
      const { path } = await find(digest);
      const bytes = await readFile(path);
      const actual = digestOfBytes(bytes);
      if (actual !== digest) throw storeErrors.BLOB_TAMPERED({ digest, actual, path });
      return bytes;
    },
    async open(digest, range = {}) {
      const { path, size } = await find(digest);
      const start = Math.min(range.start ?? 0, size);
      const end = Math.min(range.end ?? size, size);
      const pieces = readPieces(path, { start, end });
      if (end - start < size) return Readable.from(pieces, { objectMode: false });
      const judge = (hex: string): void => {
        if (digest !== `sha256:${hex}`) throw storeErrors.BLOB_TAMPERED({ digest, actual: `sha256:${hex}`, path });
      };
      return Readable.from(verifyPieces(pieces, judge), { objectMode: false });
    },
    async verify(digest) {
      const { path } = await find(digest);
      const actual = await digestOfFile(path);
      if (actual !== digest) throw storeErrors.BLOB_TAMPERED({ digest, actual, path });
    },
    pathOf: async (digest) => (await find(digest)).path,
    async has(digest) {
      return isDigest(digest) && (await stat(placeOf(digest)).catch(() => undefined)) !== undefined;
    },
    size: async (digest) => (await find(digest)).size,
    async *list() {
      for (const shelf of (await readdir(shelves)).toSorted()) {
        for (const name of (await readdir(join(shelves, shelf))).toSorted()) {
          const digest = `sha256:${shelf}${name}`;
          if (isDigest(digest)) yield digest;
        }
      }
    },
    async storedAt(digest) {
      return (await stat(placeOf(digest)).catch(() => undefined))?.mtimeMs;
    },
    async discard(digest, before) {
      const place = placeOf(digest);
      const old = async (path: string): Promise<{ size: number } | undefined> => {
        const found = await stat(path).catch(() => undefined);
        return found !== undefined && found.mtimeMs < before ? found : undefined;
      };
      if (!(await old(place))) return undefined;
      // Moved aside first: who stores the same bytes from now on finds none, and stores them anew; who did before has marked the file, and it goes back.
      const aside = join(unfinished, `${digest.slice(7)}${ASIDE}`);
      try {
        await rename(place, aside);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
      const found = await old(aside);
      if (found) await rm(aside);
      else await putBack(aside, place);
      return found?.size;
    },
    async remove(digest) {
      await rm(placeOf(digest), { force: true });
    },
  };
}

/** How the name of a file ends that is being discarded. */
const ASIDE = '.aside';

async function putBack(aside: string, place: string): Promise<void> {
  await link(aside, place).catch((error: unknown) => {
    // Stored anew meanwhile, or put back by another process.
    if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT') throw error;
  });
  await rm(aside, { force: true });
}
