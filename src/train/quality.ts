import type { ScopeMetricName } from '../scope/index.ts';
import type { BinaryEvaluation, Evaluation } from './evaluation.ts';

/** How a model and the simple rule did where a raw column has one value. */
export interface SliceQuality {
  readonly column: string;
  readonly value: string;
  readonly rows: number;
  readonly quality: number;
  /** Of the simple rule on the same rows. */
  readonly baseline: number;
  /** Standard error of the difference. */
  readonly error: number;
}

/** How a model did by the metric that its scope asks for, whatever the task. */
export interface Quality {
  readonly metric: ScopeMetricName;
  readonly value: number;
  /** 95 % interval of the value. */
  readonly interval: readonly [number, number];
  /** Of the simple rule on the same rows. */
  readonly baseline: number;
  readonly slices: readonly SliceQuality[];
  /** The metric and the cost when a raw column says nothing. */
  readonly harm: readonly { readonly column: string; readonly quality: number; readonly cost: number }[];
}

/** What an evaluation says of the scope's metric. @example qualityOf(run.evaluation).value // 0.71 */
export function qualityOf(evaluation: Evaluation): Quality {
  if ('task' in evaluation) {
    const { metric, quality, qualityInterval, baseline, slices, harm } = evaluation;
    return { metric, value: quality, interval: qualityInterval, baseline: baseline.quality, slices, harm };
  }
  return {
    metric: 'auc',
    value: evaluation.auc,
    interval: evaluation.aucInterval,
    baseline: evaluation.baseline.auc,
    slices: evaluation.slices.map((slice) => ({
      column: slice.column,
      value: slice.value,
      rows: slice.rows,
      quality: slice.auc,
      baseline: slice.baselineAuc,
      error: differenceError(slice, evaluation.positiveRate),
    })),
    harm: evaluation.harm.map(({ column, auc: quality, cost }) => ({ column, quality, cost })),
  };
}

/**
 * Standard error of the difference of two AUCs on the same rows, by Hanley and McNeil (Radiology 143, 1982), taken as if they
 * were independent: the true one is smaller, so a slice is not failed by chance.
 */
function differenceError(slice: BinaryEvaluation['slices'][number], positiveRate: number): number {
  const positives = Math.max(1, slice.rows * positiveRate);
  const negatives = Math.max(1, slice.rows - positives);
  const variance = (area: number): number => {
    const q1 = area / (2 - area);
    const q2 = (2 * area * area) / (1 + area);
    return (area * (1 - area) + (positives - 1) * (q1 - area * area) + (negatives - 1) * (q2 - area * area)) / (positives * negatives);
  };
  return Math.sqrt(Math.max(0, variance(slice.auc)) + Math.max(0, variance(slice.baselineAuc)));
}
