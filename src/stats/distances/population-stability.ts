import { requireSameLength } from '../require-range.ts';
import { total } from './shares.ts';

/**
 * Population stability index of two binned counts, Σ (p - q) ln(p / q), less what chance alone would give.
 *
 * Half a row is added to every bin, so that an empty one is not infinite; bins empty on both sides do not count. Two samples of n and m rows
 * from one distribution over B bins have an expected index of (B-1)(1/n + 1/m) (half of a chi-square's; Yurdakul 2018), which is
 * subtracted: the result is about 0 when nothing changed, and may be slightly negative. 0 when either side is empty.
 */
export function populationStability(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireSameLength(p, q, 'the two count vectors');
  const n = total(p);
  const m = total(q);
  if (n <= 0 || m <= 0) return 0;
  let bins = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! + q[i]! > 0) bins++;
  let index = 0;
  for (let i = 0; i < p.length; i++) {
    if (p[i]! + q[i]! === 0) continue;
    const a = (p[i]! + 0.5) / (n + bins / 2);
    const b = (q[i]! + 0.5) / (m + bins / 2);
    index += (a - b) * Math.log(a / b);
  }
  return index - (bins - 1) * (1 / n + 1 / m);
}
