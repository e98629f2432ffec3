import type { Bounds } from '../bounds.ts';
import { studentQuantile } from '../special/student.ts';

/** A mean with its 1 - alpha interval. */
export interface MeanInterval {
  readonly n: number;
  readonly mean: number;
  readonly standardError: number;
  readonly interval: Bounds;
}

/**
 * The mean of independent values with Student's 1 - alpha interval, for one look at a fixed number of rows; for many looks use a sequential test.
 * Without width information (fewer than two values) the interval is [-Infinity, Infinity].
 */
export function meanInterval(values: ArrayLike<number>, alpha = 0.05): MeanInterval {
  const n = values.length;
  let mean = 0;
  let squares = 0;
  // Welford (Technometrics 1962): no cancellation when the mean is far from 0.
  for (let i = 0; i < n; i++) {
    const gap = values[i]! - mean;
    mean += gap / (i + 1);
    squares += gap * (values[i]! - mean);
  }
  if (n < 2) return { n, mean: n === 0 ? NaN : mean, standardError: NaN, interval: [-Infinity, Infinity] };
  const standardError = Math.sqrt(squares / (n - 1) / n);
  const half = studentQuantile(1 - alpha / 2, n - 1) * standardError;
  return { n, mean, standardError, interval: [mean - half, mean + half] };
}
