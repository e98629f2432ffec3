import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, seededRandom } from '../../kernel/index.ts';
import { binOf } from './bin-edges.ts';
import { BinFinder } from './bin-finder.ts';
import { centerOf } from './counted-value.ts';
import { readTableCounts, writeTableCounts } from './counts-bytes.ts';
import type { Countable } from './counter-memory.ts';
import { createCounter } from './create-counter.ts';
import { countsOfProfile, emptyCounts, mergeCounts } from './merge-counts.ts';
import type { ColumnProfile, TableCounts, TableProfile } from './profile.ts';
import { profileValues } from './profile-values.ts';

const random = seededRandom('counter');
const origins = ['ORD', 'LAX', 'JFK', null];
const reference: TableProfile = {
  rows: 2000,
  columns: [
    profileValues({ name: 'delay', kind: 'number', values: Float64Array.from({ length: 2000 }, (_, i) => (i % 50 === 0 ? NaN : Math.round(random.normal() * 20))) }),
    profileValues({ name: 'at', kind: 'timestamp', values: Float64Array.from({ length: 2000 }, () => Date.UTC(2001, 0, 1 + random.int(20), random.int(24), random.int(60))) }),
    profileValues({ name: 'origin', kind: 'string', values: Array.from({ length: 2000 }, () => origins[random.int(4)]!) }),
    profileValues({ name: 'late', kind: 'boolean', values: Float64Array.from({ length: 2000 }, () => random.int(2)) }),
  ],
};

const count = (rows: readonly (readonly Countable[])[]): TableCounts => {
  const counter = createCounter(reference);
  for (const row of rows) counter.add(row);
  return counter.counts();
};

