import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type Canonical, encodeCanonical } from './canonical.ts';

/** `sha256:` and 64 hex digits: the name, by content, of immutable bytes or of a canonical value. */
export type Digest = `sha256:${string}`;

/** True when the text has the form of a digest. */
export const isDigest = (text: unknown): text is Digest => typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text);

/** Names bytes (or the UTF-8 of a text) by content. */
export const digestOfBytes = (bytes: Uint8Array | string): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Names a value by content, through its canonical form. */
export const digestOf = (value: Canonical): Digest => digestOfBytes(encodeCanonical(value));

/** Names a file by content, piece by piece: memory stays constant whatever its size. */
export async function digestOfFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const piece = Buffer.allocUnsafe(Math.min(size + 1, 1 << 20));
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return `sha256:${hash.digest('hex')}`;
}

/** The first 12 hex digits, for people. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);
