import { requireRange, requireSameLength } from '../require-range.ts';

/** How far scores promise more (or, negative, less) than what came. */
export interface CalibrationGap {
  /** Mean score minus the rate of label 1. */
  readonly gap: number;
  readonly standardError: number;
}

/**
 * Calibration in the large: mean score minus observed rate, with its standard error sd(score - label) / sqrt(n).
 * Both NaN without rows; the error is NaN for a single row.
 */
export function calibrationGap(scores: Float64Array, labels: Uint8Array): CalibrationGap {
  requireSameLength(scores, labels, 'scores and labels');
  const n = scores.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += scores[i]! - labels[i]!;
  const gap = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (scores[i]! - labels[i]! - gap) ** 2;
  return { gap, standardError: Math.sqrt(squares / (n - 1) / n) };
}

/** One bar of a reliability diagram: rows with a score in [from, to), the last bin including 1. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** NaN when the bin is empty. */
  readonly meanScore: number;
  /** Share of label 1 among the rows; NaN when the bin is empty. */
  readonly rate: number;
}

/** Rows by score, in `bins` bins of equal width over [0, 1], so that windows can be added up bin by bin. */
export function calibrationBins(scores: Float64Array, labels: Uint8Array, bins = 10): readonly CalibrationBin[] {
  requireSameLength(scores, labels, 'scores and labels');
  const counts = new Float64Array(bins);
  const scoreSums = new Float64Array(bins);
  const ones = new Float64Array(bins);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    requireRange(score >= 0 && score <= 1, `score ${i}`, { value: score, must: 'a probability' });
    const bin = Math.min(bins - 1, Math.floor(score * bins));
    counts[bin]!++;
    scoreSums[bin]! += score;
    ones[bin]! += labels[i]!;
  }
  return Array.from(counts, (count, bin) => ({ from: bin / bins, to: (bin + 1) / bins, count, meanScore: scoreSums[bin]! / count, rate: ones[bin]! / count }));
}
