import { expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import type { Table } from '../tables/table.ts';
import { reportWeakSlices } from './report-weak-slices.ts';

const HOUR = 3_600_000;

/** Flights of which those at night to the north are told badly. */
function makeTable(rows: number): Table {
  const random = seededRandom(11);
  const at = Float64Array.from({ length: rows }, () => random.int(60 * 24) * HOUR);
  const to = Array.from({ length: rows }, () => ['north', 'south', 'east', null][random.int(4)]!);
  const distance = Float64Array.from({ length: rows }, (_, row) => (row % 50 === 0 ? Number.NaN : random.next() * 1_000));
  const late = Float64Array.from({ length: rows }, () => random.int(2));
  const score = late.map((label, row) => (to[row] === 'north' && (at[row]! / HOUR) % 24 < 6 ? 1 - label : label) * 0.8 + 0.1);
  const column = (name: string, values: Float64Array | (string | null)[], family: 'number' | 'string' | 'timestamp' = 'number') => ({ name, values, family });
  return { rows, columns: [column('at', at, 'timestamp'), column('to', to, 'string'), column('distance', distance), column('late', late), column('score', score)] };
}

it('says where the model errs, in words, with how many rows, how much, and how sure', () => {
  const report = reportWeakSlices(makeTable(6_000), { label: 'late', score: 'score', k: 4, alpha: 0.98 });
  expect(report).toMatchObject({ error: '(late - score)²', left: 0, columns: ['at', 'to', 'distance'] });
  const [worst] = report.slices;
  expect(worst!.text).toContain('to = north');
  expect(worst!.text).toContain('hour of at < ');
  expect(worst).toMatchObject({ confirmed: true });
  expect(worst!.lift).toBeGreaterThan(3);
  expect(worst!.interval[0]).toBeLessThan(worst!.error!);
  expect(reportWeakSlices(makeTable(6_000), { label: 'late', score: 'score', k: 4, alpha: 0.98 })).toEqual(report);
});

it('cuts instants by the hour and the named day of the week, before 1970 too, and by nothing that all rows share', () => {
  const rows = 2_000;
  const random = seededRandom(5);
  // 1 January 1968 was a Monday.
  const at = Float64Array.from({ length: rows }, () => Date.UTC(1968, 0, 1) + random.int(24 * 70) * HOUR);
  const day = at.map((moment) => Math.floor(moment / (24 * HOUR)) * 24 * HOUR);
  const error = at.map((moment) => random.next() + (new Date(moment).getUTCDay() === 1 ? 3 : 0));
  const columns = [
    { name: 'at', values: at },
    { name: 'day', values: day },
  ].map((one) => ({ ...one, family: 'timestamp' as const }));
  const { slices } = reportWeakSlices({ rows, columns: [...columns, { name: 'error', values: error, family: 'number' }] }, { error: 'error' });
  expect(slices.map((slice) => slice.text)).toContain('weekday of at = Monday');
  expect(slices.some((slice) => slice.text.includes('hour of day'))).toBe(false);
});

it('needs errors, and enough of them', () => {
  expect(() => reportWeakSlices(makeTable(100), { error: 'score' })).toThrow('128 are needed');
  expect(() => reportWeakSlices(makeTable(500), {})).toThrow('no column of errors is named');
  expect(() => reportWeakSlices(makeTable(500), { error: 'to' })).toThrow('to is no column of numbers');
});

/** A model that errs a third more where trips are long and go to the north, and a little everywhere. */
function mildTable(rows: number, seed: string, weak: boolean): Table {
  const random = seededRandom(seed);
  const to = Array.from({ length: rows }, () => ['north', 'south', 'east', 'west'][random.int(4)]!);
  const size = Array.from({ length: rows }, () => ['long', 'short', 'middle'][random.int(3)]!);
  const error = Float64Array.from({ length: rows }, (_, row) => (weak && to[row] === 'north' && size[row] === 'long' ? 1.35 : 1) * random.next());
  return {
    rows,
    columns: [
      { name: 'to', values: to, family: 'string' },
      { name: 'size', values: size, family: 'string' },
      { name: 'error', values: error, family: 'number' },
    ],
  };
}

it('looks for smaller slices where none stands out, and says at which weight it found some', () => {
  const table = mildTable(8_000, 'mild', true);
  expect(reportWeakSlices(table, { error: 'error', alpha: 0.95 })).toMatchObject({ alpha: 0.95, quiet: [], slices: [] });
  const report = reportWeakSlices(table, { error: 'error' });
  expect(report).toMatchObject({ alpha: 0.99, quiet: [0.95] });
  expect(report.slices[0]).toMatchObject({ confirmed: true, predicates: [{ value: 'north' }, { value: 'long' }] });
});

it('confirms none where errors are the same everywhere, but for one table in twenty, whatever weight it comes to', () => {
  const RUNS = 100;
  const wrong = Array.from({ length: RUNS }, (_, run) => reportWeakSlices(mildTable(1_500, `even ${run}`, false), { error: 'error' }));
  expect(wrong.some((report) => report.alpha > 0.95 && report.slices.length > 0)).toBe(true);
  // Of 100 at 5 %: more than 12 come once in a thousand.
  expect(wrong.filter((report) => report.confirmed > 0).length).toBeLessThanOrEqual(12);
  // What was sought in the rows that it is told of always looks worse there.
  expect(wrong.filter((report) => report.slices.some((slice) => slice.found.error > report.overall * 1.05)).length).toBeGreaterThan(50);
});
