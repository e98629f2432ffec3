import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, type Random, seededRandom } from '../../kernel/index.ts';
import type { Batch, BatchColumn } from './batch.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { fitYardstick, type Yardstick } from './yardstick.ts';

const PLANS = ['basic', 'plus', 'team', 'pro'];
const TOWNS = Array.from({ length: 40 }, (_, i) => `town ${String.fromCharCode(97 + (i % 26))}${String.fromCharCode(97 + ((i * 7) % 26))}`);

/** Rows that go through every family of tests: instants in order, numbers that go together, money, a count, categories that go together, a distance by its towns, a key. */
function draw(random: Random, rows: number): Batch {
  const table = Array.from({ length: rows }, (_, row) => {
    const size = random.normal();
    const plan = random.int(4);
    const from = Math.floor(40 * random.next() ** 2);
    const to = (from + 1 + Math.floor(8 * random.next())) % 40;
    return {
      at: row * HOUR,
      paid: row * HOUR + (5 + Math.floor(600 * random.next() ** 2)) * MINUTE,
      size,
      weight: 0.9 * size + 0.3 * random.normal(),
      price: Math.round(100 * Math.exp(2 + random.normal())) / 100,
      seats: 1 + plan * 3 + random.int(4),
      kilometres: 10 + ((Math.min(from, to) * 7919 + Math.max(from, to) * 104_729) % 500),
      member: Number(random.next() < 0.2 + 0.2 * plan),
      plan: PLANS[plan]!,
      from: TOWNS[from]!,
      to: TOWNS[to]!,
      code: `X-${1000 + random.int(9000)}`,
    };
  });
  const kinds: Record<keyof (typeof table)[number], BatchColumn['kind']> = {
    at: 'timestamp',
    paid: 'timestamp',
    size: 'number',
    weight: 'number',
    price: 'number',
    seats: 'number',
    kilometres: 'number',
    member: 'boolean',
    plan: 'string',
    from: 'string',
    to: 'string',
    code: 'string',
  };
  const columns = Object.entries(kinds).map(([name, kind]): BatchColumn => {
    const values = table.map((row) => row[name as keyof typeof row]);
    return kind === 'string' ? { name, kind, values: values as string[] } : { name, kind, values: Float64Array.from(values as number[]) };
  });
  return { rows, columns };
}

type Edit = (value: never, row: number, column: BatchColumn) => number | string | null;

/** A batch with every column for which it is asked rewritten. */
const edit = (batch: Batch, isMeant: (column: BatchColumn) => boolean, to: Edit): Batch => ({
  ...batch,
  columns: batch.columns.map((column): BatchColumn => {
    if (!isMeant(column)) return column;
    const write = (value: unknown, row: number) => to(value as never, row, column);
    return column.kind === 'string'
      ? { ...column, values: column.values.map((value, row) => write(value, row) as string | null) }
      : { ...column, values: column.values.map((value, row) => write(value, row) as number) };
  }),
});

const breakSome = (name: string, every: number, to: Edit) => (batch: Batch) =>
  edit(
    batch,
    (column) => column.name === name,
    (value, row, column) => (row % every === 0 ? to(value, row, column) : value),
  );
const shifted: Edit = (_, row, column) => column.values[(row + 431) % column.values.length]!;

/** What breaks a batch, of every family; the first is nothing. */
const DAMAGES: readonly ((batch: Batch) => Batch)[] = [
  (batch) => batch,
  breakSome('price', 40, (value: number) => value * 100),
  breakSome('seats', 20, (value: number) => value * 1.609344),
  breakSome('size', 15, shifted),
  breakSome('weight', 50, () => NaN),
  breakSome('size', 30, (_, __, { values }) => values[0]!),
  breakSome('kilometres', 50, shifted),
  breakSome('from', 50, shifted),
  breakSome('plan', 10, shifted),
  breakSome('plan', 8, () => 'basic'),
  breakSome('to', 60, () => null),
  breakSome('member', 3, (value: number) => 1 - value),
  breakSome('paid', 25, (value: number) => value + 60 * HOUR),
];
const damages = fc.constantFrom(...DAMAGES.keys());
const draws = fc.nat({ max: 20 });

