import { studentQuantile } from '../special/student.ts';

/**
 * The value that the next one exceeds with chance `alpha`, judged by k earlier ones of the same kind and size:
 * mean + t(k-1, 1-alpha) · sd · sqrt(1 + 1/k), the exact prediction limit for normal values. (The usual mean + 3 sd errs 3.5 % at k = 5.)
 * Infinity with fewer than two values: nothing can be called unusual yet.
 */
export function historyThreshold(values: ArrayLike<number>, alpha: number): number {
  const k = values.length;
  if (k < 2) return Infinity;
  let mean = 0;
  for (let i = 0; i < k; i++) mean += values[i]! / k;
  let squares = 0;
  for (let i = 0; i < k; i++) squares += (values[i]! - mean) ** 2;
  return mean + studentQuantile(1 - alpha, k - 1) * Math.sqrt((squares / (k - 1)) * (1 + 1 / k));
}
