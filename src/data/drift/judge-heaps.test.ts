import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { moreHeapsThanUsual } from './judge-heaps.ts';
import { moreMatchesThanUsual } from './judge-matches.ts';
import { ValueCounts } from './value-counts.ts';

/** Half of the rows are of 20 common kinds, half of 20,000 rare ones. */
const draw = (random: Random, rows: number): number[] => Array.from({ length: rows }, () => (random.next() < 0.5 ? random.int(20) : 20 + random.int(20_000)));
const count = (rows: readonly number[]): ValueCounts<number> => {
  const counts = new ValueCounts<number>();
  for (const row of rows) counts.add(row);
  return counts;
};

describe('rows that repeat by nature', () => {
  it('are no more alike than usual in more of the same, at any level', () => {
    const random = seededRandom('heaps');
    const runs = 800;
    const ps = Array.from({ length: runs }, () => moreHeapsThanUsual(count(draw(random, 300)), count(draw(random, 3000))));
    for (const level of [0.2, 0.05, 0.01]) expect(clopperPearson(ps.filter((p) => p <= level).length, runs, 0.002)[0]).toBeLessThanOrEqual(level);
  });

  it('tell rows that came twice by the rare ones among them, where the number of pairs does not', () => {
    const random = seededRandom('twice');
    const reference = count(draw(random, 10_000));
    const rows = draw(random, 1000);
    const twice = count(rows.map((row, at) => (at % 20 === 0 ? rows[at + 1]! : row)));
    expect(moreMatchesThanUsual(twice.matches(), reference.matches()).p).toBeGreaterThan(1e-4);
    expect(moreHeapsThanUsual(twice, reference)).toBeLessThan(1e-8);
  });
});
