/** ln(sqrt(2π)). */
export const HALF_LOG_TWO_PI = 0.9189385332046728;

/** Lanczos coefficients, g = 607/128, 15 terms: Paul Godfrey, "A note on the computation of the convergent Lanczos complex Gamma approximation" (2001). */
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202, 3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5,
  0.0001580887032249125, -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
];

/**
 * ln Γ(x) for x > 0; NaN elsewhere. Relative error about 1e-15: Lanczos below 15, Stirling's series above.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return NaN;
  if (x >= 15) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingCorrection(x);
  let sum = LANCZOS[0]!;
  for (let k = 1; k < LANCZOS.length; k++) sum += LANCZOS[k]! / (x - 1 + k);
  const t = x - 1 + 607 / 128 + 0.5;
  return (x - 0.5) * Math.log(t) - t + HALF_LOG_TWO_PI + Math.log(sum);
}

/**
 * What Stirling's formula leaves out: ln Γ(x) - ((x - ½) ln x - x + ½ ln 2π), for x > 0.
 * Series with Bernoulli numbers above 15 (Abramowitz & Stegun 6.1.40), the definition below.
 */
export function stirlingCorrection(x: number): number {
  if (x < 15) return logGamma(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI);
  const r = 1 / (x * x);
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / x;
}

/**
 * ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a + b), for a, b > 0.
 * Where both are large the big terms are cancelled by hand, so that the error stays relative (Didonato & Morris, TOMS 708, `betaln`).
 */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (small < 15) return large < 15 ? logGamma(a) + logGamma(b) - logGamma(a + b) : logGamma(small) + logGammaRatio(large, small);
  const ratio = small / large;
  const correction = stirlingCorrection(a) + stirlingCorrection(b) - stirlingCorrection(a + b);
  return HALF_LOG_TWO_PI - 0.5 * Math.log(large) + correction + (small - 0.5) * Math.log(ratio / (1 + ratio)) - large * Math.log1p(ratio);
}

/** ln Γ(x) - ln Γ(x + d), x ≥ 15, d > 0, without the cancellation of two large logarithms. */
function logGammaRatio(x: number, d: number): number {
  return -(x - 0.5) * Math.log1p(d / x) - d * Math.log(x + d) + d + stirlingCorrection(x) - stirlingCorrection(x + d);
}
