import { poissonDensity } from './binomial-density.ts';

/**
 * The upper regularised incomplete gamma function Q(a, x) = P(Gamma(a) > x), a > 0, x ≥ 0.
 * Series below a + 1, Lentz's continued fraction above (Abramowitz & Stegun 6.5.29 and 6.5.31).
 */
export function gammaSf(x: number, a: number): number {
  if (!(a > 0) || Number.isNaN(x)) return NaN;
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  // x^a e^-x / Γ(a + 1)
  const front = poissonDensity(a, x);
  if (x < a + 1) {
    let sum = 1;
    let term = 1;
    for (let n = 1; n < 100_000; n++) {
      term *= x / (a + n);
      sum += term;
      if (term < sum * 1e-17) break;
    }
    return 1 - front * sum;
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 100_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * a * fraction;
}

/** P(χ² > x) with `df` degrees of freedom; 1 when there are none. */
export const chiSquareSf = (x: number, df: number): number => (df <= 0 ? 1 : gammaSf(x / 2, df / 2));
