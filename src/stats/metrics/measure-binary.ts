import { auc, aucInterval } from './auc.ts';
import { averagePrecision } from './average-precision.ts';
import { countDecisions, DECISION_RATES, decisionRates } from './decision-rates.ts';
import { type Measured, UNKNOWN } from './measured.ts';
import { meanInterval } from './mean-interval.ts';
import { brierOf, logLossOf } from './score-quality.ts';

/** What is measured of scores for a label of 0 and 1, in this order. */
export const BINARY_METRICS = ['auc', 'averagePrecision', 'logLoss', 'brier', ...DECISION_RATES] as const;
export type BinaryMetric = (typeof BINARY_METRICS)[number];

/** How to measure. */
export interface MeasureOptions {
  /** Intervals cover with 1 - alpha. @default 0.05 */
  readonly alpha?: number;
}

/**
 * Every metric of a binary model with its interval: DeLong for the AUC, Student for means of losses, Wilson for shares, logit for the average precision.
 * What the rows do not determine is NaN: an AUC of one class, a precision where nothing is decided for. Scores that are no probabilities have no log loss or Brier score.
 * @param options.threshold decides for label 1 from this score on; 0.5 by default
 * @example
 * measureBinary(Float64Array.of(0.1, 0.4, 0.6, 0.8), Uint8Array.of(0, 1, 0, 1)).auc.value; // 0.75
 */
export function measureBinary(scores: Float64Array, labels: Uint8Array, options: MeasureOptions & { readonly threshold?: number } = {}): Readonly<Record<BinaryMetric, Measured>> {
  const { alpha = 0.05, threshold = 0.5 } = options;
  const probabilities = scores.every((score) => score >= 0 && score <= 1);
  const meanOf = (loss: (score: number, label: number) => number): Measured =>
    probabilities
      ? measuredMean(
          scores.map((score, i) => loss(score, labels[i]!)),
          alpha,
        )
      : UNKNOWN;
  return {
    auc: { value: auc(scores, labels), interval: aucInterval(scores, labels, alpha) },
    averagePrecision: averagePrecision(scores, labels, alpha),
    logLoss: meanOf(logLossOf),
    brier: meanOf(brierOf),
    ...decisionRates(countDecisions(scores, labels, threshold), alpha),
  };
}

/** The mean of values as a figure with Student's interval. */
export function measuredMean(values: ArrayLike<number>, alpha: number): Measured {
  const { n, mean, interval } = meanInterval(values, alpha);
  return n === 0 ? UNKNOWN : { value: mean, interval };
}
