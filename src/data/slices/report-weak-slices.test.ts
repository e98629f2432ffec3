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

it('needs errors, and enough of them', () => {
  expect(() => reportWeakSlices(makeTable(100), { error: 'score' })).toThrow('128 are needed');
  expect(() => reportWeakSlices(makeTable(500), {})).toThrow('no column of errors is named');
  expect(() => reportWeakSlices(makeTable(500), { error: 'to' })).toThrow('to is no column of numbers');
});
