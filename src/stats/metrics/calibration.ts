import type { Bounds } from '../bounds.ts';
import { wilsonInterval } from '../hypotheses/proportion-intervals.ts';
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
  /** Wilson's 95 % interval of the rate. */
  readonly interval: Bounds;
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
  return Array.from(counts, (count, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count,
    meanScore: scoreSums[bin]! / count,
    rate: ones[bin]! / count,
    interval: wilsonInterval(ones[bin]!, count),
  }));
}

/** The expected calibration error of a reliability diagram. */
export interface CalibrationError {
  /** Mean distance of score and rate over bins, by their rows. */
  readonly error: number;
  /** What a perfectly calibrated model shows on as many rows by chance alone: |N(0, v)| has the mean sqrt(2v/π). Only what lies above it says something. */
  readonly byChance: number;
}

/** ECE of bins (Naeini, Cooper & Hauskrecht, AAAI 2015), beside the part of it that is chance. NaN without rows. */
export function calibrationError(bins: readonly CalibrationBin[]): CalibrationError {
  const filled = bins.filter((bin) => bin.count > 0);
  const rows = filled.reduce((sum, bin) => sum + bin.count, 0);
  const mean = (of: (bin: CalibrationBin) => number): number => filled.reduce((sum, bin) => sum + bin.count * of(bin), 0) / rows;
  return {
    error: mean((bin) => Math.abs(bin.meanScore - bin.rate)),
    byChance: mean((bin) => Math.sqrt((2 / Math.PI) * ((bin.meanScore * (1 - bin.meanScore)) / bin.count))),
  };
}
