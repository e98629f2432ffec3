import { visitShares } from './shares.ts';

/** Hellinger distance of two binned counts, sqrt(1 - Σ sqrt(p q)) = sqrt(½ Σ (√p - √q)²), 0..1; 0 when either side is empty. */
export function hellinger(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  visitShares(p, q, (a, b) => (sum += (Math.sqrt(a) - Math.sqrt(b)) ** 2));
  return Math.min(1, Math.sqrt(sum / 2));
}
