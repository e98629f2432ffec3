import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { binTable, chooseBinEdges } from './bin-table.ts';
import { countOf, hessianScale, HistogramSummer, subtractHistogram } from './sum-histogram.ts';

describe('a histogram', () => {
  it.each([1, 3, 4, 5, 9, 70])('holds the sums of gradients, Hessians and rows by feature and bin (%i features)', (features) => {
    const random = seededRandom(features);
    const rows = 501;
    const columns = Array.from({ length: features }, () => Float32Array.from({ length: rows }, () => (random.next() < 0.1 ? Number.NaN : random.normal())));
    const table = { features: columns.map((_, f) => `f${f}`), rows, columns, labels: new Uint8Array(rows) };
    const edges = chooseBinEdges(table, 255);
    const summer = new HistogramSummer(rows, features);
    const binned = binTable(table, edges, summer.records);
    for (let row = 0; row < rows; row++) {
      summer.order[row] = rows - 1 - row;
      binned.floats[row * binned.stride + binned.binWords] = random.normal();
      binned.floats[row * binned.stride + binned.binWords + 1] = random.next() / 4;
    }
    const scale = hessianScale(rows / 4);
    const expected = (from: number, to: number): Float64Array => {
      const sums = summer.newHistogram();
      for (const row of summer.order.subarray(from, to)) {
        for (let f = 0; f < features; f++) {
          const at = row * binned.stride;
          const slot = (f * 256 + ((binned.words[at + (f >> 2)]! >>> ((f & 3) * 8)) & 255)) * 2;
          sums[slot]! += binned.floats[at + binned.binWords]!;
          sums[slot + 1]! += 1 + binned.floats[at + binned.binWords + 1]! * scale;
        }
      }
      return sums;
    };
    const histogram = summer.newHistogram();
    for (const [from, to] of [
      [0, rows],
      [17, 18],
      [5, 5],
      [100, 400],
    ] as const) {
      summer.sum({ from, to }, scale, histogram);
      expect(histogram).toEqual(expected(from, to)); // bit for bit: the same additions in the same order
    }

    summer.sum({ from: 0, to: rows }, scale, histogram);
    const part = expected(0, 123);
    subtractHistogram(histogram, part);
    const rest = expected(123, rows);
    let hessians = 0;
    for (let slot = 1; slot < 512; slot += 2) {
      expect(countOf(histogram[slot]!)).toBe(countOf(rest[slot]!));
      hessians += Math.abs(histogram[slot]! - rest[slot]!);
    }
    expect(hessians / scale).toBeLessThan(1e-6);
  });

  it('refuses a table beyond 4 GiB', () => {
    expect(() => new HistogramSummer(100_000_000, 100)).toThrowError(expect.objectContaining({ code: 'TRAINER_TABLE_TOO_LARGE' }) as Error);
  });
});