const REFERENCE = draw(seededRandom('reference'), 4000);
const YARDSTICK = fitYardstick(REFERENCE);
const batchOf = (seed: number, damage: number): Batch => DAMAGES[damage]!(draw(seededRandom(`batch ${seed}`), 600));
const told = (yardstick: Yardstick, batch: Batch): string[] => judgeBatch(yardstick, batch).findings.map(({ kind, column }) => `${kind} ${column}`);
/** What is found, whatever is told first. */
const found = (yardstick: Yardstick, batch: Batch): string[] => told(yardstick, batch).sort((a, b) => (a < b ? -1 : 1));

/** That a batch is judged alike before and after something is done to it, and to its reference. */
function isSame(name: string, change: (batch: Batch) => Batch, judge: typeof told = told): void {
  const yardstick = fitYardstick(change(REFERENCE));
  fc.assert(
    fc.property(draws, damages, (seed, damage) => {
      const batch = batchOf(seed, damage);
      expect(judge(yardstick, change(batch)), `${name}, damage ${damage}`).toEqual(judge(YARDSTICK, batch));
    }),
    { seed: 4, numRuns: 30 },
  );
}

describe('the whole battery', () => {
  it('finds what is broken, and nothing where nothing is', () => {
    const results = DAMAGES.map((_, damage) => told(YARDSTICK, batchOf(0, damage)));
    expect(results[0]).toEqual([]);
    expect(results.slice(1).filter((of) => of.length === 0)).toEqual([]);
  });

  it.each([1e-6, 1e-3, 1e3, 1e6])('says the same in units %d times as large', (factor) => {
    isSame(`times ${factor}`, (batch) =>
      edit(
        batch,
        ({ kind }) => kind === 'number',
        (value: number) => value * factor,
      ),
    );
  });

  it('says the same whatever categories are called', () => {
    const rename = (text: string): string => (text.startsWith('town') ? `ort ${text.at(-1)}${text.at(-2)}` : [...text].reverse().join(''));
    const isCategory = ({ name }: BatchColumn): boolean => ['plan', 'from', 'to'].includes(name);
    isSame('renamed', (batch) => edit(batch, isCategory, (value: string | null) => value && rename(value)), found);
  });

  it('says the same of columns in another order', () => {
    isSame('columns reversed', (batch) => ({ ...batch, columns: batch.columns.toReversed() }), found);
  });

  it('says the same with one huge outlier in each column of the reference', () => {
    const isMeant = ({ kind }: BatchColumn): boolean => kind === 'number';
    const spoilt = edit(REFERENCE, isMeant, (value: number, row) => (row === 17 ? 1e12 : value));
    const yardstick = fitYardstick(spoilt);
    fc.assert(
      fc.property(draws, damages, (seed, damage) => {
        const batch = batchOf(seed, damage);
        expect(new Set(told(yardstick, batch).map((finding) => finding.split(' ')[1]))).toEqual(new Set(told(YARDSTICK, batch).map((finding) => finding.split(' ')[1])));
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  it('says the same of rows in another order, but for what is about order, or learned from every other row', () => {
    const ofValues = (batch: Batch): string[] =>
      traceBatch(YARDSTICK, batch).flatMap(({ kind, column, other, p }) => (/order|stale|joint/.test(kind) ? [] : [`${kind} ${column} ${other} ${p.toPrecision(6)}`]));
    fc.assert(
      fc.property(draws, damages, fc.constantFrom(7, 11, 251, 599), (seed, damage, stride) => {
        const batch = batchOf(seed, damage);
        // Every stride is coprime to 600: each row comes once.
        const at = (row: number): number => (row * stride + seed) % batch.rows;
        const mixed = edit(
          batch,
          () => true,
          (_, row, { values }) => values[at(row)]!,
        );
        expect(ofValues(mixed)).toEqual(ofValues(batch));
      }),
      { seed: 4, numRuns: 30 },
    );
  });
});
