import { requireSameLength } from '../require-range.ts';

/** Scores closer to 0 or 1 than this are taken as this far away, so that one certain mistake is not infinite (float64 epsilon, as scikit-learn). */
const CLIP = 2 ** -52;

/** Negative log-likelihood of one label, in nats. */
export function logLossOf(score: number, label: number): number {
  const p = Math.min(1 - CLIP, Math.max(CLIP, score));
  return label === 0 ? -Math.log1p(-p) : -Math.log(p);
}

/** Squared distance of one score and its label. */
export const brierOf = (score: number, label: number): number => (score - label) ** 2;

/** Mean negative log-likelihood of the labels, in nats; lower is better; NaN without rows. Scores are probabilities of label 1. */
export function logLoss(scores: Float64Array, labels: Uint8Array): number {
  return meanOf(scores, labels, logLossOf);
}

/** Mean squared distance of score and label (Brier 1950), 0..1; lower is better; NaN without rows. */
export function brier(scores: Float64Array, labels: Uint8Array): number {
  return meanOf(scores, labels, brierOf);
}

/** Share of rows on the right side: label 1 at a score ≥ `threshold`, label 0 below. NaN without rows. */
export function accuracy(scores: Float64Array, labels: Uint8Array, threshold = 0.5): number {
  return meanOf(scores, labels, (score, label) => (score >= threshold === (label === 1) ? 1 : 0));
}

function meanOf(scores: Float64Array, labels: Uint8Array, value: (score: number, label: number) => number): number {
  requireSameLength(scores, labels, 'scores and labels');
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += value(scores[i]!, labels[i]!);
  return sum / scores.length;
}
