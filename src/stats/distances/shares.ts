import { requireSameLength } from '../require-range.ts';

/** Calls `visit` with both shares of every bin; never when either side holds nothing. */
export function visitShares(p: ArrayLike<number>, q: ArrayLike<number>, visit: (p: number, q: number, bin: number) => void): void {
  requireSameLength(p, q, 'the two count vectors');
  const n = total(p);
  const m = total(q);
  if (n <= 0 || m <= 0) return;
  for (let i = 0; i < p.length; i++) visit(p[i]! / n, q[i]! / m, i);
}

/** Sum of the counts. */
export function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}
