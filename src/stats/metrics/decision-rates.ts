import type { Bounds } from '../bounds.ts';
import { wilsonInterval } from '../hypotheses/proportion-intervals.ts';
import { requireSameLength } from '../require-range.ts';
import { type Measured, UNKNOWN } from './measured.ts';

/** Rows by what was decided and what was right. */
export interface Decisions {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** The rates of decisions that are right, in this order. */
export const DECISION_RATES = ['accuracy', 'precision', 'recall', 'specificity', 'f1'] as const;
export type DecisionRate = (typeof DECISION_RATES)[number];

/** Counts decisions: label 1 is decided for at a score ≥ `threshold`. */
export function countDecisions(scores: Float64Array, labels: Uint8Array, threshold = 0.5): Decisions {
  requireSameLength(scores, labels, 'scores and labels');
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < scores.length; i++) counts[(scores[i]! >= threshold ? 2 : 0) + labels[i]!]!++;
  const [trueNegatives = 0, falseNegatives = 0, falsePositives = 0, truePositives = 0] = counts;
  return { truePositives, falsePositives, falseNegatives, trueNegatives };
}

/**
 * Accuracy, precision, recall, specificity and F1, each with Wilson's interval of the rows it is a share of. F1 = 2J / (1 + J) rises with
 * J, the share of true positives among all rows but true negatives, so its interval is J's. A rate of no rows is NaN.
 */
export function decisionRates({ truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn }: Decisions, alpha = 0.05): Readonly<Record<DecisionRate, Measured>> {
  const share = (k: number, n: number): Measured => (n === 0 ? UNKNOWN : { value: k / n, interval: wilsonInterval(k, n, alpha) });
  const jaccard = share(tp, tp + fp + fn);
  const f1 = (j: number): number => (2 * j) / (1 + j);
  return {
    accuracy: share(tp + tn, tp + fp + fn + tn),
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    specificity: share(tn, tn + fp),
    f1: { value: f1(jaccard.value), interval: jaccard.interval.map(f1) as unknown as Bounds },
  };
}
