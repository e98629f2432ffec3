import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/stats-scipy.json' with { type: 'json' };
import { seededRandom } from '../../kernel/index.ts';
import { isCapstanError } from '../../kernel/index.ts';
import { binnedKolmogorov } from './binned-kolmogorov.ts';
import { hellinger } from './hellinger.ts';
import { jensenShannonDistance } from './jensen-shannon-distance.ts';
import { populationStability } from './population-stability.ts';
import { totalVariation } from './total-variation.ts';
import { wassersteinBinned } from './wasserstein-binned.ts';

const { p, q, places } = golden.distances;
const bounded = { totalVariation, hellinger, jensenShannonDistance, binnedKolmogorov };
const pairs = fc.integer({ min: 1, max: 10 }).chain((bins) => {
  const counts = fc.array(fc.nat(1_000), { minLength: bins, maxLength: bins });
  return fc.tuple(counts, counts);
});

describe('distances', () => {
  it('agree with scipy', () => {
    expect(jensenShannonDistance(p, q)).toBeCloseTo(golden.distances.jensenShannon2, 14);
    expect(hellinger(p, q)).toBeCloseTo(golden.distances.hellinger, 14);
    expect(totalVariation(p, q)).toBeCloseTo(golden.distances.totalVariation, 14);
    expect(binnedKolmogorov(p, q)).toBeCloseTo(golden.distances.kolmogorov, 14);
    expect(wassersteinBinned(p, q, places)).toBeCloseTo(golden.distances.wasserstein, 13);
  });

  it.each(Object.entries(bounded))('%s: symmetric, 0 for equals at any scale, 1 when nothing is shared', (_, distance) => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 9 }), ([a, b], scale) => {
        const d = distance(a, b);
        expect(d).toBeCloseTo(distance(b, a), 12);
        expect(d >= 0 && d <= 1).toBe(true);
        expect(
          distance(
            a,
            a.map((count) => count * scale),
          ),
        ).toBeLessThan(1e-7);
      }),
      { seed: 5 },
    );
    expect(distance([4, 0], [0, 9])).toBeCloseTo(1, 12);
    expect(distance([0, 0], [1, 2])).toBe(0);
  });

  it('stand in their known order: TV² ≤ 2 H², H² ≤ TV, KS ≤ TV', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const tv = totalVariation(a, b);
        const h = hellinger(a, b);
        expect(h * h <= tv + 1e-12 && tv <= Math.SQRT2 * h + 1e-12 && binnedKolmogorov(a, b) <= tv + 1e-12).toBe(true);
      }),
      { seed: 6 },
    );
  });

  it('refuse vectors over different bins', () => {
    expect(() => totalVariation([1, 2], [1])).toThrow(expect.toSatisfy((error: unknown) => isCapstanError(error, 'STATS_LENGTHS_DIFFER')));
  });
});

describe('populationStability', () => {
  const sample = (n: number, random = seededRandom('psi')): number[] => {
    const bins = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < n; i++) bins[random.int(10)]!++;
    return bins;
  };

  it('is 0 on average when nothing changed, at any sample size', () => {
    const random = seededRandom('psi');
    for (const [n, m] of [
      [200, 200],
      [1_000, 300],
      [2_000, 2_000],
    ] as const) {
      let sum = 0;
      for (let run = 0; run < 400; run++) sum += populationStability(sample(n, random), sample(m, random));
      // The raw index would average 9 (1/n + 1/m), .09 at 200 rows.
      expect(Math.abs(sum / 400)).toBeLessThan(0.08 * 9 * (1 / n + 1 / m));
    }
  });

  it('is the textbook sum for large counts, symmetric, finite with empty bins', () => {
    const [a, b] = [
      [2e7, 3e7, 5e7],
      [3e7, 3e7, 4e7],
    ];
    expect(populationStability(a, b)).toBeCloseTo(0.1 * Math.log(1.5) + 0.1 * Math.log(1.25), 6);
    expect(populationStability(b, a)).toBeCloseTo(populationStability(a, b), 12);
    expect(populationStability([50, 0], [0, 50])).toBeGreaterThan(5);
    expect(populationStability([0, 0], [0, 50])).toBe(0);
  });
});
