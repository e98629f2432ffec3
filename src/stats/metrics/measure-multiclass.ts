import { wilsonInterval } from '../hypotheses/proportion-intervals.ts';
import { requireRange } from '../require-range.ts';
import { averageF1, classCounts, type ConfusionMatrix, confusionMatrix } from './confusion-matrix.ts';
import { decisionRates } from './decision-rates.ts';
import { type Measured, UNKNOWN } from './measured.ts';
import { measuredMean, type MeasureOptions } from './measure-binary.ts';
import { type ClassScores, oneVsRestAuc } from './one-vs-rest-auc.ts';
import { logLossOf } from './score-quality.ts';

/** What is measured of predictions of one of several classes, in this order. */
export const MULTICLASS_METRICS = ['accuracy', 'macroF1', 'weightedF1', 'auc', 'logLoss'] as const;
export type MulticlassMetric = (typeof MULTICLASS_METRICS)[number];

/** One class against all others. */
export interface ClassMeasures {
  /** Rows of the class. */
  readonly support: number;
  readonly precision: Measured;
  readonly recall: Measured;
  readonly f1: Measured;
  readonly auc: Measured;
}

/** How a model of several classes did. */
export interface MulticlassMeasures {
  readonly metrics: Readonly<Record<MulticlassMetric, Measured>>;
  readonly confusion: ConfusionMatrix;
  readonly byClass: readonly ClassMeasures[];
}

/** Predicted classes, with their probabilities where they are known. */
export type ClassPredictions = { readonly classes: number; readonly labels: ArrayLike<number> } & (
  | { readonly predicted: ArrayLike<number> }
  | { readonly probabilities: Float64Array; readonly predicted?: ArrayLike<number> }
);

/**
 * Every metric of a model of several classes with its interval. Without probabilities there is no AUC and no log loss; without predictions the most
 * probable class is taken, the first of equals.
 */
export function measureMulticlass(about: ClassPredictions, { alpha = 0.05 }: MeasureOptions = {}): MulticlassMeasures {
  const { classes, labels } = about;
  const scores: ClassScores | null = 'probabilities' in about ? { classes, labels, probabilities: about.probabilities } : null;
  const confusion = confusionMatrix(labels, about.predicted ?? mostProbable(scores!.probabilities, classes), classes);
  const ovr = scores && oneVsRestAuc(scores, alpha);
  const { metrics, byClass } = measureConfusion(confusion, alpha);
  return {
    metrics: { ...metrics, auc: ovr?.macro ?? UNKNOWN, logLoss: scores ? measuredMean(classLosses(scores), alpha) : UNKNOWN },
    confusion,
    byClass: byClass.map(({ predicted: _, ...one }, k) => ({ ...one, auc: ovr?.each[k] ?? UNKNOWN })),
  };
}

/** What a confusion matrix alone says, which merges by adding: all but what probabilities say. */
export interface ConfusionMeasures {
  readonly metrics: Readonly<Record<Exclude<MulticlassMetric, 'auc' | 'logLoss'>, Measured>>;
  /** `predicted` are the rows that were said to be of the class. */
  readonly byClass: readonly (Omit<ClassMeasures, 'auc'> & { readonly predicted: number })[];
}

/** Every metric of a confusion matrix with its interval. */
export function measureConfusion(confusion: ConfusionMatrix, alpha = 0.05): ConfusionMeasures {
  const { rows } = confusion;
  const each = classCounts(confusion);
  const hits = each.reduce((sum, one) => sum + one.hits, 0);
  return {
    metrics: {
      accuracy: rows === 0 ? UNKNOWN : { value: hits / rows, interval: wilsonInterval(hits, rows, alpha) },
      macroF1: averageF1(confusion, 'macro', alpha),
      weightedF1: averageF1(confusion, 'weighted', alpha),
    },
    byClass: each.map(({ hits: truePositives, support, predicted }) => {
      const decided = {
        truePositives,
        falsePositives: predicted - truePositives,
        falseNegatives: support - truePositives,
        trueNegatives: rows - support - predicted + truePositives,
      };
      const { precision, recall, f1 } = decisionRates(decided, alpha);
      return { support, predicted, precision, recall, f1 };
    }),
  };
}

/** The most probable class of each row, the first of equals. */
export function mostProbable(probabilities: Float64Array, classes: number): Uint16Array {
  const best = new Uint16Array(probabilities.length / classes);
  for (let i = 0; i < best.length; i++) for (let k = 1; k < classes; k++) if (probabilities[i * classes + k]! > probabilities[i * classes + best[i]!]!) best[i] = k;
  return best;
}

/** -log of the true class's probability, once the row's probabilities add up to 1. */
export function classLosses({ classes, labels, probabilities }: ClassScores): Float64Array {
  const losses = new Float64Array(labels.length);
  for (let i = 0; i < losses.length; i++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const p = probabilities[i * classes + k]!;
      requireRange(p >= 0, `a probability of row ${i}`, { value: p, must: 'at least 0' });
      sum += p;
    }
    losses[i] = logLossOf(probabilities[i * classes + labels[i]!]! / sum, 1);
  }
  return losses;
}
