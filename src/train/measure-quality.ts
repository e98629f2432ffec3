import { aboutMetric, type MetricOf, type ScopeMetricName } from '../scope/index.ts';
import { auc, measureMulticlass } from '../stats/index.ts';

/** The metric's value of scores once outcomes are known; NaN where they do not determine it. Scores of several classes are their probabilities, a row after the other. */
export function measureQuality(metric: ScopeMetricName, scores: Float64Array, labels: ArrayLike<number>): number {
  if (scores.length === 0) return Number.NaN;
  const { task } = aboutMetric(metric);
  if (task === 'multiclass') return measureMulticlass({ classes: scores.length / labels.length, labels, probabilities: scores }).metrics[metric as MetricOf<'multiclass'>].value;
  if (task === 'binary') return auc(scores, Uint8Array.from(labels));
  const errors = scores.map((score, i) => score - labels[i]!);
  const mean = (of: (error: number) => number): number => errors.reduce((sum, error) => sum + of(error), 0) / errors.length;
  return metric === 'mae' ? mean(Math.abs) : Math.sqrt(mean((error) => error * error));
}
