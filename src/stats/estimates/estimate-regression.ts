import type { Bounds } from '../bounds.ts';
import { requireSameLength } from '../require-range.ts';
import { type Measured, UNKNOWN } from '../metrics/measured.ts';
import { normalQuantile } from '../special/normal.ts';
import { studentQuantile } from '../special/student.ts';
import { FEW_ROWS } from './estimate-performance.ts';
import { heightsOf, isotonicRegression } from './isotonic-regression.ts';

/** What one row of a model of numbers can lose: |e|, e², e (prediction minus target), |e / target| and the square of ln(1 + prediction) - ln(1 + target). */
export const LOSSES = ['absolute', 'squared', 'signed', 'relative', 'logarithmic'] as const;
export type Loss = (typeof LOSSES)[number];

/** What can be estimated of a model of numbers without knowing the targets, in this order. */
export const ESTIMATED_ERRORS = ['mae', 'rmse', 'mse', 'bias', 'mape', 'rmsle', 'msle'] as const;
export type EstimatedError = (typeof ESTIMATED_ERRORS)[number];

/** A loss as it was measured on labelled rows, and as models of it expect it. */
export interface FittedLoss {
  readonly measured: Float64Array;
  /** Of the same rows, each by a model that has not seen it. */
  readonly outOfFold: Float64Array;
  /** Of the rows without a label, by each of the models. */
  readonly expected: readonly Float64Array[];
}

/** Why errors cannot be estimated; a closed set. */
export const ERROR_REFUSALS = ['few_rows', 'constant_errors', 'out_of_reference'] as const;
export type ErrorRefusal = (typeof ERROR_REFUSALS)[number];

/** A target closer to 0 than this part of the mean size of targets makes percentages of errors say nothing. */
const NEAR_ZERO = 1e-3;
const FEW_REFERENCE = 300;
/** Numbers that differ by no more than this part of them are the same. */
const SAME = 1e-9;
/** Rows beyond the reference, at most, that an estimate bears. */
const OUTSIDE = 0.02;
/** Beyond the range of n values on either side lies by definition one of n + 1. */
const beyond = (n: number): number => 2 / (n + 1);

/** The loss of each row; NaN where a percentage or a logarithm has no meaning. */
export function lossesOf(loss: Loss, predictions: Float64Array, targets: Float64Array): Float64Array {
  requireSameLength(predictions, targets, 'predictions and targets');
  const nearZero = (NEAR_ZERO * targets.reduce((sum, y) => sum + Math.abs(y), 0)) / targets.length;
  const of: Readonly<Record<Loss, (prediction: number, target: number) => number>> = {
    absolute: (p, y) => Math.abs(p - y),
    squared: (p, y) => (p - y) ** 2,
    signed: (p, y) => p - y,
    relative: (p, y) => (Math.abs(y) > nearZero ? Math.abs((p - y) / y) : NaN),
    logarithmic: (p, y) => (p < 0 || y < 0 ? NaN : (Math.log1p(p) - Math.log1p(y)) ** 2),
  };
  return predictions.map((prediction, i) => of[loss](prediction, targets[i]!));
}

/**
 * Whether nobody can say what rows lose: from too few rows, from errors that are all the same (a label that was made of the prediction, say), or of rows that the reference has not seen the like of.
 * @param about.outside share of the rows with a value beyond those of the reference in one of `columns` columns
 */
export function refuseErrors(errors: Float64Array, about: { readonly rows: number; readonly outside: number; readonly columns: number }): ErrorRefusal | null {
  if (errors.length < FEW_REFERENCE || about.rows < FEW_ROWS) return 'few_rows';
  const largest = errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);
  if (errors.every((error) => Math.abs(error - errors[0]!) <= SAME * largest)) return 'constant_errors';
  return about.outside > OUTSIDE + about.columns * beyond(errors.length) ? 'out_of_reference' : null;
}

/**
 * Direct loss estimation (DLE: NannyML 0.13, `performance_estimation/direct_loss_estimation/metrics.py`): the mean over rows without a label of what a model expects each to lose,
 * never less than nothing. The interval holds what labels would measure: the draw of the losses, whose variance is a rising curve of the expected size, learnt
 * from out-of-fold residuals (NannyML takes the reference's for every row); and the fit's own error, by the jackknife over the models, each of which lacks one part of the reference
 * (Efron and Tibshirani 1993, chapter 11). It holds as long as a row of these features loses what such a row lost in the reference.
 */
export function estimateRegression(fits: Readonly<Partial<Record<Loss, FittedLoss>>> & { readonly squared: FittedLoss }, alpha = 0.05): Readonly<Record<EstimatedError, Measured>> {
  const mean = (loss: Loss): Measured => {
    const fit = fits[loss];
    if (fit === undefined) return UNKNOWN;
    const floor = loss === 'signed' ? -Infinity : 0;
    const { value, draw, scatter } = expectMean(fit, { sizes: loss === 'signed' ? fits.squared : fit, floor });
    // The scatter is known from few models: Student's interval, its degrees after Welch and Satterthwaite.
    const degrees = ((fit.expected.length - 1) * (draw + scatter) ** 2) / scatter ** 2;
    const half = Math.sqrt(draw + scatter) * (Number.isFinite(degrees) ? studentQuantile(1 - alpha / 2, degrees) : normalQuantile(1 - alpha / 2));
    return { value, interval: [Math.max(floor, value - half), value + half] };
  };
  const [mse, msle] = [mean('squared'), mean('logarithmic')];
  return { mae: mean('absolute'), rmse: rootOf(mse), mse, bias: mean('signed'), mape: mean('relative'), rmsle: rootOf(msle), msle };
}

const rootOf = ({ value, interval }: Measured): Measured => ({ value: Math.sqrt(value), interval: interval.map(Math.sqrt) as unknown as Bounds });

function expectMean({ measured, outOfFold, expected }: FittedLoss, { sizes, floor }: { sizes: FittedLoss; floor: number }): { value: number; draw: number; scatter: number } {
  const n = expected[0]!.length;
  const means = expected.map((losses) => losses.reduce((sum, loss) => sum + Math.max(floor, loss) / n, 0));
  const value = meanOf(means);
  const folds = means.length;
  const scatter = ((folds - 1) / folds) * means.reduce((sum, one) => sum + (one - value) ** 2, 0);
  const squares = measured.map((loss, i) => (loss - outOfFold[i]!) ** 2);
  const spread = isotonicRegression(sizes.outOfFold, squares);
  const sizeOf = Float64Array.from({ length: n }, (_, row) => meanOf(sizes.expected.map((losses) => losses[row]!)));
  const draw = heightsOf(spread, sizeOf).reduce((sum, variance) => sum + variance, 0) / n ** 2;
  return { value, draw, scatter };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
