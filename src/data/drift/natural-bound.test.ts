import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { naturalBound, samplingDistance } from './natural-bound.ts';

describe('the natural bound', () => {
  it('fails to hold the next natural day in at most 1 of 100, from five days on, and of five in nearly as many; mean + 3 sd errs more', () => {
    for (const days of [5, 10, 30]) {
      const random = seededRandom(`bound ${days}`);
      let exceeded = 0;
      let rule = 0;
      const runs = 4000;
      for (let run = 0; run < runs; run++) {
        const history = Array.from({ length: days }, () => 0.3 + 0.03 * random.normal());
        const next = 0.3 + 0.03 * random.normal();
        if (next > naturalBound(history)) exceeded++;
        const mean = history.reduce((a, b) => a + b, 0) / days;
        if (next > mean + 3 * Math.sqrt(history.reduce((a, b) => a + (b - mean) ** 2, 0) / days)) rule++;
      }
      expect(clopperPearson(exceeded, runs, 0.02)[0]).toBeLessThanOrEqual(0.01);
      if (days > 5) continue;
      expect(clopperPearson(exceeded, runs, 0.02)[1]).toBeGreaterThanOrEqual(0.01);
      expect(rule / runs).toBeGreaterThan(0.02);
    }
  });

  it('lies a tenth above the largest day at least, never above 1, and knows nothing without days', () => {
    expect(naturalBound([0.5, 0.5, 0.5])).toBeCloseTo(0.55, 10);
    expect(naturalBound([1, 1, 1])).toBe(1);
    expect(naturalBound([0.2])).toBeCloseTo(0.22, 10);
    expect(naturalBound([])).toBe(0);
  });
});

describe('the sampling distance', () => {
  it('is the mean distance of a sample from what it was drawn from', () => {
    const random = seededRandom('noise');
    const shapes = [Array.from({ length: 20 }, () => 1 / 20), [0.9, 0.05, 0.05], Array.from({ length: 300 }, (_, i) => (2 * (i + 1)) / (300 * 301))];
    for (const shares of shapes)
      for (const n of [300, 2000]) {
        const cumulative = shares.reduce<number[]>((sums, share) => [...sums, (sums.at(-1) ?? 0) + share], []);
        let sum = 0;
        const runs = shares.length > 100 ? 60 : 600;
        for (let run = 0; run < runs; run++) {
          const counts = shares.map(() => 0);
          for (let i = 0; i < n; i++) {
            const u = random.next();
            const at = cumulative.findIndex((c) => u < c);
            counts[at < 0 ? shares.length - 1 : at]!++;
          }
          sum += counts.reduce((total, count, i) => total + Math.abs(count / n - shares[i]!), 0) / 2;
        }
        const simulated = sum / runs;
        expect(samplingDistance(shares, n)).toBeGreaterThan(simulated * 0.93);
        expect(samplingDistance(shares, n)).toBeLessThan(simulated * 1.15);
      }
  });
});
