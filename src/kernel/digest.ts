import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Canonical, encodeCanonical } from './canonical.ts';

/** `sha256:` and 64 hex digits: the name, by content, of immutable bytes or of a canonical value. */
export type Digest = `sha256:${string}`;

/** True when the text has the form of a digest. */
export const isDigest = (text: unknown): text is Digest => typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text);

/** Names bytes (or the UTF-8 of a text) by content. */
export const digestOfBytes = (bytes: Uint8Array | string): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Names a value by content, through its canonical form. */
export const digestOf = (value: Canonical): Digest => digestOfBytes(encodeCanonical(value));

/** Names a file by content, streaming: memory stays constant whatever its size. */
export async function digestOfFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

/** The first 12 hex digits, for people. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);
