import type { Bounds } from '../bounds.ts';
import { requireSameLength } from '../require-range.ts';
import { type Measured, normalInterval, UNKNOWN } from './measured.ts';
import { measuredMean, type MeasureOptions } from './measure-binary.ts';

/** What is measured of predicted numbers, in this order. */
export const REGRESSION_METRICS = ['mae', 'rmse', 'bias', 'r2', 'mape', 'pinball'] as const;
export type RegressionMetric = (typeof REGRESSION_METRICS)[number];

/** A target closer to 0 than this part of the mean size of targets makes percentages of errors say nothing. */
const NEAR_ZERO = 1e-3;

/**
 * Every metric of predicted numbers with its interval. `bias` is the mean of prediction minus target. Means have Student's interval, RMSE the root of its square's;
 * R² the delta method with the influence of each row, e²/V - (1 - R²)(y - ȳ)²/V. MAPE, a share (0.1 is 10 %), is NaN when a target is 0 or nearly: one
 * such row would be all of it. R² is NaN when all targets are the same.
 * @param options.quantile of the pinball loss; 0.5 by default, where it is half the MAE
 * @example
 * measureRegression(Float64Array.of(1, 2, 4), Float64Array.of(1, 3, 4)).mae.value; // 0.333
 */
export function measureRegression(
  predictions: Float64Array,
  targets: Float64Array,
  options: MeasureOptions & { readonly quantile?: number } = {},
): Readonly<Record<RegressionMetric, Measured>> {
  requireSameLength(predictions, targets, 'predictions and targets');
  const { alpha = 0.05, quantile = 0.5 } = options;
  const errors = predictions.map((prediction, i) => prediction - targets[i]!);
  const mse = measuredMean(
    errors.map((e) => e * e),
    alpha,
  );
  const size = targets.reduce((sum, y) => sum + Math.abs(y), 0) / targets.length;
  const percentages = targets.every((y) => Math.abs(y) > NEAR_ZERO * size);
  return {
    mae: measuredMean(errors.map(Math.abs), alpha),
    rmse: { value: Math.sqrt(mse.value), interval: mse.interval.map((bound) => Math.sqrt(Math.max(0, bound))) as unknown as Bounds },
    bias: measuredMean(errors, alpha),
    r2: determination(errors, targets, alpha),
    mape: percentages
      ? measuredMean(
          errors.map((e, i) => Math.abs(e / targets[i]!)),
          alpha,
        )
      : UNKNOWN,
    pinball: measuredMean(
      errors.map((e) => (e > 0 ? (1 - quantile) * e : -quantile * e)),
      alpha,
    ),
  };
}

function determination(errors: Float64Array, targets: Float64Array, alpha: number): Measured {
  const n = targets.length;
  const mean = targets.reduce((sum, y) => sum + y, 0) / n;
  const variance = targets.reduce((sum, y) => sum + (y - mean) ** 2, 0) / n;
  if (!(variance > 0)) return UNKNOWN;
  const unexplained = errors.reduce((sum, e) => sum + e * e, 0) / n / variance;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((errors[i]! ** 2 - unexplained * (targets[i]! - mean) ** 2) / variance) ** 2;
  return normalInterval(1 - unexplained, Math.sqrt(squares) / n, { alpha, range: [-Infinity, 1] });
}
