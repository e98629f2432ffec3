import { requireSameLength } from '../require-range.ts';
import { mostProbable } from '../metrics/measure-multiclass.ts';
import { scoresOfClass } from '../metrics/one-vs-rest-auc.ts';
import { type Calibrator, calibrate } from './calibrator.ts';
import { ESTIMATED_METRICS, type EstimatedMetric, expectBinary } from './estimate-binary.ts';

/** Rows of several classes without labels; matrices row by row. */
export interface UnlabelledClasses {
  readonly classes: number;
  /** As the model gave them. */
  readonly scores: Float64Array;
  /** Calibrated, adding up to 1 in each row: see `calibrateClasses`. */
  readonly probabilities: Float64Array;
  /** @default the class that the model's scores say is most probable */
  readonly predicted?: ArrayLike<number>;
}

/** What is expected of a model of several classes: means over classes against the rest, and the share of right ones. */
export interface ExpectedClasses {
  readonly metrics: Readonly<Record<EstimatedMetric, { readonly value: number; readonly variance: number }>>;
  /** Expected rows by true class (first) and predicted class. */
  readonly confusion: Float64Array;
}

/** Calibrates each class against the rest and makes each row add up to 1; equal chances where all are 0 (as NannyML 0.13). */
export function calibrateClasses(calibrators: readonly Calibrator[], scores: Float64Array): Float64Array {
  const classes = calibrators.length;
  const result = new Float64Array(scores.length);
  calibrators.forEach((calibrator, k) => calibrate(calibrator, scoresOfClass({ classes, probabilities: scores }, k)).forEach((p, i) => (result[i * classes + k] = p)));
  for (let start = 0; start < result.length; start += classes) {
    const row = result.subarray(start, start + classes);
    const sum = row.reduce((total, p) => total + p, 0);
    row.forEach((p, k) => (row[k] = sum > 0 ? p / sum : 1 / classes));
  }
  return result;
}

/**
 * CBPE for several classes (NannyML 0.13): every metric one against the rest and averaged, accuracy as the mean probability of what was predicted. The variance is that of the labels,
 * one draw of a class a row: Σ p s² - (Σ p s)² with s how the figure moves when the row is of a class.
 */
export function expectMulticlass(rows: UnlabelledClasses): ExpectedClasses {
  const { classes, scores, probabilities } = rows;
  requireSameLength(scores, probabilities, 'scores and probabilities');
  const predicted = rows.predicted ?? mostProbable(scores, classes);
  const n = predicted.length;
  const each = Array.from({ length: classes }, (_, k) =>
    expectBinary({
      scores: scoresOfClass({ classes, probabilities: scores }, k),
      probabilities: scoresOfClass({ classes, probabilities }, k),
      decided: Uint8Array.from({ length: n }, (__, i) => (predicted[i] === k ? 1 : 0)),
    }),
  );
  const confusion = new Float64Array(classes * classes);
  let right = 0;
  for (let i = 0; i < n; i++) {
    right += probabilities[i * classes + predicted[i]!]!;
    for (let k = 0; k < classes; k++) confusion[k * classes + predicted[i]!]! += probabilities[i * classes + k]!;
  }
  const varianceOf = (slope: (row: number, k: number) => number): number => {
    let total = 0;
    for (let i = 0; i < n; i++) {
      let [mean, squares] = [0, 0];
      for (let k = 0; k < classes; k++) {
        const s = slope(i, k);
        const p = probabilities[i * classes + k]!;
        mean += p * s;
        squares += p * s * s;
      }
      total += squares - mean * mean;
    }
    return total;
  };
  const metrics = Object.fromEntries(
    ESTIMATED_METRICS.map((metric) => [
      metric,
      metric === 'accuracy'
        ? { value: right / n, variance: varianceOf((i, k) => (predicted[i] === k ? 1 / n : 0)) }
        : {
            value: each.reduce((sum, one) => sum + one[metric].value, 0) / classes,
            variance: varianceOf((i, k) => each[k]![metric].slopeOf(i) / classes),
          },
    ]),
  ) as ExpectedClasses['metrics'];
  return { metrics, confusion };
}
