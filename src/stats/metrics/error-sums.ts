import type { Bounds } from '../bounds.ts';
import { studentQuantile } from '../special/student.ts';
import { type Measured, UNKNOWN } from './measured.ts';

/** What errors of predicted numbers add up to: enough to measure them without the rows, and merged by adding. Plain JSON. */
export interface ErrorSums {
  readonly n: number;
  /** Of e, |e|, e² and e⁴, where e is prediction minus target. */
  readonly signed: number;
  readonly absolute: number;
  readonly squares: number;
  readonly fourths: number;
  /** The mean of the targets, and the sum of squared differences from it. */
  readonly mean: number;
  readonly scatter: number;
}

/** The sums of no rows. */
export const NO_ERRORS: ErrorSums = { n: 0, signed: 0, absolute: 0, squares: 0, fourths: 0, mean: 0, scatter: 0 };

/** The sums with one more row. */
export function addErrors(sums: ErrorSums, prediction: number, target: number): ErrorSums {
  const e = prediction - target;
  return mergeErrors(sums, { n: 1, signed: e, absolute: Math.abs(e), squares: e * e, fourths: e ** 4, mean: target, scatter: 0 });
}

/** The sums of both (scatter after Chan, Golub and LeVeque, 1979). */
export function mergeErrors(a: ErrorSums, b: ErrorSums): ErrorSums {
  const n = a.n + b.n;
  const gap = b.mean - a.mean;
  return {
    n,
    signed: a.signed + b.signed,
    absolute: a.absolute + b.absolute,
    squares: a.squares + b.squares,
    fourths: a.fourths + b.fourths,
    mean: n === 0 ? 0 : a.mean + (gap * b.n) / n,
    scatter: a.scatter + b.scatter + (n === 0 ? 0 : (gap * gap * a.n * b.n) / n),
  };
}

/** What can be measured from sums alone, in this order. */
export const SUMMED_METRICS = ['mae', 'rmse', 'bias', 'r2'] as const;

/** The same figures as `measureRegression` gives of the rows; R² without its interval, which the sums do not hold. */
export function measureErrorSums(sums: ErrorSums, alpha = 0.05): Readonly<Record<(typeof SUMMED_METRICS)[number], Measured>> {
  const { n, signed, absolute, squares, fourths, scatter } = sums;
  const mean = (sum: number, sumOfSquares: number): Measured => {
    if (n === 0) return UNKNOWN;
    const value = sum / n;
    if (n < 2) return { value, interval: [-Infinity, Infinity] };
    const half = studentQuantile(1 - alpha / 2, n - 1) * Math.sqrt(Math.max(0, sumOfSquares - n * value * value) / (n - 1) / n);
    return { value, interval: [value - half, value + half] };
  };
  const mse = mean(squares, fourths);
  return {
    mae: mean(absolute, squares),
    rmse: { value: Math.sqrt(mse.value), interval: mse.interval.map((bound) => Math.sqrt(Math.max(0, bound))) as unknown as Bounds },
    bias: mean(signed, squares),
    r2: scatter > 0 ? { value: 1 - squares / scatter, interval: [NaN, NaN] } : UNKNOWN,
  };
}
