import type { LabelledProbabilities } from './labelled-probabilities.ts';
import { roundRow } from './round-row.ts';

/** Room for rounding: a probability just below a threshold reaches it. The reference implementation has the same. */
const SLACK = 1e-6;

/** How given labels and true ones go together. */
export interface ConfidentJoint {
  /** Of each class: its mean probability among the rows that are labelled so. */
  readonly thresholds: Float64Array;
  /** Of each row: the class that it is confidently of, or -1. */
  readonly confident: Int16Array;
  /** Rows by given class (row) and estimated true class (column); every row of it sums to the rows that are labelled so. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * Counts the rows that are confidently of each class, by their given label (Northcutt, Jiang & Chuang, JAIR 70, 2021, section 3.1): a row is of class j when p_j reaches
 * the mean p_j of those labelled j; of several such classes, the most probable. The counts are then scaled to all rows of each given label. As cleanlab 2.9's
 * `compute_confident_joint`.
 */
export function confidentJoint({ classes: k, labels, probabilities }: LabelledProbabilities): ConfidentJoint {
  const rows = labels.length;
  const given = new Float64Array(k);
  const sums = new Float64Array(k);
  for (let i = 0; i < rows; i++) {
    given[labels[i]!]!++;
    sums[labels[i]!]! += probabilities[i * k + labels[i]!]!;
  }
  // Nothing reaches the threshold of a class that no row is labelled with.
  const thresholds = sums.map((sum, j) => (given[j] === 0 ? 2 : Math.max(sum / given[j]!, 2 * SLACK)));
  const confident = new Int16Array(rows);
  const counts = new Float64Array(k * k);
  for (let i = 0; i < rows; i++) {
    const at = i * k;
    let reached = -1;
    let many = false;
    let largest = 0;
    for (let j = 0; j < k; j++) {
      const p = probabilities[at + j]!;
      if (p > probabilities[at + largest]!) largest = j;
      if (p < thresholds[j]! - SLACK) continue;
      many = reached >= 0;
      if (!many) reached = j;
    }
    confident[i] = many ? largest : reached;
    if (reached >= 0) counts[labels[i]! * k + confident[i]!]!++;
  }
  return { thresholds, confident, counts: calibrate(counts, given) };
}

/** Scales each row to the rows that are labelled so. At least one row of each class is right. */
function calibrate(counts: Float64Array, given: Float64Array): number[][] {
  const k = given.length;
  const scaled = Array.from(given, (labelled, i) => {
    const row = Array.from(counts.subarray(i * k, i * k + k), (count, j) => (i === j ? Math.max(count, 1) : count));
    const sum = row.reduce((total, count) => total + count, 0);
    return row.map((count) => (count / sum) * labelled);
  });
  // The sum is that of the rows already, but for the last digit, by which ties are rounded.
  const all = given.reduce((total, labelled) => total + labelled, 0);
  const sum = scaled.flat().reduce((total, count) => total + count, 0);
  return scaled.map((row) => roundRow(row.map((count) => (count / sum) * all)));
}
