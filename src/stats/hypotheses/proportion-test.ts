import { chiSquareSf } from '../special/gamma-sf.ts';
import { fisherExact, type TwoProportions } from './fisher-exact.ts';

/** Below this expected count in any cell the normal approximation is not trusted. */
const SMALL = 10;

/**
 * Two-sided p-value of the hypothesis that A (kA events in nA units) and B have the same rate; 1 when either is empty.
 * Fisher's exact test when any expected count is under 10, the pooled z-test (= Pearson's chi-square without correction) otherwise.
 */
export function proportionTest(kA: number, nA: number, kB: number, nB: number): number {
  if (nA <= 0 || nB <= 0) return 1;
  const rate = (kA + kB) / (nA + nB);
  const counts: TwoProportions = { kA, nA, kB, nB };
  if (Math.min(nA, nB) * Math.min(rate, 1 - rate) < SMALL) return fisherExact(counts);
  const z = (kA / nA - kB / nB) / Math.sqrt(rate * (1 - rate) * (1 / nA + 1 / nB));
  return chiSquareSf(z * z, 1);
}
