import { betaCdf, betaQuantile } from './beta-cdf.ts';

/** P(T > t) of Student's t with `df` > 0 degrees of freedom. */
export function studentSf(t: number, df: number): number {
  const squared = t * t;
  // The smaller argument of the two equivalent forms keeps its digits.
  const tail = squared > df ? betaCdf(df / (df + squared), df / 2, 0.5) / 2 : (1 - betaCdf(squared / (df + squared), 0.5, df / 2)) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/**
 * The t at which P(T ≤ t) = p, for Student's t with `df` > 0 degrees of freedom; -Infinity at 0, Infinity at 1.
 * Through the beta quantile: T² / (df + T²) ~ Beta(½, df/2).
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, df);
  if (p === 1) return Infinity;
  const tail = 2 * (1 - p);
  if (tail > 0.5) {
    const y = betaQuantile(1 - tail, 0.5, df / 2);
    return Math.sqrt((df * y) / (1 - y));
  }
  const x = betaQuantile(tail, df / 2, 0.5);
  return Math.sqrt((df * (1 - x)) / x);
}
