import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import { decodePoints, encodePoints, type NumberedPoint } from './point-log.ts';

const decode = (body: Uint8Array): NumberedPoint[] => {
  const points: NumberedPoint[] = [];
  decodePoints(body, (point) => points.push(point));
  return points;
};
const edges = [0, -0, 1, -1, 63, 64, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 27, -(2 ** 27), 0.1, Number.NaN, Number.MAX_VALUE, 5e-324, Infinity];
const value = fc.oneof(fc.double(), fc.float(), fc.integer(), fc.constantFrom(...edges));
const step = fc.oneof(fc.maxSafeInteger(), fc.nat(1000), fc.constantFrom(2 ** 53 - 1, -(2 ** 53 - 1), 0));
const at = fc.oneof(fc.maxSafeNat(), fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }));
const point = fc.record({ key: fc.oneof(fc.nat(10), fc.nat(2 ** 40)), step, at, value });

describe('the bytes of a log order', () => {
  it('give back every point, to the last bit', () => {
    const writer = new ByteWriter();
    fc.assert(
      fc.property(fc.array(point, { maxLength: 50 }), (points) => {
        expect(decode(encodePoints(points, writer))).toEqual(points);
      }),
    );
  });

  it('are few', () => {
    const at = 1_764_000_000_000;
    const bytes = (points: NumberedPoint[]): number => encodePoints(points, new ByteWriter()).length;
    expect(bytes([{ key: 3, step: 7, at, value: 0.1 }])).toBe(1 + 1 + 1 + 6 + 8);
    const many = Array.from({ length: 500 }, (_, key) => ({ key, step: 7, at, value: Math.fround(0.1 * key) }));
    expect(bytes(many) / 500).toBeLessThan(8.2);
  });

  it('of another version are refused by name', () => {
    expect(() => decode(Uint8Array.from([9, 0, 0]))).toThrow(expect.objectContaining({ code: 'TRAIN_POINTS_UNREADABLE' }) as Error);
  });
});
