import { visitShares } from './shares.ts';

/**
 * Kolmogorov-Smirnov statistic over ordered bins: the largest |F - G| at a bin's edge, 0..1; 0 when either side is empty.
 * Never more than the statistic of the raw values, so its p-value by `kolmogorovTwoSample` is conservative.
 */
export function binnedKolmogorov(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let gap = 0;
  let largest = 0;
  visitShares(p, q, (a, b) => {
    gap += a - b;
    largest = Math.max(largest, Math.abs(gap));
  });
  return Math.min(1, largest);
}
