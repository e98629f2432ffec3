import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { studentQuantile } from '../special/student.ts';
import { clopperPearson } from './proportion-intervals.ts';
import { chanceOfNext, limitOfNext, predictNext } from './predict-next.ts';

describe('the next of few values', () => {
  it('is limited by mean + t · sd · sqrt(1 + 1/k)', () => {
    const limit = limitOfNext(predictNext([1, 2, 3, 4, 5]), 0.01);
    expect(limit).toBeCloseTo(3 + studentQuantile(0.99, 4) * Math.sqrt(2.5 * 1.2), 12);
    expect(chanceOfNext(predictNext([1, 2, 3, 4, 5]), limit)).toBeCloseTo(0.01, 12);
  });

  it('is unusual by chance as often as it says, at 5 values, alone and in groups; mean + 3 sd is ten times as often', () => {
    const random = seededRandom('next');
    const runs = 20_000;
    const level = 0.003;
    const found = { alone: 0, groups: 0, threeSd: 0 };
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 5 }, () => random.normal());
      const next = random.normal();
      if (chanceOfNext(predictNext(values), next) <= level) found.alone++;
      const mean = values.reduce((a, b) => a + b, 0) / 5;
      if (next > mean + 3 * Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / 5)) found.threeSd++;
      // Three of each of two groups that lie 10 apart; the next is of the second.
      const grouped = Array.from({ length: 6 }, (_, i) => 10 * (i % 2) + random.normal());
      if (chanceOfNext(predictNext(grouped, { of: [0, 1, 0, 1, 0, 1], next: 1 }), 10 + random.normal()) <= level) found.groups++;
    }
    for (const hits of [found.alone, found.groups]) {
      const [low, high] = clopperPearson(hits, runs, 0.02);
      expect(low).toBeLessThanOrEqual(level);
      expect(high).toBeGreaterThanOrEqual(level);
    }
    expect(clopperPearson(found.threeSd, runs, 0.02)[0]).toBeGreaterThan(0.02);
  });

  it('is nothing to be predicted from one value, or of a group that was never seen; of values that are all the same whatever is greater is none', () => {
    expect(limitOfNext(predictNext([1]), 0.01)).toBe(Infinity);
    expect(chanceOfNext(predictNext([1]), 9)).toBe(1);
    expect(chanceOfNext(predictNext([1, 2, 3], { of: [0, 0, 0], next: 1 }), 9)).toBe(1);
    expect([1, 2].map((next) => chanceOfNext(predictNext([1, 1, 1]), next))).toEqual([1, 0]);
  });
});
