import { aboutMetric, type ScopeMetricName } from '../scope/index.ts';
import { auc } from '../stats/index.ts';

/** The metric's value of scores once outcomes are known; NaN where they do not determine it. */
export function measureQuality(metric: ScopeMetricName, scores: Float64Array, labels: ArrayLike<number>): number {
  if (scores.length === 0) return Number.NaN;
  if (aboutMetric(metric).task === 'binary') return auc(scores, Uint8Array.from(labels));
  const errors = scores.map((score, i) => score - labels[i]!);
  const mean = (of: (error: number) => number): number => errors.reduce((sum, error) => sum + of(error), 0) / errors.length;
  return metric === 'mae' ? mean(Math.abs) : Math.sqrt(mean((error) => error * error));
}
