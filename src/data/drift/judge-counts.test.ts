import { expect, it } from 'vitest';
import { seededRandom, type Random } from '../../kernel/index.ts';
import { twoSampleContingency } from '../../stats/index.ts';
import { countsOfProfile } from '../profile/merge-counts.ts';
import { createCounter } from '../profile/create-counter.ts';
import { profileValues } from '../profile/profile-values.ts';
import type { Countable } from '../profile/counter-memory.ts';
import type { TableProfile } from '../profile/profile.ts';
import { cellsOf } from './judge-drift.ts';
import { judgeCounts, type CountsJudgement } from './judge-counts.ts';

const COLUMNS = ['amount', 'rate', 'city', 'age'] as const;
type Row = readonly Countable[];

const drawRow = (random: Random): Row => [
  Math.round(Math.exp(random.normal()) * 1_000) / 10,
  random.next() < 0.05 ? null : random.normal(),
  ['Rome', 'Oslo', 'Lima', 'Bern', 'Kyiv'][Math.floor(random.next() ** 2 * 5)]!,
  20 + random.int(60),
];
const draw = (rows: number, seed: string): Row[] => {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => drawRow(random));
};

function profileOf(rows: readonly Row[]): TableProfile {
  const columns = COLUMNS.map((name, i) =>
    profileValues({ name, kind: name === 'city' ? 'string' : 'number', values: rows.map((row) => row[i] ?? (name === 'city' ? null : Number.NaN)) as never }),
  );
  return { rows: rows.length, columns };
}

function judge(reference: TableProfile, rows: readonly Row[]): CountsJudgement {
  const counter = createCounter(reference);
  for (const row of rows) counter.add(row);
  return judgeCounts(reference, counter.counts());
}

const change = (rows: readonly Row[], column: (typeof COLUMNS)[number], value: (old: Countable, i: number) => Countable): Row[] => {
  const at = COLUMNS.indexOf(column);
  return rows.map((row, i) => row.map((cell, c) => (c === at ? value(cell, i) : cell)));
};

it('finds nothing in more than one of a hundred tables that are more of the profile, whatever the sizes', () => {
  for (const [before, after] of [
    [1_000, 1_000],
    [5_000, 500],
  ] as const) {
    let alarms = 0;
    for (let run = 0; run < 150; run++) alarms += judge(profileOf(draw(before, `reference ${run}`)), draw(after, `table ${run}`)).findings.length > 0 ? 1 : 0;
    // Of 150 at 1 %: more than 5 come once in two hundred.
    expect(alarms).toBeLessThanOrEqual(5);
  }
});

it('is what a test of each column at 5 % is not', () => {
  let alarms = 0;
  for (let run = 0; run < 60; run++) {
    const reference = profileOf(draw(1_000, `reference ${run}`));
    const counter = createCounter(reference);
    for (const row of draw(1_000, `table ${run}`)) counter.add(row);
    const { columns } = counter.counts();
    alarms += reference.columns.some((profile, i) => twoSampleContingency(cellsOf(columns[i]!), cellsOf(countsOfProfile(profile))).p < 0.05) ? 1 : 0;
  }
  expect(alarms).toBeGreaterThan(5);
});

it('calls a rise of one of two values a change of shares, and nothing but one value constant', () => {
  const truths = (rows: number, ofTen: number) => Float64Array.from({ length: rows }, (_, i) => Number(i % 10 < ofTen));
  const reference = { rows: 2_000, columns: [profileValues({ name: 'paid', kind: 'boolean', values: truths(2_000, 7) })] };
  const told = (ofTen: number): string[] => {
    const counter = createCounter(reference);
    for (const value of truths(1_000, ofTen)) counter.add([value]);
    return judgeCounts(reference, counter.counts()).findings.map(({ kind }) => kind);
  };
  expect(told(7)).toEqual([]);
  expect(told(9)).toEqual(['drift']);
  expect(told(1)).toEqual(['drift']);
  expect(told(10)).toEqual(['constant']);
});

it('names the column and the kind of what changed, from counts alone', () => {
  const reference = profileOf(draw(2_000, 'reference'));
  const table = draw(1_000, 'table');
  const told = (rows: Row[]): string[] => judge(reference, rows).findings.map(({ column, kind }) => `${column} ${kind}`);
  expect(told(table)).toEqual([]);
  expect(told(change(table, 'amount', (old, i) => (i % 20 === 0 ? -1 : old)))).toEqual(['amount sentinel']);
  expect(told(change(table, 'rate', (old, i) => (i % 5 === 0 ? null : old)))).toEqual(['rate missing']);
  expect(told(change(table, 'city', (old, i) => (i % 20 === 0 ? 'Rom' : old)))).toEqual(['city unseen']);
  expect(told(change(table, 'amount', (old) => Number(old) * 100)).at(0)).toBe('amount out_of_range');
  expect(told(change(table, 'rate', (old) => (old === null ? null : Number(old) + 0.5)))).toEqual(['rate drift']);
});
