import type { Random } from '../../kernel/index.ts';
import { type Measured, normalInterval, UNKNOWN } from '../metrics/measured.ts';
import { type ClassScores, scoresOfClass } from '../metrics/one-vs-rest-auc.ts';
import { logLossOf } from '../metrics/score-quality.ts';
import { type Calibrator, fitCalibrator } from './calibrator.ts';
import { ESTIMATED_METRICS, type EstimatedMetric } from './estimate-binary.ts';
import { calibrateClasses, expectMulticlass, type UnlabelledClasses } from './estimate-multiclass.ts';
import { type EstimateRefusal, FEW_LABELS, FEW_ROWS } from './estimate-performance.ts';

/** What is known of the scores of several classes. */
export interface ClassReference {
  readonly rows: number;
  /** Of each class against the rest. */
  readonly calibrators: readonly Calibrator[];
  readonly refusal: EstimateRefusal | null;
}

/** How a model of several classes is expected to do on rows without labels, or why nobody can say. */
export type ClassesEstimate =
  | { readonly refusal: EstimateRefusal }
  | {
      readonly refusal: null;
      readonly metrics: Readonly<Record<EstimatedMetric | 'logLoss', Measured>>;
      /** Expected rows by true class (first) and predicted class. */
      readonly confusion: Float64Array;
    };

/** Learns what scores of several classes mean, each calibrated against the rest, from labelled rows that the model was not trained on. The same random stream gives the same reference. */
export function learnClasses(reference: ClassScores, random: Random): ClassReference {
  const { classes, labels } = reference;
  const supports = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) supports[labels[i]!]!++;
  const refusal = supports.filter((count) => count > 0).length < 2 ? 'single_class' : supports.some((count) => count < FEW_LABELS) ? 'few_rows' : null;
  const fit = (k: number): Calibrator =>
    fitCalibrator(
      scoresOfClass(reference, k),
      Uint8Array.from({ length: labels.length }, (__, i) => (labels[i] === k ? 1 : 0)),
      random.fork(String(k)),
    );
  return { rows: labels.length, calibrators: refusal === null ? Array.from({ length: classes }, (_, k) => fit(k)) : [], refusal };
}

/**
 * CBPE for several classes (see `expectMulticlass`) with what a reference says of their scores, and the log loss that is expected besides. The interval holds the draw of the labels, and
 * the reference's own as that draw once more in proportion to the rows.
 */
export function estimateClasses(reference: ClassReference, rows: Pick<UnlabelledClasses, 'scores' | 'predicted'>, alpha = 0.05): ClassesEstimate {
  const { calibrators, refusal } = reference;
  const classes = calibrators.length;
  if (refusal !== null) return { refusal };
  const n = rows.scores.length / classes;
  if (n < FEW_ROWS) return { refusal: 'few_rows' };
  const probabilities = calibrateClasses(calibrators, rows.scores);
  const { metrics, confusion } = expectMulticlass({ ...rows, classes, probabilities });
  const wider = 1 + n / reference.rows;
  const around = ({ value, variance }: { readonly value: number; readonly variance: number }, range: readonly [number, number]): Measured =>
    Number.isFinite(value) ? normalInterval(value, Math.sqrt(wider * variance), { alpha, range }) : UNKNOWN;
  const figures = ESTIMATED_METRICS.map((metric) => [metric, around(metrics[metric], [0, 1])] as const);
  const logLoss = around(expectLoss(classes, rows.scores, probabilities), [0, Infinity]);
  return { refusal: null, metrics: { ...(Object.fromEntries(figures) as Record<EstimatedMetric, Measured>), logLoss }, confusion };
}

/** The mean of what each row is expected to lose: Σ p l over its classes, with l = -log of the score that the class was given; and its variance, Σ p l² - (Σ p l)² over the rows. */
function expectLoss(classes: number, scores: Float64Array, probabilities: Float64Array): { readonly value: number; readonly variance: number } {
  const n = scores.length / classes;
  let [value, variance] = [0, 0];
  for (let start = 0; start < scores.length; start += classes) {
    let [sum, mean, squares] = [0, 0, 0];
    for (let k = 0; k < classes; k++) sum += scores[start + k]!;
    for (let k = 0; k < classes; k++) {
      const lost = logLossOf(scores[start + k]! / sum, 1);
      mean += probabilities[start + k]! * lost;
      squares += probabilities[start + k]! * lost * lost;
    }
    value += mean / n;
    variance += (squares - mean * mean) / (n * n);
  }
  return { value, variance };
}
