import { visitShares } from './shares.ts';

/**
 * Jensen-Shannon *distance* (the root of the divergence) to base 2, 0..1; 0 when either side is empty.
 * Endres & Schindelin (IEEE Trans. Inf. Theory 49, 2003); as scipy's `jensenshannon(p, q, base=2)`.
 */
export function jensenShannonDistance(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  visitShares(p, q, (a, b) => {
    const middle = (a + b) / 2;
    if (a > 0) sum += a * Math.log2(a / middle);
    if (b > 0) sum += b * Math.log2(b / middle);
  });
  return Math.min(1, Math.sqrt(Math.max(0, sum / 2)));
}
