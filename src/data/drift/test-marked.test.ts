import { expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { testMore, testNew } from './test-marked.ts';
import { ValueCounts } from './value-counts.ts';

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
