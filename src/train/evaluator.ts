import { aboutMetric, type BinaryScope, classesOf, type ClassScope, isClassCost, isErrorCost, type RegressionScope, type Scope } from '../scope/index.ts';
import { costOfClasses, evaluateClasses } from './evaluate-classes.ts';
import { costAtThreshold, evaluateModel, type ScoredRows } from './evaluate-model.ts';
import { costOfNumbers, evaluateNumbers } from './evaluate-numbers.ts';
import type { Evaluation } from './evaluation.ts';
import type { Labels } from './feature-table.ts';
import { measureQuality } from './measure-quality.ts';
import type { Quality } from './quality.ts';
import { fitRates, scoreRates } from './score-baseline.ts';

/** How models are measured where a scope asks for one metric and has one cost. */
export interface Evaluator {
  /** Learns the simple rule by groups of rows whose labels are known; what it makes of others. */
  learnRule(groups: readonly string[], labels: Labels): (groups: readonly string[]) => Float64Array;
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
  if (isClassCost(cost)) {
    const metric = terms.metric as ClassScope['metric']['name'];
    const classes = classesOf(cost).length;
    return {
      learnRule(groups, labels) {
        const tables = Array.from({ length: classes }, (_, k) =>
          fitRates(
            groups,
            labels.map((label) => Number(label === k)),
          ),
        );
        return (others) => {
          const rates = tables.map((table) => scoreRates(table, others));
          return Float64Array.from({ length: others.length * classes }, (_, at) => rates[at % classes]![Math.floor(at / classes)]!);
        };
      },
      evaluate: (rows, harm) => ({ ...evaluateClasses(rows, { metric, cost }), harm: [...harm] }),
      measure: (scores, labels) => ({ quality: measureQuality(metric, scores, labels), cost: costOfClasses(cost, scores, labels) }),
      shortfall,
    };
  }
  if (isErrorCost(cost)) {
    const metric = terms.metric as RegressionScope['metric']['name'];
    return {
      learnRule: learnRates,
      evaluate: (rows, harm) => ({ ...evaluateNumbers(rows, { metric, cost }), harm: [...harm] }),
      measure: (scores, labels) => ({ quality: measureQuality(metric, scores, labels), cost: costOfNumbers(cost, scores, labels) }),
      shortfall,
    };
  }
  const metric: BinaryScope['metric']['name'] = 'auc';
  return {
    learnRule: learnRates,
    evaluate: (rows, harm) => ({ ...evaluateModel(rows, cost), harm: harm.map(({ column, quality, cost: lost }) => ({ column, auc: quality, cost: lost })) }),
    measure: (scores, labels) => ({ quality: measureQuality(metric, scores, labels), cost: costAtThreshold(cost, scores, Uint8Array.from(labels)) }),
    shortfall,
  };
}

function learnRates(groups: readonly string[], labels: Labels): (groups: readonly string[]) => Float64Array {
  const table = fitRates(groups, labels);
  return (others) => scoreRates(table, others);
}

/** Of numbers and classes, what runs are compared by; the evaluation has more. */
const TOLD: readonly string[] = ['rmse', 'mae', 'bias', 'r2', 'accuracy', 'macroF1', 'auc', 'logLoss'];

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
