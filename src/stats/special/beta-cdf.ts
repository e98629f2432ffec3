import { binomialDensity } from './binomial-density.ts';

/**
 * The regularised incomplete beta function I_x(a, b) = P(Beta(a, b) ≤ x), a, b > 0.
 * Continued fraction (Abramowitz & Stegun 26.5.8) by Lentz's method, on the side where it converges fast.
 */
export function betaCdf(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0) || Number.isNaN(x)) return NaN;
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x <= (a + 1) / (a + b + 2) ? lowerTail(x, 1 - x, { a, b }) : 1 - lowerTail(1 - x, x, { a: b, b: a });
}

/** P(Beta(a, b) > x), without loss of digits where it is small. */
export function betaSf(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0) || Number.isNaN(x)) return NaN;
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  return x <= (a + 1) / (a + b + 2) ? 1 - lowerTail(x, 1 - x, { a, b }) : lowerTail(1 - x, x, { a: b, b: a });
}

function lowerTail(x: number, y: number, { a, b }: { a: number; b: number }): number {
  // x^a y^b / (a B(a, b)) through the binomial density, which keeps its digits for large a and b.
  const front = (binomialDensity(a, a + b, x, y) * b) / (a + b);
  if (front === 0) return 0;
  const tiny = 1e-300;
  const away = (v: number): number => (Math.abs(v) < tiny ? tiny : v);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * fraction;
}

/**
 * The x at which I_x(a, b) = p, for p in [0, 1]: Newton steps on the log-odds of x, kept inside a bracket.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p;
  const fromBelow = p <= 0.5;
  const target = fromBelow ? p : 1 - p;
  let low = -745;
  let high = 745;
  let u = Math.log(a / b);
  for (let i = 0; i < 200; i++) {
    const x = 1 / (1 + Math.exp(-u));
    const y = 1 / (1 + Math.exp(u));
    // In logarithms, so that a tail of 1e-10 is met with the same relative care as the middle.
    const tail = fromBelow ? betaCdf(x, a, b) : betaSf(x, a, b);
    if (fromBelow === tail < target) low = u;
    else high = u;
    const slope = ((binomialDensity(a, a + b, x, y) * a * b) / (a + b)) * (fromBelow ? 1 : -1);
    const step = (tail * Math.log(tail / target)) / slope;
    if (Math.abs(step) <= 1e-15 * Math.max(1, Math.abs(u))) break;
    const next = u - step;
    const inside = next > low && next < high ? next : (low + high) / 2;
    if (inside === u) break;
    u = inside;
  }
  return 1 / (1 + Math.exp(-u));
}
