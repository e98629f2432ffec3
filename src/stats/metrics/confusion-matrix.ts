import { requireRange, requireSameLength } from '../require-range.ts';
import { type Measured, normalInterval, UNKNOWN } from './measured.ts';

/** Rows by true class (first) and predicted class, row by row: `counts[truth * classes + predicted]`. */
export interface ConfusionMatrix {
  readonly classes: number;
  readonly rows: number;
  readonly counts: Float64Array;
}

/** Counts rows by true and predicted class, both given as 0 … classes - 1. */
export function confusionMatrix(truth: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): ConfusionMatrix {
  requireSameLength(truth, predicted, 'labels and predictions');
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < truth.length; i++) {
    for (const value of [truth[i]!, predicted[i]!])
      requireRange(Number.isInteger(value) && value >= 0 && value < classes, `the class of row ${i}`, { value, must: `0 to ${classes - 1}` });
    counts[truth[i]! * classes + predicted[i]!]!++;
  }
  return { classes, rows: truth.length, counts };
}

/** One class of a confusion matrix against all others. */
export interface ClassCounts {
  /** Rows that are of the class and are said to be. */
  readonly hits: number;
  /** Rows of the class. */
  readonly support: number;
  /** Rows that are said to be of the class. */
  readonly predicted: number;
}

/** Every class against all others. */
export function classCounts({ classes, counts }: ConfusionMatrix): ClassCounts[] {
  return Array.from({ length: classes }, (_, k) => {
    let [support, predicted] = [0, 0];
    for (let j = 0; j < classes; j++) {
      support += counts[k * classes + j]!;
      predicted += counts[j * classes + k]!;
    }
    return { hits: counts[k * classes + k]!, support, predicted };
  });
}

/** How F1 over classes is averaged: every class alike, or by its rows. */
export const AVERAGES = ['macro', 'weighted'] as const;
export type Average = (typeof AVERAGES)[number];

/**
 * F1 averaged over the classes that occur, as truth or as prediction (as scikit-learn's `f1_score`). The interval is the delta method on the cells of the
 * matrix, which are multinomial (Takahashi et al., Applied Intelligence 2022): the variance of each row's influence, divided by the rows.
 */
export function averageF1(matrix: ConfusionMatrix, average: Average, alpha = 0.05): Measured {
  const { classes, counts, rows } = matrix;
  if (rows === 0) return UNKNOWN;
  const each = classCounts(matrix);
  const f1 = each.map(({ hits, support, predicted }) => (support + predicted === 0 ? 0 : (2 * hits) / (support + predicted)));
  const occurring = each.filter(({ support, predicted }) => support + predicted > 0).length;
  const weight = each.map(({ support, predicted }) => (average === 'weighted' ? support / rows : support + predicted > 0 ? 1 / occurring : 0));
  const value = f1.reduce((sum, f, k) => sum + weight[k]! * f, 0);
  // d F1_k / d cell = (2 [cell is a hit of k] - F1_k ([cell's truth is k] + [cell's prediction is k])) rows / (support + predicted)
  const slope = (k: number, hit: boolean): number => {
    const size = each[k]!.support + each[k]!.predicted;
    return size === 0 ? 0 : ((hit ? 2 - 2 * f1[k]! : -f1[k]!) * rows) / size;
  };
  let [mean, squares] = [0, 0];
  for (let i = 0; i < classes; i++)
    for (let j = 0; j < classes; j++) {
      const share = counts[i * classes + j]! / rows;
      if (share === 0) continue;
      const own = average === 'weighted' ? f1[i]! : 0;
      const influence = own + (i === j ? weight[i]! * slope(i, true) : weight[i]! * slope(i, false) + weight[j]! * slope(j, false));
      mean += share * influence;
      squares += share * influence * influence;
    }
  return normalInterval(value, Math.sqrt(Math.max(0, squares - mean * mean) / rows), { alpha, range: [0, 1] });
}
