import { expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import type { Table } from '../tables/table.ts';
import { findNearDuplicates, nearRecall } from './find-near-duplicates.ts';
import { tokensOf } from './tokens.ts';

const WORDS = 'late flight from an airport of many gates where nobody waits for long because there is coffee and a view over the whole field'.split(' ');
const ROWS = 3_000;
const COPIES = 400;

type Row = readonly [number, number, number, number, string, string, string];

const makeRow = (random: Random): Row => [
  random.normal() * 100,
  Math.exp(random.normal()),
  random.next(),
  random.int(5),
  'abcdefgh'[random.int(8)]!,
  `unit ${random.int(500)}`,
  Array.from({ length: 14 }, () => WORDS[random.int(WORDS.length)]!).join(' '),
];

/** The same row as another hand would have entered it. */
const enterAgain = ([a, b, c, d, e, f, text]: Row, random: Random): Row => [
  a * (1 + 1e-5 * random.normal()),
  b,
  c,
  d,
  e.toUpperCase(),
  ` ${f}`,
  text.replace(WORDS[random.int(5)]!, 'x'),
];

const tableOf = (rows: readonly Row[]): Table => ({
  rows: rows.length,
  columns: Array.from({ length: 7 }, (_, c) => {
    const values = rows.map((row) => row[c]!);
    return { name: `c${c}`, family: c < 4 ? ('number' as const) : ('string' as const), values: c < 4 ? Float64Array.from(values as number[]) : (values as string[]) };
  }),
});

it('finds nearly all rows that were entered again, and no others', () => {
  const random = seededRandom(3);
  const rows = Array.from({ length: ROWS }, () => makeRow(random));
  const table = tableOf([...rows, ...rows.slice(0, COPIES).map((row) => enterAgain(row, random))]);
  const { pairs, crowded } = findNearDuplicates(tokensOf(table));
  const right = pairs.filter(({ a, b }) => b === a + ROWS);
  expect(right.length / COPIES).toBeGreaterThan(0.95);
  expect(pairs.length).toBe(right.length);
  expect(crowded).toBe(0);
});

it('finds the share of pairs that it states: against all pairs compared one by one', () => {
  const random = seededRandom(5);
  const sets = Array.from({ length: 300 }, () => Array.from({ length: 20 }, () => random.int(2 ** 32)));
  // Of 20 tokens, 2 replaced: 18 of 22 are common.
  const all = sets.flatMap((set) => [set, set.map((token, i) => (i < 2 ? random.int(2 ** 32) : token))]).map((set) => Uint32Array.from(set).sort());
  const offsets = Int32Array.from({ length: all.length + 1 }, (_, i) => i * 20);
  const { pairs } = findNearDuplicates({ offsets, values: Uint32Array.from(all.flatMap((set) => [...set])) });
  expect(pairs.every(({ similarity }) => Math.abs(similarity - 18 / 22) < 1e-12)).toBe(true);
  expect(pairs.length / 300).toBeGreaterThan(nearRecall(18 / 22) - 0.03);
});

it('says so when a bucket is too crowded to be compared in full', () => {
  const offsets = Int32Array.from({ length: 201 }, (_, i) => i * 3);
  const { crowded } = findNearDuplicates({ offsets, values: Uint32Array.from({ length: 600 }, (_, i) => i % 3) });
  expect(crowded).toBe(200);
});
