import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

describe('ByteWriter and ByteReader', () => {
  it('give back what was written, to the last bit', () => {
    const members = fc.array(fc.oneof(fc.maxSafeNat(), fc.double(), fc.string({ unit: 'grapheme' }), fc.uint8Array()));
    fc.assert(
      fc.property(members, (given) => {
        const writer = new ByteWriter();
        for (const member of given) {
          if (typeof member === 'string') writer.text(member);
          else if (typeof member !== 'number') writer.block(member);
          else if (Number.isSafeInteger(member) && !Object.is(member, -0) && member >= 0) writer.count(member);
          else writer.number(member);
        }
        const reader = new ByteReader(writer.finish(), 'a list');
        for (const member of given) {
          if (typeof member === 'string') expect(reader.text()).toBe(member);
          else if (typeof member !== 'number') expect([...reader.block()]).toEqual([...member]);
          else if (Number.isSafeInteger(member) && !Object.is(member, -0) && member >= 0) expect(reader.count()).toBe(member);
          else expect(reader.number()).toBe(member);
        }
        reader.end();
      }),
      { seed: 1 },
    );
  });

  it('refuse bytes that end too early, counts without end or above what is allowed, and what is no text', () => {
    const refused = (bytes: readonly number[], read: (reader: ByteReader) => unknown): void =>
      expect(() => read(new ByteReader(Uint8Array.from(bytes), 'a list'))).toThrow(expect.objectContaining({ code: 'BYTES_MALFORMED' }));
    refused([], (reader) => reader.byte());
    refused([1, 2, 3], (reader) => reader.number());
    refused([0x80, 0x80], (reader) => reader.count());
    refused(Array<number>(20).fill(0xff), (reader) => reader.count());
    refused([5], (reader) => reader.count(4));
    refused([200, 1, 7], (reader) => reader.block());
    refused([3, 0, 0], (reader) => reader.length(1));
    refused([2, 0xff, 0xff], (reader) => reader.text());
    refused([9], (reader) => reader.version([1, 2]));
    refused([0], (reader) => reader.end());
  });
});
