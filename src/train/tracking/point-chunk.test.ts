import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { ByteWriter } from './byte-writer.ts';
import { decodeChunk, encodeChunk } from './point-chunk.ts';
import type { PointColumns } from './point-columns.ts';

const columns = (points: readonly { step: number; at: number; value: number }[]): PointColumns => ({
  length: points.length,
  steps: Float64Array.from(points, (point) => point.step),
  times: Float64Array.from(points, (point) => point.at),
  values: Float64Array.from(points, (point) => point.value),
});
const start = 1_764_000_000_000;
const bytesAPoint = (count: number, point: (i: number) => { step: number; at: number; value: number }): number =>
  encodeChunk(columns(Array.from({ length: count }, (_, i) => point(i))), new ByteWriter()).length / count;

describe('the bytes of a chunk', () => {
  const value = fc.oneof(fc.double(), fc.float(), fc.integer(), fc.constantFrom(0, -0, Number.NaN, Number.MAX_VALUE, 2 ** 53 - 1));
  const step = fc.oneof(fc.nat(100), fc.maxSafeInteger());
  const point = fc.record({ step, at: fc.oneof(fc.maxSafeNat(), fc.integer({ min: start, max: start + 1000 })), value });
  const alike = fc
    .tuple(fc.integer(), fc.constantFrom(1, 130, 40_000, 2 ** 33))
    .chain(([first, spread]) =>
      fc.array(fc.record({ step: fc.integer({ min: first, max: first + spread }), at: fc.integer({ min: 0, max: spread }), value: fc.integer({ min: -spread, max: spread }) })),
    );

  it('give back every point, to the last bit', () => {
    const writer = new ByteWriter();
    fc.assert(
      fc.property(fc.oneof(fc.array(point), alike), (points) => {
        expect(decodeChunk(encodeChunk(columns(points), writer))).toEqual(columns(points));
      }),
      { numRuns: 300 },
    );
  });

  it('are few', () => {
    const random = seededRandom(1);
    const steady = (i: number) => ({ step: i, at: start + i * 100, value: random.next() });
    expect(bytesAPoint(1000, steady)).toBeLessThan(8.1);
    expect(bytesAPoint(1000, (i) => ({ ...steady(i), at: start + i * 100 + random.int(1000) }))).toBeLessThan(10.1);
    expect(bytesAPoint(1000, (i) => ({ ...steady(i), value: Math.fround(random.next()) }))).toBeLessThan(4.1);
    expect(bytesAPoint(1000, (i) => ({ ...steady(i), value: i }))).toBeLessThan(0.1);
    expect(bytesAPoint(16, steady)).toBeLessThan(9);
  });

  it('of another version are refused by name', () => {
    expect(() => decodeChunk(Uint8Array.from([7, 1]))).toThrow(expect.objectContaining({ code: 'TRAIN_POINTS_UNREADABLE' }) as Error);
  });
});
