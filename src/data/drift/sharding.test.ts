import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import type { Countable } from '../profile/counter-memory.ts';
import { createCounter } from '../profile/create-counter.ts';
import { mergeCounts } from '../profile/merge-counts.ts';
import type { TableCounts, TableProfile } from '../profile/profile.ts';
import { profileValues } from '../profile/profile-values.ts';
import { type ColumnVerdict, judgeColumn } from './judge-column.ts';

const random = seededRandom('sharding');
const ROWS = 6000;
const around = (share: number): number[] => Array.from({ length: 20 }, (_, day) => share * (0.9 + day / 100));

// Eighths: sums of them are exact, in any order.
const amount = (): number => Math.round(random.normal() * 8000) / 8;
const words = Array.from({ length: 400 }, (_, i) => `w${i}`);
const before: readonly (() => Countable)[] = [
  amount,
  () => random.int(300),
  () => words[Math.floor(random.next() ** 2 * 400)]!,
  () => Date.UTC(2001, 0, 1 + random.int(28), random.int(24)),
  () => random.next() < 0.3,
];
/** What breaks: a sentinel in a column of numbers, a default in one of texts among many new words, missing values, a narrower day, a flipped truth. */
const after: readonly (() => Countable)[] = [
  () => (random.next() < 0.02 ? -1 : amount()),
  () => (random.next() < 0.03 ? null : random.next() < 0.1 ? 7 : random.int(300)),
  () => (random.next() < 0.015 ? 'Unknown' : random.next() < 0.2 ? `new${random.int(4000)}` : before[2]!()),
  () => Date.UTC(2001, 1, 1 + random.int(28), random.int(20)),
  () => random.next() < 0.35,
];
const kinds = ['number', 'integer', 'string', 'timestamp', 'boolean'] as const;

const reference: TableProfile = {
  rows: 5000,
  columns: kinds.map((kind, i) => {
    const values = Array.from({ length: 5000 }, () => before[i]!());
    return profileValues({ name: kind, kind, values: kind === 'string' ? (values as string[]) : Float64Array.from(values, Number) });
  }),
};
const rows = Array.from({ length: ROWS }, () => after.map((value) => value()));

const count = (some: readonly (readonly Countable[])[]): TableCounts => {
  const counter = createCounter(reference);
  counter.addColumns(some.length, (i) => some.map((row) => row[i]));
  return counter.counts();
};
const judge = (counts: TableCounts): ColumnVerdict[] =>
  reference.columns.map((profile, i) =>
    judgeColumn({
      profile,
      window: counts.columns[i]!,
      natural: {
        column: profile.name,
        distances: around(0.03),
        topShares: around(profile.top[0]!.count / profile.rows),
        missingRates: around(0.002),
        unseenRates: around(0.01),
        outsideRates: [],
      },
    }),
  );

/** Rows in any order, dealt to some shards, which are merged two by two in any order. */
function shardAtRandom(all: readonly (readonly Countable[])[]): TableCounts {
  const shards = Array.from({ length: 1 + random.int(30) }, (): (readonly Countable[])[] => []);
  const lean = random.next();
  for (const row of all.toSorted(() => random.next() - 0.5)) shards[Math.floor(random.next() ** (1 + 3 * lean) * shards.length)]!.push(row);
  const parts = shards.map(count);
  while (parts.length > 1) {
    const [a, b] = [0, 1].map(() => parts.splice(random.int(parts.length), 1)[0]!) as [TableCounts, TableCounts];
    parts.push(mergeCounts(a, b));
  }
  return parts[0]!;
}

describe('a verdict', () => {
  it('is the same to the last bit whatever the order of rows and however they are sharded', () => {
    const whole = judge(count(rows));
    const found = whole.flatMap(({ suspicions }) => suspicions.filter(({ p }) => p < 1e-4).map(({ kind, column }) => `${kind} ${column}`));
    expect(found).toEqual(expect.arrayContaining(['sentinel number', 'missing integer', 'sentinel string', 'drift timestamp']));
    for (let turn = 0; turn < 25; turn++) expect(judge(shardAtRandom(rows))).toEqual(whole);
  });

  it('of a constant that the reference does not list is the same too', () => {
    for (const share of [0.1, 0.5, 0.95]) {
      const stuck = rows.map((row) => (random.next() < share ? [123.4375, ...row.slice(1)] : row));
      const constant = (counts: TableCounts) => judge(counts)[0]!.suspicions.find(({ kind }) => kind === 'constant')!;
      const whole = constant(count(stuck));
      expect(whole).toMatchObject({ value: '123.4375', column: 'number' });
      expect(Math.abs(whole.effect - stuck.filter(([value]) => value === 123.4375).length / ROWS)).toBeLessThan(0.02);
      for (let turn = 0; turn < 5; turn++) expect(constant(shardAtRandom(stuck))).toEqual(whole);
    }
  });
});
