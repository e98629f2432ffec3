import { type Measured, normalInterval, UNKNOWN } from './measured.ts';
import { rankMasses } from './rank-masses.ts';

/** Probabilities of classes row by row, `probabilities[row * classes + k]`, and the true class of each row, 0 … classes - 1. */
export interface ClassScores {
  readonly classes: number;
  readonly probabilities: Float64Array;
  readonly labels: ArrayLike<number>;
}

/** The probabilities of one class. */
export function scoresOfClass({ classes, probabilities }: Pick<ClassScores, 'classes' | 'probabilities'>, k: number): Float64Array {
  const scores = new Float64Array(probabilities.length / classes);
  for (let i = 0; i < scores.length; i++) scores[i] = probabilities[i * classes + k]!;
  return scores;
}

/** The AUC of one class against the rest, each with its interval, and their plain mean. */
export interface OneVsRest {
  readonly each: readonly Measured[];
  /** NaN when a class has no rows, or all. */
  readonly macro: Measured;
}

/**
 * The AUC of each class against all others and their mean (`roc_auc_score(multi_class='ovr', average='macro')` of scikit-learn). Errors are DeLong's in their form of
 * influences, one a row, which add up over classes: the mean's interval knows that its parts share their rows.
 */
export function oneVsRestAuc(scores: ClassScores, alpha = 0.05): OneVsRest {
  const n = scores.labels.length;
  const sum = new Float64Array(n);
  const truths = new Float64Array(n);
  const each = Array.from({ length: scores.classes }, (_, k): Measured => {
    for (let i = 0; i < n; i++) truths[i] = scores.labels[i] === k ? 1 : 0;
    const { auc, positives, negatives, below, above } = rankMasses(scoresOfClass(scores, k), truths);
    if (Number.isNaN(auc)) return UNKNOWN;
    const influence = truths.map((truth, i) => (truth === 1 ? (below[i]! / negatives - auc) * (n / positives) : (above[i]! / positives - auc) * (n / negatives)));
    for (let i = 0; i < n; i++) sum[i]! += influence[i]! / scores.classes;
    return normalInterval(auc, errorOf(influence), { alpha, range: [0, 1] });
  });
  const mean = each.reduce((total, one) => total + one.value, 0) / scores.classes;
  return { each, macro: Number.isNaN(mean) ? UNKNOWN : normalInterval(mean, errorOf(sum), { alpha, range: [0, 1] }) };
}

/** The standard error of a mean whose rows have these influences. */
export function errorOf(influence: Float64Array): number {
  let squares = 0;
  for (const one of influence) squares += one * one;
  return Math.sqrt(squares) / influence.length;
}
