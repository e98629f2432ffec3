import { stirlingCorrection } from './log-gamma.ts';

/**
 * The binomial density C(n, k) p^k q^(n-k) with q = 1 - p, for real n ≥ k ≥ 0, accurate to about 1e-14 also for n in the millions.
 * Saddle point form: Catherine Loader, "Fast and accurate computation of binomial probabilities" (2000), as in R's `dbinom_raw`.
 */
export function binomialDensity(k: number, n: number, p: number, q: number = 1 - p): number {
  if (p === 0) return k === 0 ? 1 : 0;
  if (q === 0) return k === n ? 1 : 0;
  if (k < 0 || k > n) return 0;
  if (k === 0) return n === 0 ? 1 : Math.exp(p < 0.1 ? -deviance(n, n * q) - n * p : n * Math.log(q));
  if (k === n) return Math.exp(q < 0.1 ? -deviance(n, n * p) - n * q : n * Math.log(p));
  const exponent = stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * q);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/** The Poisson density λ^k e^-λ / Γ(k + 1) for real k ≥ 0, in the same form. */
export function poissonDensity(k: number, mean: number): number {
  if (mean === 0) return k === 0 ? 1 : 0;
  if (k === 0) return Math.exp(-mean);
  return Math.exp(-stirlingError(k) - deviance(k, mean)) / Math.sqrt(2 * Math.PI * k);
}

/** ln k! minus Stirling's approximation sqrt(2πk) (k/e)^k; Γ(k + 1) = k Γ(k) makes it the same correction. */
const stirlingError = stirlingCorrection;

/** k ln(k / mean) + mean - k, by a series where k is near the mean (Loader's bd0). */
function deviance(k: number, mean: number): number {
  if (Math.abs(k - mean) >= 0.1 * (k + mean)) return k * Math.log(k / mean) + mean - k;
  const v = (k - mean) / (k + mean);
  let sum = (k - mean) * v;
  let term = 2 * k * v;
  for (let j = 3; j < 2_000; j += 2) {
    term *= v * v;
    const next = sum + term / j;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