describe('createCounter', () => {
  it('counts missing, unseen, out of range, and minutes of the day', () => {
    const counts = count([
      [1e6, Date.UTC(2005, 5, 5, 13, 30, 59), 'ORD', true],
      [NaN, -1, 'XXX', false],
      [null, undefined, null, null],
      [-1e6, Date.UTC(2005, 5, 6, 13, 30), 'XXX', 'no'],
    ]);
    expect(counts.rows).toBe(4);
    const [delay, at, origin, late] = counts.columns;
    expect(delay).toMatchObject({ rows: 4, missing: 2, below: 1, above: 1 });
    // Both are about the reference's mean.
    const center = centerOf(reference.columns[0]!);
    expect([delay!.sum, delay!.sumOfSquares]).toEqual([-2 * center, 2e12 + 2 * center ** 2]);
    expect(at).toMatchObject({
      missing: 1,
      below: 0,
      frequent: [
        { value: '810', count: 2 },
        { value: '1439', count: 1 },
      ],
    });
    expect(origin).toMatchObject({
      missing: 1,
      unseen: 2,
      frequent: [
        { value: 'XXX', count: 2 },
        { value: 'ORD', count: 1 },
      ],
    });
    expect(late).toMatchObject({ missing: 2, sum: 1 - 2 * centerOf(reference.columns[3]!) });
  });

  it('of the reference rows gives the counts of the reference', () => {
    const value = 17;
    const column: ColumnProfile = profileValues({ name: 'x', kind: 'number', values: [1, 2, 2, value, value, NaN] });
    const counter = createCounter({ rows: 6, columns: [column] });
    for (const x of [1, 2, 2, value, value, NaN]) counter.add([x]);
    const { frequent: _, ...expected } = countsOfProfile(column);
    const live = counter.counts().columns[0]!;
    expect(live).toMatchObject({ rows: 6, missing: expected.missing, unseen: 0, below: 0, above: 0, bins: expected.bins });
    expect(live.sum).toBeCloseTo(expected.sum, 10);
    expect(live.sumOfSquares).toBeCloseTo(expected.sumOfSquares, 8);
  });

  it('counts the same column by column and row by row, and finds bins as a search does', () => {
    const edges = fc
      .uniqueArray(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -5, max: 5 })), { maxLength: 19 })
      .map((list) => list.map((edge) => edge + 0).sort((a, b) => a - b));
    fc.assert(
      fc.property(edges, fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -6, max: 6 }))), (given, values) => {
        const finder = new BinFinder(given);
        for (const value of [...values, ...given]) expect(finder.of(value)).toBe(binOf(given, value));
      }),
      { seed: 8 },
    );
    const rows = Array.from({ length: 300 }, (): Countable[] => [
      random.next() < 0.1 ? null : random.normal() * 30,
      Date.UTC(2001, 0, 1) + random.int(1e9),
      origins[random.int(4)],
      random.next() < 0.5,
    ]);
    const counter = createCounter(reference);
    counter.addColumns(200, (i) => rows.slice(0, 200).map((row) => row[i]));
    counter.addColumns(100, (i) => rows.slice(200).map((row) => row[i]));
    expect(counter.counts()).toEqual(count(rows));
  });

  it('goes through bytes; what is not counts is refused', () => {
    const counts = count([
      [1e6, 5, 'ORD', true],
      [NaN, 7, 'XXX', false],
      [-3.5, 7, null, true],
    ]);
    const writer = new ByteWriter();
    writeTableCounts(writer, counts);
    const bytes = writer.finish();
    expect(readTableCounts(new ByteReader(bytes, 'counts'))).toEqual(counts);
    const malformed = expect.objectContaining({ code: 'BYTES_MALFORMED' }) as Error;
    for (let end = 0; end < bytes.length; end += 5) expect(() => readTableCounts(new ByteReader(bytes.subarray(0, end), 'counts'))).toThrow(malformed);
  });

  it('tells the 64 commonest texts, equal ones by what they say, whether the reference lists them or not', () => {
    const listed = Array.from({ length: 200 }, (_, i) => `k${i}`);
    const counter = createCounter({ rows: 200, columns: [profileValues({ name: 'x', kind: 'string', values: listed })] });
    const times = new Map([...listed, 'new', 'unknown'].map((text) => [text, random.int(4)]).concat([['k7', 9]]) as [string, number][]);
    for (const [text, count] of times) for (let i = 0; i < count; i++) counter.add([text]);
    const ordered = [...times].filter(([, count]) => count > 0).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    const told = counter.counts().columns[0]!.frequent.filter(({ exact }) => exact !== true);
    expect(told).toEqual(
      ordered
        .filter(([text]) => text !== 'unknown')
        .slice(0, 64)
        .map(([value, count]) => ({ value, count })),
    );
  });

  it('every value lands in exactly one place, and no value is invented', () => {
    const rows = fc.array(
      fc.tuple(
        fc.option(fc.oneof(fc.double(), fc.integer({ min: -60, max: 60 }))),
        fc.integer({ min: -1e13, max: 1e13 }),
        fc.option(fc.constantFrom('ORD', 'LAX', 'A', 'B')),
        fc.option(fc.boolean()),
      ),
    );
    fc.assert(
      fc.property(rows, (given) => {
        const counts = count(given);
        for (const column of counts.columns) {
          expect(column.bins.reduce((a, b) => a + b, 0) + column.missing + column.unseen).toBe(given.length);
          expect(column.frequent.reduce((sum, top) => sum + top.count, 0)).toBeLessThanOrEqual(given.length - column.missing);
        }
      }),
      { seed: 3 },
    );
  });

  it('keeps a frequent value with a lower bound that falls short by at most 1/53, however many others pass', () => {
    const counter = createCounter({ rows: 0, columns: [profileValues({ name: 'x', kind: 'number', values: [] })] });
    const rows = 20_000;
    let exact = 0;
    for (let i = 0; i < rows; i++) {
      const constant = random.next() < 0.1;
      exact += constant ? 1 : 0;
      counter.add([constant ? 13.5 : random.next()]);
    }
    const top = counter.counts().columns[0]!.frequent[0]!;
    expect(top.value).toBe('13.5');
    expect(top.count).toBeLessThanOrEqual(exact);
    expect(top.count).toBeGreaterThanOrEqual(exact - rows / 53);
  });
});

