import { expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { testMore, testNew } from './test-marked.ts';
import { ValueCounts } from './value-counts.ts';

it('is certain of ten rows of 1,000 with what none of 10,000 had', () => {
  const { p, chance } = testNew({ hits: 10, rows: 1_000, usualHits: 0, usualRows: 10_000, doubles: 0 });
  // The hypergeometric chance that the ten all fall among the 1,000: 1,000! 10,990! / (990! 11,000!).
  const exact = Array.from({ length: 10 }, (_, i) => (1_000 - i) / (11_000 - i)).reduce((a, b) => a * b, 1);
  expect(p / exact).toBeCloseTo(1, 6);
  expect(chance(p) / exact).toBeCloseTo(1, 6);
  expect(chance(p / 2)).toBe(0);
});

it('finds more that is new in at most one of a hundred batches; without what the reference has twice it would in more', () => {
  const random = seededRandom('new');
  const [ps, naive]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < 1200; turn++) {
    // Of 300 values the last ones are rare, and nearly all have been seen.
    const draw = (): number => Math.floor(300 * random.next() ** 2);
    const reference = new ValueCounts<number>();
    for (let row = 0; row < 1000; row++) reference.add(draw());
    const hits = Array.from({ length: 400 }, draw).filter((value) => reference.of(value) === 0).length;
    const marked = { hits, rows: 400, usualHits: reference.singles(), usualRows: 1000 };
    ps.push(testNew({ ...marked, doubles: reference.multiplicities().get(2) ?? 0 }).p);
    naive.push(testMore(marked).p);
  }
  const least = (of: readonly number[], level: number): number => clopperPearson(of.filter((p) => p <= level).length, of.length, 0.002)[0];
  for (const level of [0.1, 0.01, 0.001]) expect(least(ps, level)).toBeLessThanOrEqual(level);
  expect(least(naive, 0.01)).toBeGreaterThan(0.01);
});
