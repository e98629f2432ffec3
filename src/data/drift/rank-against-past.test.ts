import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { rankAgainstPast } from './rank-against-past.ts';

const PAST = 99;
const TESTS = 12;

describe('the rank of a batch among those before it', () => {
  it('is unusual in 1 of 100 of its like, whatever the shape of its tests; limits for normal values err on long tails', () => {
    const random = seededRandom('ranks');
    const runs = 800;
    let [ours, threeSd] = [0, 0];
    for (let run = 0; run < runs; run++) {
      // Long tails that come in all tests of a batch together.
      const batches = Array.from({ length: PAST + 1 }, () => {
        const common = Math.exp(1.5 * random.normal());
        return Array.from({ length: TESTS }, () => common * Math.exp(random.normal()));
      });
      const series = Array.from({ length: TESTS }, (_, test) => ({ past: batches.slice(0, PAST).map((batch) => batch[test]!), next: batches[PAST]![test]!, twoSided: false }));
      if (Math.min(...rankAgainstPast(series, 0.01).ps) <= 0.01) ours++;
      const isBeyond = series.some(({ past, next }) => {
        const mean = past.reduce((a, b) => a + b, 0) / PAST;
        return next > mean + 3 * Math.sqrt(past.reduce((a, b) => a + (b - mean) ** 2, 0) / PAST);
      });
      if (isBeyond) threeSd++;
    }
    const [low, high] = clopperPearson(ours, runs, 0.02);
    expect(low).toBeLessThanOrEqual(0.01);
    expect(high).toBeGreaterThanOrEqual(0.01);
    expect(clopperPearson(threeSd, runs, 0.02)[0]).toBeGreaterThan(0.05);
  });

  it('finds a low value where low is unusual as well, compares within a phase, and tells the limit', () => {
    const past = Array.from({ length: PAST }, (_, i) => (i % 2) + 0.001 * ((i * 7) % 10));
    const phases = { of: past.map((_, i) => i % 2), next: 1 };
    const [low, high] = [0.2, 1.8].map((next) => rankAgainstPast([{ past, next, phases, twoSided: true }], 0.01).ps[0]);
    expect([low, high]).toEqual([0.01, 0.01]);
    expect(rankAgainstPast([{ past, next: 0.2, phases, twoSided: false }], 0.01).ps[0]).toBe(1);
    // Without phases 0.2 lies between the two kinds.
    expect(rankAgainstPast([{ past, next: 0.2, twoSided: true }], 0.01).ps[0]).toBeGreaterThan(0.5);
    const { limits } = rankAgainstPast([{ past, next: 1.8, phases, twoSided: false }], 0.01);
    expect(limits[0]).toBeGreaterThan(1);
    expect(limits[0]).toBeLessThan(1.2);
  });
});
