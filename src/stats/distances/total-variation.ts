import { visitShares } from './shares.ts';

/**
 * Total variation distance of two binned counts, ½ Σ |p - q|: the share of rows that would have to move, 0..1.
 * 0 when either side is empty. The effect size by which drift is reported.
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  visitShares(p, q, (a, b) => (sum += Math.abs(a - b)));
  return Math.min(1, sum / 2);
}
