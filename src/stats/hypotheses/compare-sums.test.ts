import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { normalCdf } from '../special/normal.ts';
import { clopperPearson } from './proportion-intervals.ts';
import { compareSums, type ScoredSamples } from './compare-sums.ts';
import { fisherExact } from './fisher-exact.ts';

describe('compareSums', () => {
  it.each([
    [10, 10],
    [30, 100],
    [200, 1600],
    [20, 60],
    [1000, 9000],
  ])('of scores 0 and 1 is what Fisher says: %i of 1,000 beside %i of 10,000', (here, there) => {
    const p = compareSums({ here: [1000 - here, here], there: [10_000 - there, there], scores: [0, 1] });
    const exact = fisherExact({ kA: here, nA: 1000, kB: there, nB: 10_000 }, 'greater');
    // Far out, where nothing hangs on it, in logarithms.
    expect(Math.abs(Math.log(p / exact))).toBeLessThan(Math.max(0.25, 0.02 * -Math.log(exact)));
  });

  it('says too little rather than too much where all of what is rare is here', () => {
    for (const hits of [1, 3, 10]) {
      const p = compareSums({ here: [1000 - hits, hits], there: [10_000, 0], scores: [0, 1] });
      expect(p).toBeGreaterThan(fisherExact({ kA: hits, nA: 1000, kB: 0, nB: 10_000 }, 'greater'));
    }
  });

  it('does not change with the unit or the zero of the scores, and says nothing of nothing', () => {
    const samples = { here: [50, 30, 20], there: [600, 300, 100] };
    const p = compareSums({ ...samples, scores: [0, 1, 3] });
    expect(compareSums({ ...samples, scores: [-7e3, -6e3, -4e3] })).toBeCloseTo(p, 6);
    expect(compareSums({ here: [0, 0], there: [5, 5], scores: [0, 1] })).toBe(1);
    expect(compareSums({ here: [9, 1], there: [5, 5], scores: [0, 1] })).toBe(1);
  });

  it('errs as often as it says for scores of which few are large, where a normal approximation errs far more', () => {
    const scores = Array.from({ length: 30 }, (_, i) => Math.log(0.98 + 0.02 * 2 ** (i / 2 - 2)));
    const cumulative = scores.map((_, i) => 1 - Math.exp(-0.35 * (i + 1)));
    const random = seededRandom('sums');
    const draw = (rows: number): number[] => {
      const counts = scores.map(() => 0);
      for (let i = 0; i < rows; i++) {
        const at = random.next();
        counts[Math.min(29, cumulative.findIndex((below) => at < below) >>> 0)]!++;
      }
      return counts;
    };
    const [runs, level] = [4000, 0.002];
    let [ours, normal] = [0, 0];
    for (let i = 0; i < runs; i++) {
      const samples = { here: draw(60), there: draw(600), scores };
      ours += Number(compareSums(samples) <= level);
      normal += Number(byNormal(samples) <= level);
    }
    const [low, high] = clopperPearson(ours, runs, 0.002);
    expect(low).toBeLessThanOrEqual(level);
    expect(high).toBeGreaterThan(level / 2);
    expect(clopperPearson(normal, runs, 0.002)[0]).toBeGreaterThan(level);
  });
});

/** The usual z-test of two means. */
function byNormal({ here, there, scores }: ScoredSamples): number {
  const of = (counts: ArrayLike<number>) => {
    const rows = Array.from(counts).reduce((a, b) => a + b, 0);
    const mean = Array.from(counts).reduce((sum, count, i) => sum + count * scores[i]!, 0) / rows;
    return { rows, mean, variance: Array.from(counts).reduce((sum, count, i) => sum + count * (scores[i]! - mean) ** 2, 0) / rows };
  };
  const [a, b] = [of(here), of(there)];
  return normalCdf(-(a.mean - b.mean) / Math.sqrt(b.variance * (1 / a.rows + 1 / b.rows)));
}
