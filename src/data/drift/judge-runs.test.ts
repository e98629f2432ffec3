import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import type { Batch, BatchColumn } from './batch.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { chanceOfLongRun, findLongRun, type Habit, learnRuns } from './runs.ts';
import type { Trace } from './trace.ts';
import { ValueCounts } from './value-counts.ts';
import { fitYardstick } from './yardstick.ts';

const SHARES = [0.4, 0.3, 0.2, 0.08, 0.015, 0.005];

/** A category by these shares, which stays what it was in some rows more than chance would have it. */
function draw(random: Random, rows: number, stays = 0): number[] {
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    let [value, left] = [0, random.next()];
    while (value < SHARES.length - 1 && (left -= SHARES[value]!) > 0) value++;
    values.push(row > 0 && random.next() < stays ? values[row - 1]! : value);
  }
  return values;
}

function learn(values: readonly number[]): Habit<number> {
  const counts = new ValueCounts<number>();
  for (const value of values) counts.add(value);
  const countOf = (value: number): number => counts.of(value);
  return { ...learnRuns(values, countOf), countOf };
}

/** The least chance of a run, were the rows in no order. */
function leastByShares(values: readonly number[]): number {
  let [least, chance] = [1, 1];
  values.forEach((value, row) => {
    chance = value === values[row - 1] ? chance * SHARES[value]! : 1;
    least = Math.min(least, chance);
  });
  return least;
}

interface Simulation {
  /** Of batches, and of references. */
  readonly stays: number;
  readonly staysThere?: number;
  readonly level: number;
  readonly batches: number;
}

/** How many of some clean batches have a p of at most `level`, how many may, and how many would have one by shares alone; each ten with a reference of their own. */
function simulate(name: string, { stays, staysThere = stays, level, batches }: Simulation): { readonly hits: number; readonly may: number; readonly byShares: number } {
  const random = seededRandom(name);
  let [hits, may, byShares] = [0, 0, 0];
  for (let i = 0; i < batches; i += 10) {
    const habit = learn(draw(random, 10_000, staysThere));
    for (let k = 0; k < 10; k++) {
      const values = draw(random, 1000, stays);
      const { run, runs } = findLongRun(values, habit);
      hits += Number((run?.p ?? 1) <= level);
      byShares += Number(runs * leastByShares(values) <= level);
      may += chanceOfLongRun(habit, { rows: 1000, runs, isBeside: false })(level);
    }
  }
  return { hits, may, byShares };
}

describe('one value row after row', () => {
  it('is too long a run as often as is said, where rows are in no order', () => {
    for (const level of [0.05, 0.01]) {
      const { hits, may } = simulate('in no order', { stays: 0, level, batches: 4000 });
      expect(hits).toBeLessThan(may + 3 * Math.sqrt(may));
      expect(hits).toBeGreaterThan(0.7 * may);
    }
  });

  it('is hardly ever too long where values come in stretches, also beside a reference that is every hundredth row of many; by shares alone it often is', () => {
    for (const staysThere of [0.4, 0]) {
      const { hits, may, byShares } = simulate(`in stretches ${staysThere}`, { stays: 0.4, staysThere, level: 0.01, batches: 1000 });
      expect(hits).toBeLessThan(may + 3 * Math.sqrt(may) + 1);
      expect(byShares).toBeGreaterThan(200);
    }
  });
});

/** A size that the weight follows but for some, and a colour that goes with nothing; in `stuck` rows in the middle, and in a part of all, the size is the commonest. */
function parcels(random: Random, rows: number, { noise = 0.05, stuck = 0, filled = 0 } = {}): Batch {
  const sizes = Array.from({ length: rows }, () => Math.floor(4 * random.next() ** 1.3));
  const weights = sizes.map((size) => (random.next() < noise ? random.int(4) : size));
  const texts = (name: string, values: readonly number[]) => ({ name, kind: 'string' as const, values: values.map((value) => `${name} ${value}`) });
  const isStuck = (row: number): boolean => row >= 500 && row < 500 + stuck;
  return {
    rows,
    columns: [
      texts(
        'size',
        sizes.map((size, row) => (isStuck(row) || random.next() < filled ? 0 : size)),
      ),
      texts('weight', weights),
      texts(
        'colour',
        sizes.map(() => random.int(3)),
      ),
    ],
  };
}

const staleOf = (traces: readonly Trace[], name: string, isBeside: boolean): Trace =>
  traces.find(({ kind, column, beside }) => kind === 'stale' && column === name && (beside !== undefined) === isBeside)!;

describe('one value row after row beside the rest of the rows', () => {
  it('is found sooner where the rest moves on', () => {
    const yardstick = fitYardstick(parcels(seededRandom('parcels'), 10_000));
    const batch = parcels(seededRandom('stuck at 0'), 1000, { stuck: 10 });
    const traces = traceBatch(yardstick, batch);
    expect(staleOf(traces, 'size', false).p).toBeGreaterThan(1e-3);
    expect(staleOf(traces, 'size', true).p).toBeLessThan(1e-6);
    const [first] = judgeBatch(yardstick, batch).findings;
    expect(first).toMatchObject({ kind: 'stale', column: 'size' });
    expect(first!.rows()).toEqual(expect.arrayContaining(Array.from({ length: 10 }, (_, i) => 500 + i)));
  });

  it('is told of the column that stands still, also where one beside it has its own trouble', () => {
    const yardstick = fitYardstick(parcels(seededRandom('parcels'), 10_000));
    const { rows, columns } = parcels(seededRandom('stuck at 0'), 1000, { stuck: 10 });
    const [size, weight, colour] = columns as [BatchColumn, BatchColumn & { readonly kind: 'string' }, BatchColumn];
    const lost = { ...weight, values: weight.values.map((value, row) => (row % 33 === 0 && (row < 500 || row >= 510) ? null : value)) };
    const told = judgeBatch(yardstick, { rows, columns: [size, lost, colour] }).findings.map(({ kind, column }) => `${kind} ${column}`);
    expect(told).toEqual(expect.arrayContaining(['missing weight', 'stale size']));
  });

  it('is no more than a value that was filled in at random lets expect', () => {
    const yardstick = fitYardstick(parcels(seededRandom('parcels'), 10_000));
    for (const filled of [0.05, 0.5]) {
      const batch = parcels(seededRandom(`filled ${filled}`), 1000, { filled });
      const traces = traceBatch(yardstick, batch);
      for (const isBeside of [false, true]) expect(staleOf(traces, 'size', isBeside).p).toBeGreaterThan(1e-3);
      expect(judgeBatch(yardstick, batch).findings[0]).toMatchObject({ kind: 'constant', column: 'size', value: 'size 0' });
    }
  });

  it('is too long a run no more often than is said', () => {
    const random = seededRandom('clean parcels');
    const yardstick = fitYardstick(parcels(random, 10_000, { noise: 0.4 }));
    const level = 0.05;
    let [hits, may] = [0, 0];
    for (let i = 0; i < 600; i++) {
      const test = staleOf(traceBatch(yardstick, parcels(random, 1000, { noise: 0.4 })), 'size', true);
      hits += Number(test.p <= level);
      may += test.chance(level);
    }
    expect(hits).toBeLessThan(may + 3 * Math.sqrt(may));
    expect(hits).toBeGreaterThan(0);
  });
});
