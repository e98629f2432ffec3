import type { Random } from '../../kernel/index.ts';
import { normalCdf } from '../special/normal.ts';
import { studentQuantile } from '../special/student.ts';
import { type Measured, UNKNOWN } from './measured.ts';
import { measuredMean } from './measure-binary.ts';

const RESAMPLES = 1_000;
/** With more values than this, Student's interval is the bootstrap's, at a hundredth of the work. */
const MANY = 10_000;

/**
 * The mean of independent values, such as one a group, with a bootstrap interval: percentiles of resampled means, taken a little further out so that few values do
 * not make it too narrow (Hesterberg, The American Statistician 2015, "expanded percentile"). The same random stream gives the same interval.
 */
export function bootstrapMean(values: Float64Array, random: Random, alpha = 0.05): Measured {
  const n = values.length;
  if (n < 2 || n > MANY) return n === 0 ? UNKNOWN : measuredMean(values, alpha);
  const means = new Float64Array(RESAMPLES);
  for (let b = 0; b < RESAMPLES; b++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[random.int(n)]!;
    means[b] = sum / n;
  }
  means.sort();
  const tail = normalCdf(-Math.sqrt(n / (n - 1)) * studentQuantile(1 - alpha / 2, n - 1));
  const at = (p: number): number => means[Math.min(RESAMPLES - 1, Math.max(0, Math.floor(p * RESAMPLES)))]!;
  return { value: values.reduce((sum, value) => sum + value, 0) / n, interval: [at(tail), at(1 - tail)] };
}
