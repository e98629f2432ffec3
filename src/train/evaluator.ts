import { aboutMetric, type BinaryScope, isErrorCost, type RegressionScope, type Scope } from '../scope/index.ts';
import { costAtThreshold, evaluateModel, type ScoredRows } from './evaluate-model.ts';
import { costOfNumbers, evaluateNumbers } from './evaluate-numbers.ts';
import type { Evaluation } from './evaluation.ts';
import type { Labels } from './feature-table.ts';
import { measureQuality } from './measure-quality.ts';
import type { Quality } from './quality.ts';

/** How models are measured where a scope asks for one metric and has one cost. */
export interface Evaluator {
  /** On test rows, beside the baseline. */
  evaluate(rows: ScoredRows, harm: Quality['harm']): Evaluation;
  /** The metric and the cost of scores, and nothing else. */
  measure(scores: Float64Array, labels: Labels): { readonly quality: number; readonly cost: number };
  /** How much worse a value of the metric is than another. */
  shortfall(value: number, than: number): number;
}

/** The evaluator of a scope's terms: the one place where training asks what the task is. */
export function evaluatorOf(terms: { readonly metric: Scope['metric']['name']; readonly cost: Scope['cost'] }): Evaluator {
  const { shortfall } = aboutMetric(terms.metric);
  const { cost } = terms;
  if (isErrorCost(cost)) {
    const metric = terms.metric as RegressionScope['metric']['name'];
    return {
      evaluate: (rows, harm) => ({ ...evaluateNumbers(rows, { metric, cost }), harm: [...harm] }),
      measure: (scores, labels) => ({ quality: measureQuality(metric, scores, labels), cost: costOfNumbers(cost, scores, labels) }),
      shortfall,
    };
  }
  const metric: BinaryScope['metric']['name'] = 'auc';
  return {
    evaluate: (rows, harm) => ({ ...evaluateModel(rows, cost), harm: harm.map(({ column, quality, cost: lost }) => ({ column, auc: quality, cost: lost })) }),
    measure: (scores, labels) => ({ quality: measureQuality(metric, scores, labels), cost: costAtThreshold(cost, scores, Uint8Array.from(labels)) }),
    shortfall,
  };
}

/** Of numbers, what runs are compared by; the evaluation has more. */
const TOLD: readonly string[] = ['rmse', 'mae', 'bias', 'r2'];

/** What a run tells of its evaluation, by the names under which runs are searched. */
export function pointsOf(evaluation: Evaluation): Readonly<Record<string, number>> {
  const { cost } = evaluation;
  if ('task' in evaluation) {
    const figures = evaluation.metrics.flatMap(({ metric, value }) => (value === null || !TOLD.includes(metric) ? [] : [[metric, value] as const]));
    return { ...Object.fromEntries(figures), cost, [`baseline ${evaluation.metric}`]: evaluation.baseline.quality };
  }
  const { auc, logLoss, calibrationGap, baseline } = evaluation;
  return { auc, logLoss, calibrationGap, cost, 'baseline auc': baseline.auc };
}
