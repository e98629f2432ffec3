import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Digest } from '../kernel/index.ts';
import { nameFullDisk } from './durable-file.ts';

/** Bytes that were stored: their name and how many. */
export interface StoredBytes {
  readonly digest: Digest;
  readonly size: number;
}

/** What is hashed at once: large enough for few writes, small enough to hold the event loop for a fraction of a millisecond. */
const BATCH = 512 * 1024;

/**
 * Writes a stream to a new file, durably, and names what was written, in constant memory: while one batch is on its way to the disk, the next is filled.
 * Batches are copies, so that what is named is what is stored, also when the source uses its buffers again. A failure, of the source or of the disk,
 * leaves no file. Throws STORE_DISK_FULL and what the source throws.
 */
export async function writeStream(path: string, source: AsyncIterable<Uint8Array>): Promise<StoredBytes> {
  try {
    const handle = await open(path, 'wx', 0o644);
    try {
      const stored = await writeBatches(handle, source);
      await handle.sync();
      return stored;
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw nameFullDisk(error, path);
  }
}

async function writeBatches(handle: FileHandle, source: AsyncIterable<Uint8Array>): Promise<StoredBytes> {
  const hash = createHash('sha256');
  let [filling, leaving] = [Buffer.allocUnsafeSlow(BATCH), Buffer.allocUnsafeSlow(BATCH)];
  let filled = 0;
  let size = 0;
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    await writing;
    const batch = filling.subarray(0, filled);
    writing = handle.writeFile(batch);
    // It is awaited at the next flush; until then a failure is nobody's surprise.
    writing.catch(() => undefined);
    hash.update(batch);
    size += filled;
    [filling, leaving] = [leaving, filling];
    filled = 0;
  };
  try {
    for await (const piece of source) {
      for (let at = 0; at < piece.length;) {
        const taken = Math.min(piece.length - at, BATCH - filled);
        filling.set(piece.subarray(at, at + taken), filled);
        at += taken;
        filled += taken;
        if (filled === BATCH) await flush();
      }
    }
    await flush();
  } finally {
    // The file may be closed only when nothing is on its way to it.
    await writing.catch(() => undefined);
  }
  await writing;
  return { digest: `sha256:${hash.digest('hex')}`, size };
}
