import { requireSameLength } from '../require-range.ts';
import { rankMasses } from '../metrics/rank-masses.ts';
import { DECISION_RATES } from '../metrics/decision-rates.ts';

/** What can be estimated of a model of two labels without knowing them, in this order. */
export const ESTIMATED_METRICS = ['auc', ...DECISION_RATES] as const;
export type EstimatedMetric = (typeof ESTIMATED_METRICS)[number];

/** A figure that is expected, and how it moves when the label of row i turns out 1 instead of 0: its error is made of these. */
export interface Expected {
  readonly value: number;
  slopeOf(row: number): number;
}

/** Rows without labels. */
export interface UnlabelledRows {
  /** As the model gave them: they rank the rows. */
  readonly scores: Float64Array;
  /** Calibrated: the chance that the label is 1. */
  readonly probabilities: Float64Array;
  /** 1 where the row is decided for. */
  readonly decided: ArrayLike<number>;
  /** Rows in order of rising score, for callers who ask more than once. */
  readonly order?: Uint32Array;
  /** How many rows each stands for, all with its score and decision. @default 1 */
  readonly weights?: ArrayLike<number>;
}

/** Expected numbers of rows. */
export interface ExpectedDecisions {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** Σ p over rows decided for, Σ 1 - p, and so on. */
export function expectDecisions({ probabilities, decided, weights }: Pick<UnlabelledRows, 'probabilities' | 'decided' | 'weights'>): ExpectedDecisions {
  requireSameLength(probabilities, decided, 'probabilities and decisions');
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  probabilities.forEach((p, i) => {
    const rows = weights?.[i] ?? 1;
    if (decided[i] === 1) {
      tp += rows * p;
      fp += rows * (1 - p);
    } else {
      fn += rows * p;
      tn += rows * (1 - p);
    }
  });
  return { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn };
}

/**
 * Confidence-based performance estimation (CBPE: Białek, Kuberski, Perrakis & Bifet, arXiv 2505.05295; NannyML 0.13, `performance_estimation/confidence_based/metrics.py`): each row
 * counts as a true one to the part that it is expected to be one. The AUC ranks by the model's own scores and weighs by calibrated ones.
 * Where a rate has nothing to be a share of it is NaN (NannyML says 0).
 */
export function expectBinary(rows: UnlabelledRows): Readonly<Record<EstimatedMetric, Expected>> {
  const { decided } = rows;
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = expectDecisions(rows);
  const [chosen, positives, negatives] = [tp + fp, tp + fn, tn + fp];
  const both = chosen + positives;
  const n = positives + negatives;
  // How each rate moves with a label of a row that is decided for, and of one that is not.
  const rate = (value: number, slopes: readonly [chosen: number, left: number]): Expected => ({ value, slopeOf: (row) => slopes[decided[row] === 1 ? 0 : 1] });
  return {
    auc: expectArea(rows),
    accuracy: rate((tp + tn) / n, [1 / n, -1 / n]),
    precision: rate(tp / chosen, [1 / chosen, 0]),
    recall: rate(tp / positives, [fn / positives ** 2, -tp / positives ** 2]),
    specificity: rate(tn / negatives, [tn / negatives ** 2, -fp / negatives ** 2]),
    f1: rate((2 * tp) / both, [2 / both - (2 * tp) / both ** 2, (-2 * tp) / both ** 2]),
  };
}

function expectArea({ scores, probabilities, order, weights }: UnlabelledRows): Expected {
  const { auc, positives, negatives, below, above } = rankMasses(scores, probabilities, { order, weights });
  const pairs = positives * negatives;
  return { value: auc, slopeOf: (row) => (below[row]! - above[row]! - auc * (negatives - positives)) / pairs };
}
