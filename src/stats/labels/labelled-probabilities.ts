import { requireRange, requireSameLength } from '../require-range.ts';

/** Rows with a given label each, and what a model that has not learnt from the row says of every class. */
export interface LabelledProbabilities {
  /** Of K classes. */
  readonly classes: number;
  /** The given class of each row, 0 … K - 1. */
  readonly labels: ArrayLike<number>;
  /** Row after row, K probabilities each. They must be out of sample: a model knows by heart what it has learnt, errors too. */
  readonly probabilities: Float64Array | Float32Array;
}

/** Throws STATS_OUT_OF_RANGE, STATS_LENGTHS_DIFFER. */
export function requireLabelled({ classes, labels, probabilities }: LabelledProbabilities): void {
  requireRange(classes >= 2, 'the number of classes', { value: classes, must: 'at least 2' });
  requireSameLength(probabilities, { length: labels.length * classes }, 'the probabilities, and rows times classes,');
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) requireRange(false, `the label of row ${i}`, { value: label, must: `a whole number below ${classes}` });
  }
  for (let at = 0; at < probabilities.length; at++) {
    const p = probabilities[at]!;
    if (!(p >= 0 && p <= 1)) requireRange(false, `a probability of row ${Math.floor(at / classes)}`, { value: p, must: 'between 0 and 1' });
  }
}
