import type { Point } from './metric.ts';
import { type PointColumns, pointAt } from './point-columns.ts';

/**
 * At most `count` points of a run, evenly by position in the order of steps, the first and the last among them; of one point the last. As MLflow thins for charts:
 * the first of each of `count` buckets whose sizes differ by at most one, the larger ones first (SQL's NTILE), and the last point in the place of the last of them.
 */
export function samplePoints(points: PointColumns, options: { readonly count: number; readonly fromStep: number; readonly toStep: number }): Point[] {
  const { fromStep, toStep } = options;
  let from = 0;
  let to = points.length;
  while (from < to && points.steps[from]! < fromStep) from++;
  while (to > from && points.steps[to - 1]! > toStep) to--;
  const total = to - from;
  const count = Math.min(Math.max(1, options.count), total);
  const size = Math.floor(total / count);
  const larger = total % count;
  const sampled = Array.from({ length: count }, (_, bucket) => pointAt(points, from + bucket * size + Math.min(bucket, larger)));
  if (count > 0) sampled[count - 1] = pointAt(points, to - 1);
  return sampled;
}
