import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Digest, digestOfBytes, HOUR } from '../../src/kernel/index.ts';
import type { Blobs } from '../../src/store/index.ts';

const coded = (code: string, text: string): Error => expect.objectContaining({ code, message: expect.stringContaining(text) as string }) as Error;
const everything = async (blobs: Blobs): Promise<Digest[]> => {
  const found: Digest[] = [];
  for await (const digest of blobs.list()) found.push(digest);
  return found;
};

const read = async (source: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
};
/** Bytes in pieces of some size, out of one buffer that is used again and again. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.byteLength; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.byteLength);
    await Promise.resolve();
  }
}

/** What every store of bytes must do. `open` opens the same empty store each time; `tamper` changes stored bytes behind its back. */
export function describeBlobs(name: string, how: { open: () => Promise<Blobs>; tamper: (digest: Digest, bytes: Uint8Array) => Promise<void> }): void {
  describe(`${name} as store of bytes`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'capstan-contract-'));
    let blobs: Blobs;
    beforeAll(async () => {
      blobs = await how.open();
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    const fileOf = (bytes: Uint8Array): string => {
      const path = join(folder, digestOfBytes(bytes).slice(7, 30));
      writeFileSync(path, bytes);
      return path;
    };

    it.each([
      ['nothing', new Uint8Array(0)],
      ['one byte', Uint8Array.of(0)],
      ['a view into a larger buffer', new Uint8Array(Uint8Array.of(1, 2, 3, 4, 5).buffer, 1, 3)],
      ['3 MB', randomBytes(3_000_001)],
    ])('gives back %s, however it came in', async (_, bytes) => {
      const digest = digestOfBytes(bytes);
      const adopted = fileOf(bytes);
      const streamed = async () => (await blobs.putStream(inPieces(bytes, 70_000))).digest;
      for (const store of [() => blobs.put(bytes), streamed, () => blobs.putFile(fileOf(bytes)), () => blobs.adoptFile(adopted)]) {
        await blobs.remove(digest);
        expect(await blobs.has(digest)).toBe(false);
        expect(await store()).toBe(digest);
        expect(Buffer.compare(await blobs.get(digest), bytes)).toBe(0);
        expect(Buffer.compare(await read(await blobs.open(digest)), bytes)).toBe(0);
        expect(await blobs.size(digest)).toBe(bytes.byteLength);
        expect(Buffer.compare(readFileSync(await blobs.pathOf(digest)), bytes)).toBe(0);
        await blobs.verify(digest);
      }
      expect(existsSync(adopted)).toBe(false);
    });

    it('names what a stream brought, whatever its pieces', async () => {
      const bytes = randomBytes(1_200_000);
      for (const size of [1_200_000, 1_048_576, 524_288, 524_287, 65_536, 1_000])
        expect(await blobs.putStream(inPieces(bytes, size))).toEqual({ digest: digestOfBytes(bytes), size: bytes.byteLength });
      expect(await blobs.putStream(Readable.from([bytes]))).toEqual({ digest: digestOfBytes(bytes), size: bytes.byteLength });
    });

    it('keeps nothing of a stream that fails, and ends it when it is the one to stop', async () => {
      const before = await everything(blobs);
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield* inPieces(randomBytes(700_000), 65_536);
        throw new RangeError('the source broke');
      }
      await expect(blobs.putStream(failing())).rejects.toThrow('the source broke');
      const cut = new Readable({ read: () => undefined });
      cut.push(randomBytes(700_000));
      const stored = blobs.putStream(cut);
      setTimeout(() => cut.destroy(), 20);
      await expect(stored).rejects.toThrow(/premature/i);
      expect(await everything(blobs)).toEqual(before);
    });

    it('reads any part of what it holds', async () => {
      const bytes = randomBytes(600_000);
      const digest = await blobs.put(bytes);
      const edge = fc.oneof(fc.integer({ min: 0, max: 700_000 }), fc.constantFrom(0, 1, 262_143, 262_144, 262_145, 599_999, 600_000, 600_001));
      await fc.assert(
        fc.asyncProperty(edge, edge, async (start, end) => {
          expect(Buffer.compare(await read(await blobs.open(digest, { start, end })), bytes.subarray(start, end))).toBe(0);
        }),
        { numRuns: 60 },
      );
      expect(Buffer.compare(await read(await blobs.open(digest, { start: 5 })), bytes.subarray(5))).toBe(0);
      expect(Buffer.compare(await read(await blobs.open(digest, { end: 5 })), bytes.subarray(0, 5))).toBe(0);
    });

    it('takes text as its UTF-8', async () => {
      expect(Buffer.from(await blobs.get(await blobs.put('Zürich ☃'))).toString()).toBe('Zürich ☃');
    });

    it('leaves a file where it is when it stores a copy', async () => {
      const path = fileOf(Buffer.from('stay'));
      await blobs.putFile(path);
      expect(readFileSync(path, 'utf8')).toBe('stay');
    });

    it('stores the same bytes once, also when many do it at the same time, and finds them in another opening', async () => {
      const bytes = randomBytes(100_000);
      const before = (await everything(blobs)).length;
      const other = await how.open();
      const digests = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? blobs : other).put(bytes)));
      expect(new Set(digests)).toEqual(new Set([digestOfBytes(bytes)]));
      expect((await everything(blobs)).length).toBe(before + 1);
      expect(await other.has(digestOfBytes(bytes))).toBe(true);
    });

    it('lists every name, in order, and forgets what it is told to', async () => {
      const made = await Promise.all(['a', 'b', 'c', 'd'].map((text) => blobs.put(text)));
      const listed = await everything(blobs);
      expect(listed).toEqual([...listed].toSorted());
      expect(listed).toEqual(expect.arrayContaining(made));
      await blobs.remove(made[0]!);
      await blobs.remove(made[0]!);
      expect(await everything(blobs)).toEqual(listed.filter((digest) => digest !== made[0]));
    });

    it('discards what nobody has stored lately, and says how much that was', async () => {
      const [old, young] = [Date.now() + HOUR, Date.now() - HOUR];
      const digest = await blobs.put('to be discarded');
      expect(await blobs.discard(digest, young)).toBeUndefined();
      expect(await blobs.has(digest)).toBe(true);
      expect(await blobs.discard(digest, old)).toBe(15);
      expect(await blobs.has(digest)).toBe(false);
      expect(await blobs.discard(digest, old)).toBeUndefined();
      expect(await blobs.put('to be discarded')).toBe(digest);
      await blobs.verify(digest);
    });

    it('names what is missing', async () => {
      const digest = digestOfBytes('never stored');
      expect(await blobs.has(digest)).toBe(false);
      for (const ask of [blobs.get, blobs.pathOf, blobs.size, blobs.verify, blobs.open]) await expect(ask(digest)).rejects.toThrow(coded('STORE_BLOB_MISSING', digest));
      const path = join(folder, 'nowhere');
      await expect(blobs.putFile(path)).rejects.toThrow(coded('STORE_FILE_MISSING', path));
      await expect(blobs.adoptFile(path)).rejects.toThrow(coded('STORE_FILE_MISSING', path));
    });

    it.each(['sha256:../../../../etc/passwd', '../secret', `sha256:${'A'.repeat(64)}`, ''])('never takes a name from outside for a path: %j', async (text) => {
      expect(await blobs.has(text as Digest)).toBe(false);
      for (const ask of [blobs.get, blobs.open, blobs.pathOf, blobs.remove]) await expect(ask(text as Digest)).rejects.toThrow(coded('STORE_BLOB_MISSING', text));
    });

    it('refuses bytes that were changed, by name, and takes the right ones again', async () => {
      const bytes = randomBytes(1000);
      const digest = await blobs.put(bytes);
      for (const changed of [Buffer.concat([bytes.subarray(0, 999), Buffer.of(bytes[999]! ^ 1)]), bytes.subarray(0, 500), Buffer.of()]) {
        await how.tamper(digest, changed);
        await expect(blobs.get(digest)).rejects.toThrow(coded('STORE_BLOB_TAMPERED', digest));
        await expect(blobs.verify(digest)).rejects.toThrow(coded('STORE_BLOB_TAMPERED', digest));
        await expect(read(await blobs.open(digest))).rejects.toThrow(coded('STORE_BLOB_TAMPERED', digest));
        await blobs.remove(digest);
        await blobs.put(bytes);
        await blobs.verify(digest);
      }
    });
  });
}
