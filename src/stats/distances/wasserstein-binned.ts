import { requireSameLength } from '../require-range.ts';
import { visitShares } from './shares.ts';

/**
 * Wasserstein-1 (earth mover's) distance of two counts over ordered `places` (say, bin centres): Σ |F - G| · gap, in the unit of the places.
 * Divide by a robust scale of the reference (IQR / 1.349) to compare columns. 0 when either side is empty.
 */
export function wassersteinBinned(p: ArrayLike<number>, q: ArrayLike<number>, places: ArrayLike<number>): number {
  requireSameLength(p, places, 'counts and places');
  let gap = 0;
  let sum = 0;
  visitShares(p, q, (a, b, bin) => {
    gap += a - b;
    if (bin + 1 < places.length) sum += Math.abs(gap) * (places[bin + 1]! - places[bin]!);
  });
  return sum;
}
