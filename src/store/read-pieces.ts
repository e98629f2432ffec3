import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const PIECE = 256 * 1024;

/** Reads the bytes of a file from `start` up to `end`, or up to where it ends, piece by piece. The file is open only while somebody reads. */
export async function* readPieces(path: string, range: { readonly start: number; readonly end: number }): AsyncGenerator<Buffer, void, void> {
  const file = await open(path, 'r');
  try {
    for (let at = range.start; at < range.end;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(Math.min(PIECE, range.end - at)), { position: at });
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Hands pieces on, the last one only when `judge` has accepted the sha-256 of them all: who reads to the end has read what was stored. */
export async function* verifyPieces(pieces: AsyncIterable<Buffer>, judge: (hex: string) => void): AsyncGenerator<Buffer, void, void> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const piece of pieces) {
    if (held !== undefined) yield held;
    hash.update(piece);
    held = piece;
  }
  judge(hash.digest('hex'));
  if (held !== undefined) yield held;
}
