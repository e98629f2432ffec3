import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/stats-scipy.json' with { type: 'json' };
import { betaCdf, betaQuantile, betaSf } from './beta-cdf.ts';
import { chiSquareSf } from './gamma-sf.ts';
import { kolmogorovSf, kolmogorovTwoSample } from './kolmogorov.ts';
import { logBeta, logGamma } from './log-gamma.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { studentQuantile, studentSf } from './student.ts';

/** Relative distance, absolute below 1e-300. */
const off = (value: number, expected: number): number => Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-300);
const worst = <R extends readonly number[]>(rows: readonly R[], distance: (row: R) => number): number => Math.max(...rows.map(distance));
type Rows<N extends number> = N extends 2 ? [number, number][] : N extends 3 ? [number, number, number][] : [number, number, number, number, number][];

describe('special functions agree with scipy', () => {
  it('logGamma and logBeta', () => {
    expect(worst(golden.logGamma as Rows<2>, ([x, y]) => off(logGamma(x), y))).toBeLessThan(1e-13);
    expect(worst(golden.logBeta as Rows<3>, ([a, b, y]) => off(logBeta(a, b), y))).toBeLessThan(1e-13);
    expect(logGamma(-1)).toBeNaN();
  });

  it('betaCdf, both tails, also for millions', () => {
    expect(worst(golden.betaCdf as Rows<5>, ([x, a, b, low, high]) => Math.max(off(betaCdf(x, a, b), low), off(betaSf(x, a, b), high)))).toBeLessThan(1e-11);
  });

  it('betaQuantile turns betaCdf back', () => {
    for (const [a, b] of [
      [0.5, 0.5],
      [2, 3],
      [30, 70],
      [1, 1e6],
      [18, 199_983],
      [0.5, 500],
    ] as const)
      for (const p of [1e-9, 0.001, 0.3, 0.5, 0.975, 0.9999]) expect(off(betaCdf(betaQuantile(p, a, b), a, b), p)).toBeLessThan(1e-10);
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
  });

  it('chiSquareSf', () => {
    expect(worst(golden.chiSquareSf as Rows<3>, ([x, df, y]) => off(chiSquareSf(x, df), y))).toBeLessThan(1e-11);
    expect([chiSquareSf(0, 3), chiSquareSf(5, 0)]).toEqual([1, 1]);
  });

  it('normalCdf and normalQuantile', () => {
    expect(worst(golden.normalCdf as Rows<2>, ([x, y]) => off(normalCdf(x), y))).toBeLessThan(1e-12);
    expect(
      worst(
        (golden.normalQuantile as Rows<2>).filter(([p]) => p !== 0.5),
        ([p, y]) => off(normalQuantile(p), y),
      ),
    ).toBeLessThan(1e-13);
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
  });

  it('studentQuantile, and studentSf turns it back', () => {
    expect(worst(golden.studentQuantile as Rows<3>, ([p, df, y]) => off(studentQuantile(p, df), y))).toBeLessThan(1e-7);
    expect(
      worst(
        (golden.studentQuantile as Rows<3>).filter(([p]) => p < 0.99999),
        ([p, df, y]) => off(studentQuantile(p, df), y),
      ),
    ).toBeLessThan(1e-11);
    for (const df of [1, 3, 40]) for (const p of [0.01, 0.4, 0.6, 0.975]) expect(off(1 - studentSf(studentQuantile(p, df), df), p)).toBeLessThan(1e-12);
  });

  it('kolmogorovSf exactly, the two-sample p-value within what its comment says', () => {
    expect(worst(golden.kolmogorovSf as Rows<2>, ([x, y]) => off(kolmogorovSf(x), y))).toBeLessThan(1e-12);
    for (const [d, n, m, exact] of golden.kolmogorovTwoSample as [number, number, number, number][])
      expect(Math.abs(kolmogorovTwoSample(d, n, m) - exact)).toBeLessThan(Math.min(n, m) >= 1_000 ? 0.001 : 0.03);
    expect(kolmogorovTwoSample(0.5, 0, 10)).toBe(1);
  });
});
