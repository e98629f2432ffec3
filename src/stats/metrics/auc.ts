import type { Bounds } from '../bounds.ts';
import { requireRange, requireSameLength } from '../require-range.ts';
import { normalQuantile } from '../special/normal.ts';

/**
 * Area under the ROC curve: the chance that a row labelled 1 scores above a row labelled 0, ties counting half. 0.5 is chance.
 * O(n log n). NaN when one of the labels is missing: there is nothing to compare.
 * @example
 * auc(Float64Array.of(0.1, 0.4, 0.4, 0.8), Uint8Array.of(0, 0, 1, 1)); // 0.875
 */
export function auc(scores: Float64Array, labels: Uint8Array): number {
  const { ones, zeros } = split(scores, labels);
  let wins = 0;
  visitWins(ones, zeros, (w) => (wins += w));
  return wins / (ones.length * zeros.length);
}

/**
 * A 1 - alpha interval of the AUC by the variance of DeLong, DeLong & Clarke-Pearson (Biometrics 1988), in O(n log n) (Sun & Xu 2014), clipped
 * to [0, 1]. [NaN, NaN] when one of the labels is missing. Trust it from about 10 rows of each label on; at an AUC of exactly 1 it has no width.
 */
export function aucInterval(scores: Float64Array, labels: Uint8Array, alpha = 0.05): Bounds {
  const { ones, zeros } = split(scores, labels);
  if (ones.length === 0 || zeros.length === 0) return [NaN, NaN];
  const area = auc(scores, labels);
  const half = normalQuantile(1 - alpha / 2) * Math.sqrt(placementVariance(ones, zeros, area) / ones.length + placementVariance(zeros, ones, 1 - area) / zeros.length);
  return [Math.max(0, area - half), Math.min(1, area + half)];
}

/** Sample variance, over `values`, of the share of `others` that each one beats. */
function placementVariance(values: Float64Array, others: Float64Array, mean: number): number {
  if (values.length < 2) return 0;
  let squares = 0;
  visitWins(values, others, (wins) => (squares += (wins / others.length - mean) ** 2));
  return squares / (values.length - 1);
}

/** For each of the sorted `values`, how many of the sorted `others` it beats, ties counting half. */
function visitWins(values: Float64Array, others: Float64Array, visit: (wins: number) => void): void {
  let below = 0;
  let upTo = 0;
  for (const value of values) {
    while (below < others.length && others[below]! < value) below++;
    if (upTo < below) upTo = below;
    while (upTo < others.length && others[upTo]! === value) upTo++;
    visit((below + upTo) / 2);
  }
}

/** Sorted scores of each label: two native sorts of numbers, several times faster than sorting indexes. */
function split(scores: Float64Array, labels: Uint8Array): { ones: Float64Array; zeros: Float64Array } {
  requireSameLength(scores, labels, 'scores and labels');
  const ones = new Float64Array(scores.length);
  const zeros = new Float64Array(scores.length);
  let n1 = 0;
  let n0 = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    requireRange(score === score, `score ${i}`, { value: score, must: 'a number' });
    if (labels[i] === 0) zeros[n0++] = score;
    else ones[n1++] = score;
  }
  return { ones: ones.subarray(0, n1).sort(), zeros: zeros.subarray(0, n0).sort() };
}
