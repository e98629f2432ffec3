import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/stats-scipy.json' with { type: 'json' };
import { seededRandom } from '../../kernel/index.ts';
import { benjaminiHochberg, holm } from './correct-many.ts';
import { fisherExact } from './fisher-exact.ts';
import { historyThreshold } from './history-threshold.ts';
import { clopperPearson, wilsonInterval } from './proportion-intervals.ts';
import { proportionTest } from './proportion-test.ts';
import { twoSampleContingency } from './two-sample-contingency.ts';

const off = (value: number, expected: number): number => Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-300);
const counts = fc.array(fc.nat(300), { minLength: 2, maxLength: 8 });

describe('fisherExact', () => {
  it('agrees with scipy, up to a million rows', () => {
    for (const [kA, nA, kB, nB, both, greater, less] of golden.fisherExact as [number, number, number, number, number, number, number][]) {
      const table = { kA, nA, kB, nB };
      expect(off(fisherExact(table), both)).toBeLessThan(1e-7);
      expect(off(fisherExact(table, 'greater'), greater)).toBeLessThan(1e-7);
      expect(off(fisherExact(table, 'less'), less)).toBeLessThan(1e-7);
    }
  });

  it('does not care which group is called A, and its two sides overlap in the observed table', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40), (a, b, c, d) => {
        const table = { kA: a, nA: a + b, kB: c, nB: c + d };
        const swapped = { kA: c, nA: c + d, kB: a, nB: a + b };
        expect(off(fisherExact(table), fisherExact(swapped))).toBeLessThan(1e-9);
        expect(fisherExact(table, 'greater') + fisherExact(table, 'less')).toBeGreaterThanOrEqual(1 - 1e-9);
      }),
      { seed: 1 },
    );
  });

  // A sum over every possible table would not end before the test's own time.
  it('counts millions', () => {
    for (let i = 0; i < 20; i++) expect(fisherExact({ kA: 500_000 + i, nA: 1_000_000, kB: 499_000, nB: 1_000_000 })).toBeGreaterThan(0);
  });
});

describe('intervals of a rate', () => {
  it('agree with scipy', () => {
    for (const [k, n, alpha, low, high] of golden.clopperPearson as [number, number, number, number, number][]) {
      const interval = clopperPearson(k, n, alpha);
      expect(off(interval[0], low) + off(interval[1], high)).toBeLessThan(1e-9);
    }
    for (const [k, n, alpha, low, high] of golden.wilson as [number, number, number, number, number][]) {
      const interval = wilsonInterval(k, n, alpha);
      expect(Math.abs(interval[0] - low) + Math.abs(interval[1] - high)).toBeLessThan(1e-12);
    }
    expect([clopperPearson(0, 0), wilsonInterval(0, 0)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('rise with the count and hold the rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const k = Math.floor(share * (n - 1));
        for (const interval of [clopperPearson, wilsonInterval]) {
          const [low, high] = interval(k, n);
          const next = interval(k + 1, n);
          expect(low <= k / n && k / n <= high && next[0] >= low && next[1] >= high).toBe(true);
        }
      }),
      { seed: 2 },
    );
  });
});