describe('special numbers', () => {
  it('are counted exactly among any others, however rare and however the rows are sharded', () => {
    const continuous = { rows: 1000, columns: [profileValues({ name: 'x', kind: 'number', values: Array.from({ length: 1000 }, () => random.normal()) })] };
    const rows = Array.from({ length: 5000 }, (_, i) => [i % 200 === 0 ? -1 : i % 500 === 1 ? 99999 : random.normal()]);
    const shard = (n: number): TableCounts => {
      const counter = createCounter(continuous);
      rows.filter((_, i) => i % 13 === n).forEach((row) => counter.add(row));
      return counter.counts();
    };
    const merged = Array.from({ length: 13 }, (_, n) => shard(n)).reduce(mergeCounts);
    expect(merged.columns[0]!.frequent.slice(0, 2)).toEqual([
      { value: '-1', count: 25, exact: true },
      { value: '99999', count: 10, exact: true },
    ]);
  });

  it('are counted exactly, and so are those that the reference lists, where so many different ones come that they are sifted', () => {
    const listed = [0.25, 17, 1e-300, 4_000_000_000.5];
    const profile = {
      ...profileValues({ name: 'x', kind: 'number', values: Array.from({ length: 1000 }, () => random.normal()) }),
      top: listed.map((value) => ({ value: String(value), count: 20 })),
    };
    const watched = [...listed, -1, 0, 999, 99_999, Infinity];
    const values = Float64Array.from({ length: 50_000 }, (_, i) => (i % 97 === 0 ? watched[(i / 97) % watched.length]! : i % 10 === 3 ? 13.5 : random.normal()));
    const counter = createCounter({ rows: 1000, columns: [profile] });
    counter.addColumns(values.length, () => values);
    const { frequent } = counter.counts().columns[0]!;
    const times = (value: number): number => values.filter((each) => each === value).length;
    expect(
      frequent
        .filter(({ exact }) => exact)
        .map(({ value, count }) => [Number(value), count])
        .toSorted((a, b) => Number(a[0]) - Number(b[0])),
    ).toEqual(watched.toSorted((a, b) => a - b).map((value) => [value, times(value)]));
    expect(frequent[0]).toMatchObject({ value: '13.5' });
    expect(frequent[0]!.count).toBeGreaterThanOrEqual(times(13.5) - values.length / 53);
  });
});

describe('mergeCounts', () => {
  const rows = fc.array(
    fc.tuple(fc.option(fc.integer({ min: -60, max: 60 })), fc.integer({ min: 0, max: 1e12 }), fc.option(fc.constantFrom('ORD', 'LAX', 'A', 'B')), fc.option(fc.boolean())),
    { maxLength: 40 },
  );
  const exact = (counts: TableCounts): unknown => ({ rows: counts.rows, columns: counts.columns.map(({ frequent: _, ...rest }) => rest) });

  it('gives the counts of all rows together, in any order and grouping', () => {
    fc.assert(
      fc.property(rows, rows, rows, (a, b, c) => {
        const [x, y, z] = [count(a), count(b), count(c)];
        const whole = exact(count([...a, ...b, ...c]));
        expect(exact(mergeCounts(mergeCounts(x, y), z))).toEqual(whole);
        expect(exact(mergeCounts(x, mergeCounts(y, z)))).toEqual(whole);
        expect(exact(mergeCounts(z, mergeCounts(y, x)))).toEqual(whole);
        expect(mergeCounts(x, y)).toEqual(mergeCounts(y, x));
        expect(mergeCounts(x, emptyCounts(reference))).toEqual(x);
      }),
      { seed: 5 },
    );
  });

  it('keeps frequent values as lower bounds within 1/53', () => {
    const parts = Array.from({ length: 20 }, () => Array.from({ length: 300 }, () => [random.next() < 0.05 ? 7 : Math.round(random.normal() * 1000), 0, 'ORD', true] as const));
    const merged = parts.map((part) => count(part)).reduce(mergeCounts);
    const exactCount = parts.flat().filter(([x]) => x === 7).length;
    const found = merged.columns[0]!.frequent.find((top) => top.value === '7')!.count;
    expect(found).toBeLessThanOrEqual(exactCount);
    expect(found).toBeGreaterThanOrEqual(exactCount - 6000 / 53);
    expect(merged.columns[0]!.frequent.length).toBeLessThanOrEqual(64);
  });
});
