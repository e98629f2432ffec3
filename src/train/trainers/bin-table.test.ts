import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { MISSING_BIN } from './bin-slots.ts';
import { type BinnedTable, binTable, chooseBinEdges } from './bin-table.ts';
import type { TrainingTable } from './training-table.ts';

const tableOf = (...columns: Float32Array[]): TrainingTable => ({
  features: columns.map((_, f) => `f${f}`),
  rows: columns[0]!.length,
  columns,
  labels: new Uint8Array(columns[0]!.length),
});
const binAt = (binned: BinnedTable, row: number, feature: number): number => (binned.words[row * binned.stride + (feature >> 2)]! >>> ((feature & 3) * 8)) & 255;

describe('the bins of a table', () => {
  it('put every value between the edges of its bin, for any column and number of bins', () => {
    const value = fc.oneof(fc.float(), fc.constantFrom(0, -0, 1, Number.NaN, Infinity, -Infinity), fc.integer({ min: -3, max: 3 }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), fc.integer({ min: 2, max: 255 }), (values, bins) => {
        const table = tableOf(Float32Array.from(values));
        const edges = chooseBinEdges(table, bins);
        const [only] = edges;
        const binned = binTable(table, edges);
        expect(only!.length).toBeLessThan(bins);
        expect(only!.every((edge, i) => i === 0 || edge > only![i - 1]!)).toBe(true);
        values.forEach((given, row) => {
          const rounded = Math.fround(given);
          const bin = binAt(binned, row, 0);
          if (Number.isNaN(rounded)) expect(bin).toBe(MISSING_BIN);
          else expect(rounded <= (only![bin] ?? Infinity) && (bin === 0 || rounded > only![bin - 1]!)).toBe(true);
        });
      }),
      { seed: 1 },
    );
  });

  it('give every value its own bin when there are few, else about equal numbers of rows, and a frequent value one bin', () => {
    const random = seededRandom(3);
    const hours = Float32Array.from({ length: 5_000 }, () => random.int(24));
    const smooth = Float32Array.from({ length: 5_000 }, () => random.normal());
    const spiked = smooth.map((value) => (random.next() < 0.4 ? 0 : value));
    const table = tableOf(hours, smooth, spiked);
    const edges = chooseBinEdges(table, 50);
    const binned = binTable(table, edges);
    const counts = [0, 1, 2].map((feature) => {
      const count = new Array<number>(256).fill(0);
      for (let row = 0; row < table.rows; row++) count[binAt(binned, row, feature)]!++;
      return count;
    });
    expect(edges[0]).toEqual(Float32Array.from({ length: 23 }, (_, hour) => hour + 0.5));
    expect(edges[1]!.length).toBe(49);
    expect(Math.max(...counts[1]!)).toBeLessThan(140);
    const zeros = spiked.filter((value) => value === 0).length;
    expect(Math.max(...counts[2]!)).toBeGreaterThanOrEqual(zeros);
    expect(Math.max(...counts[2]!)).toBeLessThan(zeros + 60);
  });
});