describe('twoSampleContingency', () => {
  it('agrees with scipy where nothing is pooled', () => {
    for (const [a, b, statistic, df, p] of golden.contingency as [number[], number[], number, number, number][]) {
      const result = twoSampleContingency(a, b);
      expect(off(result.statistic, statistic) + off(result.p, p)).toBeLessThan(1e-11);
      expect(result.df).toBe(df);
    }
  });

  it('says nothing of an empty sample or a single cell', () => {
    expect(twoSampleContingency([], []).p).toBe(1);
    expect(twoSampleContingency([0, 0], [5, 6]).p).toBe(1);
    expect(twoSampleContingency([9_000, 0], [10, 0]).p).toBe(1);
    expect(twoSampleContingency([3, 2], [2, 3]).p).toBe(1);
  });

  it('pools the cells that are too small, also those only one sample has', () => {
    const pooled = twoSampleContingency([500, 500, 1, 2, 3], [500, 500, 3, 2, 1]);
    expect(pooled.df).toBe(2);
    const unseen = twoSampleContingency([1_000, 1_000, 0], [800, 800, 400]);
    expect(unseen.df).toBe(2);
    expect(unseen.p).toBeLessThan(1e-20);
  });

  it('is symmetric and never finds a difference between equals', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const length = Math.min(a.length, b.length);
        const [p, q] = [a.slice(0, length), b.slice(0, length)];
        expect(twoSampleContingency(p, q).p).toBeCloseTo(twoSampleContingency(q, p).p, 12);
        expect(twoSampleContingency(p, p).p).toBe(1);
      }),
      { seed: 3 },
    );
  });

  it('keeps its false alarm rate where the reference is as noisy as the window (800 against 800, 10 categories)', () => {
    const random = seededRandom('contingency');
    let alarms = 0;
    const runs = 2_000;
    const draw = (): number[] => {
      const sample = Array.from({ length: 10 }, () => 0);
      for (let i = 0; i < 800; i++) sample[random.int(10)]!++;
      return sample;
    };
    for (let run = 0; run < runs; run++) if (twoSampleContingency(draw(), draw()).p <= 0.05) alarms++;
    const [low, high] = clopperPearson(alarms, runs, 0.001);
    expect(low <= 0.05 && 0.05 <= high).toBe(true);
  });

  // Twenty cells of 100 against 1,000 rows: some expect no more than five.
  it('has a p that holds its level where few are expected in a cell', () => {
    const random = seededRandom('few in a cell');
    const [cells, draws, level] = [20, 30_000, 0.001];
    const cellOf = Array.from({ length: cells }, (_, cell) => Array.from({ length: Math.round(2000 / (1 + cell)) }, () => cell)).flat();
    const sample = (rows: number): number[] => {
      const counts = Array.from({ length: cells }, () => 0);
      for (let i = 0; i < rows; i++) counts[cellOf[random.int(cellOf.length)]!]!++;
      return counts;
    };
    let below = 0;
    let reference: number[] = [];
    for (let i = 0; i < draws; i++) {
      if (i % 10 === 0) reference = sample(1000);
      if (twoSampleContingency(sample(100), reference).tailP <= level) below++;
    }
    const [low, high] = clopperPearson(below, draws, 0.01);
    expect(low <= level && high >= 0.7 * level).toBe(true);
  });

  it('has a p that is right far out, where Pearson’s is caught', () => {
    for (const [k, n, kB, nB] of [
      [17, 50, 500, 5000],
      [18, 100, 500, 10_000],
    ] as const) {
      const exact = fisherExact({ kA: k, nA: n, kB, nB });
      const { p, tailP } = twoSampleContingency([k, n - k], [kB, nB - kB]);
      expect(Math.abs(Math.log10(tailP / exact))).toBeLessThan(1);
      expect(exact / p).toBeGreaterThan(100);
    }
  });
});

describe('proportionTest', () => {
  it('is exact when small and the chi-square when large', () => {
    expect(proportionTest(3, 10, 9, 10)).toBeCloseTo(fisherExact({ kA: 3, nA: 10, kB: 9, nB: 10 }), 12);
    expect(proportionTest(300, 1_000, 260, 1_000)).toBeCloseTo(twoSampleContingency([300, 700], [260, 740]).p, 12);
    expect(proportionTest(0, 0, 5, 10)).toBe(1);
    expect(proportionTest(0, 5_000, 0, 70_000)).toBe(1);
    expect(proportionTest(7, 7, 9, 9)).toBe(1);
  });
});

describe('corrections for many tests', () => {
  const { ps, bh } = golden.adjusted;
  it('benjaminiHochberg agrees with scipy', () => benjaminiHochberg(ps).forEach((p, i) => expect(p).toBeCloseTo(bh[i]!, 14)));
  it('holm steps down from Bonferroni', () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([])).toEqual([]);
  });
  it('never sharpen a p-value, keep the order, and Holm lies between the raw and Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (raw) => {
        const [h, b] = [holm(raw), benjaminiHochberg(raw)];
        raw.forEach((p, i) => {
          expect(h[i]! >= b[i]! - 1e-15 && b[i]! >= p - 1e-15 && h[i]! <= Math.min(1, p * raw.length) + 1e-15).toBe(true);
          raw.forEach((q, j) => expect(p >= q || (h[i]! <= h[j]! && b[i]! <= b[j]!)).toBe(true));
        });
      }),
      { seed: 4 },
    );
  });
});

describe('historyThreshold', () => {
  it('is the exact prediction limit', () => {
    expect(historyThreshold(golden.mean.values, 0.01)).toBeCloseTo(golden.mean.threshold01, 12);
    expect([historyThreshold([], 0.01), historyThreshold([1], 0.01)]).toEqual([Infinity, Infinity]);
    expect(historyThreshold([2, 2, 2], 0.01)).toBe(2);
  });

  it('is exceeded as often as it says, where mean + 3 sd is exceeded ten times too often', () => {
    const random = seededRandom('history');
    const runs = 20_000;
    let exact = 0;
    let threeSd = 0;
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 5 }, () => random.normal());
      const mean = values.reduce((a, b) => a + b) / 5;
      const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / 5);
      const next = random.normal();
      if (next > historyThreshold(values, 0.01)) exact++;
      if (next > mean + 3 * sd) threeSd++;
    }
    const [low, high] = clopperPearson(exact, runs, 0.001);
    expect(low <= 0.01 && 0.01 <= high).toBe(true);
    expect(threeSd / runs).toBeGreaterThan(0.02);
  });
});
