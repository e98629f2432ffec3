import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { serveErrors } from '../serve.errors.ts';
import { scanFrames } from './frame.ts';
import { decodeBatches } from './decode-batches.ts';
import type { TailSegment } from './tail-segment.ts';

/**
 * Takes in what was appended to a segment since it was last read. Gives false when its file is gone (it was sealed).
 * Throws SERVE_LOG_CORRUPT when a frame in the middle was changed, or when a segment that is not the last does not end with a whole frame.
 */
export async function readTail(segment: TailSegment, path: string, options: { readonly isLast: boolean }): Promise<boolean> {
  const bytes = await readFrom(path, segment.bytes);
  if (bytes === undefined) return false;
  const scan = scanFrames(bytes);
  for (const payload of scan.payloads) for (const batch of decodeBatches(payload)) segment.add(batch);
  segment.bytes += scan.end;
  const corrupt = (reason: string): Error => serveErrors.LOG_CORRUPT({ segment: basename(path), offset: segment.bytes, reason });
  if (scan.rest === 'corrupt') throw corrupt('the frame there was changed: its checksum does not fit, and whole frames follow it');
  if (scan.rest === 'torn' && !options.isLast) throw corrupt('the segment ends within a frame, although a later segment was begun');
  return true;
}

async function readFrom(path: string, offset: number): Promise<Buffer | undefined> {
  let handle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.max(0, size - offset));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, offset + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  } finally {
    await handle.close();
  }
}
