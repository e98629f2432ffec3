import { calibrationBins, calibrationError, calibrationLine } from '../../stats/index.ts';
import type { Calibration } from './evaluated-table.ts';
import { toFigure } from '../../train/index.ts';

/** Reliability in ten bins, calibration error beside what is chance, slope and intercept; null when scores are no probabilities, or there are none. */
export function describeCalibration(scores: Float64Array, labels: Uint8Array): Calibration | null {
  if (scores.length === 0 || !scores.every((score) => score >= 0 && score <= 1)) return null;
  const bins = calibrationBins(scores, labels);
  const { slope, intercept } = calibrationLine(scores, labels);
  return {
    ...calibrationError(bins),
    slope: toFigure('slope', slope),
    intercept: toFigure('intercept', intercept),
    bins: bins
      .filter((bin) => bin.count > 0)
      .map(({ from, to, count, meanScore, rate, interval: [low, high] }) => ({ from, to, rows: count, meanScore, rate, interval: [low, high] })),
  };
}
