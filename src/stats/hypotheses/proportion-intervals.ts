import type { Bounds } from '../bounds.ts';
import { betaQuantile } from '../special/beta-cdf.ts';
import { normalQuantile } from '../special/normal.ts';

/**
 * The exact two-sided 1 - alpha interval of a rate seen k times in n (Clopper & Pearson, Biometrika 1934); [0, 1] when n = 0.
 * Never covers less than it says; wider than needed for small n.
 * @example
 * clopperPearson(0, 10); // [0, 0.308]
 */
export function clopperPearson(k: number, n: number, alpha = 0.05): Bounds {
  if (n <= 0) return [0, 1];
  return [k <= 0 ? 0 : betaQuantile(alpha / 2, k, n - k + 1), k >= n ? 1 : betaQuantile(1 - alpha / 2, k + 1, n - k)];
}

/**
 * Wilson's score interval of a rate seen k times in n (JASA 1927); [0, 1] when n = 0. Covers 1 - alpha on average: the one to draw.
 */
export function wilsonInterval(k: number, n: number, alpha = 0.05): Bounds {
  if (n <= 0) return [0, 1];
  const z = normalQuantile(1 - alpha / 2);
  const rate = k / n;
  const centre = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  return [k <= 0 ? 0 : Math.max(0, centre - half), k >= n ? 1 : Math.min(1, centre + half)];
}
