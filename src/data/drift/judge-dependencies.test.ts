import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { codeColumn, hasCodes } from './pair-codes.ts';
import { fitDependencies } from './fit-dependencies.ts';
import { fitNumbers } from './fit-numbers.ts';
import { fitTexts } from './fit-texts.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { judgeDependencies } from './judge-dependencies.ts';
import { moreThanUsual } from './test-marked.ts';
import { fitYardstick, type Yardstick } from './yardstick.ts';

const SITES = Array.from({ length: 60 }, (_, i) => `site ${i}`);
/** Kilometres between two sites, the same in both directions; hardly two are alike. */
const kilometres = (from: number, to: number): number => 10 + ((Math.min(from, to) * 7919 + Math.max(from, to) * 104_729) % 1500);

/** Trips between some of the sites, the far ones rarer; one of 100 was a detour. */
function draw(random: Random, rows: number, wrong: (row: number) => boolean = () => false): Batch {
  const trips = Array.from({ length: rows }, (_, row) => {
    const from = Math.floor(60 * random.next() ** 2);
    const to = (from + 1 + Math.floor(20 * random.next() ** 2)) % 60;
    return {
      from: SITES[wrong(row) ? random.int(60) : from]!,
      to: SITES[to]!,
      distance: kilometres(from, to) + (random.next() < 0.01 ? random.int(30) : 0),
      fare: random.int(50),
    };
  });
  return {
    rows,
    columns: [
      { name: 'from', kind: 'string', values: trips.map(({ from }) => from) },
      { name: 'to', kind: 'string', values: trips.map(({ to }) => to) },
      { name: 'distance', kind: 'integer', values: Float64Array.from(trips, ({ distance }) => distance) },
      { name: 'fare', kind: 'integer', values: Float64Array.from(trips, ({ fare }) => fare) },
    ],
  };
}

const learn = (reference: Batch): Pick<Yardstick, 'columns' | 'dependencies'> => {
  const columns = reference.columns.map((column) => (column.kind === 'string' ? fitTexts(column) : fitNumbers(column)));
  const codes = columns.map((column, i) => (hasCodes(column) ? codeColumn(column, reference.columns[i]!) : null));
  return { columns, dependencies: fitDependencies(columns, reference, codes) };
};

describe('what two columns determine', () => {
  it('is found in the reference, and a column of its own is not', () => {
    const found = learn(draw(seededRandom('reference'), 6000)).dependencies;
    expect(found.map(({ column, keys }) => [column, ...keys.toSorted((a, b) => a - b)])).toEqual([
      [0, 1, 2],
      [1, 0, 2],
      [2, 0, 1],
    ]);
  });

  it('tells one of a hundred values that belong to other rows, in the right column', () => {
    const yardstick = fitYardstick(draw(seededRandom('reference'), 6000));
    const broken = draw(seededRandom('broken'), 1000, (row) => row % 100 === 0);
    const [first] = judgeBatch(yardstick, broken).findings;
    expect(first).toMatchObject({ column: 'from', kind: 'association' });
    expect(first!.rows().filter((row) => row % 100 === 0).length).toBeGreaterThan(5);
  });

  it('errs no more often than it says; counted by the rows that it was learned from it would', () => {
    const random = seededRandom('clean');
    const [ps, naive]: [number[], number[]] = [[], []];
    for (let i = 0; i < 12; i++) {
      const learned = learn(draw(random, 6000));
      for (let j = 0; j < 10; j++) {
        const batch = draw(random, 600);
        judgeDependencies(learned, batch).forEach(({ p, rows }, at) => {
          ps.push(p);
          // No row contradicts what it was learned from.
          naive.push(moreThanUsual({ hits: rows().length, rows: batch.rows, usualHits: 0, usualRows: learned.dependencies[at]!.rows }));
        });
      }
    }
    const least = (of: readonly number[], level: number): number => clopperPearson(of.filter((p) => p <= level).length, of.length, 0.002)[0];
    expect(ps.length).toBeGreaterThan(300);
    for (const level of [0.1, 0.01, 0.001]) expect(least(ps, level)).toBeLessThanOrEqual(level);
    expect(least(naive, 0.01)).toBeGreaterThan(0.01);
  });

  it('is one test of every batch, whatever it holds', () => {
    const yardstick = fitYardstick(draw(seededRandom('reference'), 3000));
    expect(traceBatch(yardstick, draw(seededRandom('none'), 0)).length).toBe(traceBatch(yardstick, draw(seededRandom('some'), 200)).length);
  });
});
