import type { Random } from '../../kernel/index.ts';
import { type Measured, normalInterval, UNKNOWN } from '../metrics/measured.ts';
import { sortedByScore } from '../metrics/rank-masses.ts';
import { type Calibrator, calibrate, fitCalibrator } from './calibrator.ts';
import { ESTIMATED_METRICS, type EstimatedMetric, expectBinary, expectDecisions, type ExpectedDecisions, type UnlabelledRows } from './estimate-binary.ts';
import { heightsOf, isotonicRegression, type RisingCurve } from './isotonic-regression.ts';

/** Why performance cannot be estimated from scores; a closed set. */
export const ESTIMATE_REFUSALS = ['few_rows', 'single_class', 'out_of_reference'] as const;
export type EstimateRefusal = (typeof ESTIMATE_REFUSALS)[number];

/** Labelled rows that the model was not trained on: what its scores mean is learnt from them. */
export interface ReferenceScores {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
  /** 1 where the row was, or would have been, decided for. */
  readonly decided: ArrayLike<number>;
}

/** What is known of a reference; plain JSON. */
export interface ScoreReference {
  readonly rows: number;
  readonly calibrator: Calibrator;
  /** What the calibrator would have been, had other rows come into the reference (bootstrap). */
  readonly replicates: readonly RisingCurve[];
  /** How much more is expected of the reference's own rows than their labels measure: isotonic regression finds more order than there is, and scores may be left as they are by mistake. */
  readonly optimism: Readonly<Record<EstimatedMetric, number>>;
  /** The scores' range without its outermost thousandths. */
  readonly low: number;
  readonly high: number;
  readonly refusal: EstimateRefusal | null;
}

/** Rows without labels, or scores that many of them have. */
export interface ScoredMasses extends Pick<UnlabelledRows, 'scores' | 'decided' | 'weights'> {
  /** By what share of it a score may be wrong. @default 0 */
  readonly error?: number;
}

/** How a model is expected to do on rows whose labels are not known, or why nobody can say. */
export type PerformanceEstimate =
  | { readonly refusal: EstimateRefusal }
  | {
      readonly refusal: null;
      readonly metrics: Readonly<Record<EstimatedMetric, Measured>>;
      readonly decisions: ExpectedDecisions;
      /** Expected share of label 1. */
      readonly positiveRate: Measured;
    };

/** A reference with fewer rows, or fewer rows of either label, does not say what scores mean; nor is a share of fewer rows worth an estimate. */
const FEW_REFERENCE = 300;
export const FEW_LABELS = 30;
export const FEW_ROWS = 100;
/** Rows with scores beyond the reference's, at most, that an estimate bears. */
const OUTSIDE = 0.02;
/** Every thousandth row lies beyond the range on either side by definition. */
const TRIM = 0.001;

const REPLICATES = 25;

/** Learns what scores mean. The same random stream gives the same reference. */
export function learnScores(rows: ReferenceScores, random: Random): ScoreReference {
  const { scores, labels, decided } = rows;
  const sorted = scores.toSorted();
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const rarer = Math.min(positives, labels.length - positives);
  const refusal = rarer === 0 ? 'single_class' : scores.length < FEW_REFERENCE || rarer < FEW_LABELS ? 'few_rows' : null;
  const at = (p: number): number => sorted[Math.floor(p * (sorted.length - 1))] ?? NaN;
  const calibrator = refusal === null ? fitCalibrator(scores, labels, random) : null;
  const order = sortedByScore(scores);
  const resampled = (): RisingCurve => {
    const weights = new Uint16Array(scores.length);
    for (let i = 0; i < scores.length; i++) weights[random.int(scores.length)]!++;
    return isotonicRegression(scores, labels, { order, weights });
  };
  const expected = expectBinary({ scores, probabilities: calibrate(calibrator, scores), decided });
  const measured = expectBinary({ scores, probabilities: Float64Array.from(labels), decided });
  const gap = (metric: EstimatedMetric): number => expected[metric].value - measured[metric].value;
  return {
    rows: scores.length,
    calibrator,
    replicates: refusal === null ? Array.from({ length: REPLICATES }, resampled) : [],
    optimism: Object.fromEntries(ESTIMATED_METRICS.map((metric) => [metric, Number.isFinite(gap(metric)) ? gap(metric) : 0])) as Record<EstimatedMetric, number>,
    low: at(TRIM),
    high: at(1 - TRIM),
    refusal,
  };
}

/**
 * Estimates how a model does on rows without labels from the calibrated scores alone (CBPE, see `expectBinary`). The interval holds what the labels would
 * measure: the draw of the labels, a sum of unequal coins (Poisson binomial; its normal form, and the delta method for ratios), and what the reference's own draw leaves open,
 * by a bootstrap of the calibrator; the calibrator's optimism is taken out of the interval.
 * Rows of the same score and decision may be one row with a weight.
 * It holds as long as a score means what it meant in the reference; a change of concept cannot be seen from scores.
 */
export function estimatePerformance(reference: ScoreReference, rows: ScoredMasses, alpha = 0.05): PerformanceEstimate {
  const { scores, weights, error = 0 } = rows;
  const total = (of: (row: number) => number): number => scores.reduce((sum, _, i) => sum + (weights?.[i] ?? 1) * of(i), 0);
  const n = total(() => 1);
  if (reference.refusal !== null) return { refusal: reference.refusal };
  if (n < FEW_ROWS) return { refusal: 'few_rows' };
  if (
    total((i) => Number(scores[i]! < reference.low - error * Math.abs(reference.low) || scores[i]! > reference.high + error * Math.abs(reference.high))) >
    (OUTSIDE + 2 * TRIM) * n
  )
    return { refusal: 'out_of_reference' };
  const probabilities = calibrate(reference.calibrator, scores);
  const unlabelled = { ...rows, order: sortedByScore(scores), probabilities };
  const expected = expectBinary(unlabelled);
  const replicates = reference.replicates.map((curve) => expectBinary({ ...unlabelled, probabilities: heightsOf(curve, scores) }));
  const labelVariance = (slopeOf: (row: number) => number): number => total((i) => probabilities[i]! * (1 - probabilities[i]!) * slopeOf(i) ** 2);
  const around = (value: number, variance: number, { others, optimism }: { others: readonly number[]; optimism: number }): Measured => {
    const { interval } = normalInterval(value - optimism, Math.sqrt(variance + scatterOf(others)), { alpha, range: [0, 1] });
    return { value, interval: [Math.min(value, interval[0]), Math.max(value, interval[1])] };
  };
  const metrics = Object.fromEntries(
    ESTIMATED_METRICS.map((metric) => {
      const { value, slopeOf } = expected[metric];
      const others = replicates.map((one) => one[metric].value);
      return [metric, Number.isFinite(value) ? around(value, labelVariance(slopeOf), { others, optimism: reference.optimism[metric] }) : UNKNOWN];
    }),
  ) as Record<EstimatedMetric, Measured>;
  const meanOf = (p: Float64Array): number => total((i) => p[i]! / n);
  const rates = reference.replicates.map((curve) => meanOf(heightsOf(curve, scores)));
  return {
    refusal: null,
    metrics,
    decisions: expectDecisions(unlabelled),
    positiveRate: around(
      meanOf(probabilities),
      labelVariance(() => 1 / n),
      { others: rates, optimism: 0 },
    ),
  };
}

function scatterOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
