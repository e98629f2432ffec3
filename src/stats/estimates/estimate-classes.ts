import type { Random } from '../../kernel/index.ts';
import { type Measured, normalInterval, UNKNOWN } from '../metrics/measured.ts';
import { type ClassScores, scoresOfClass } from '../metrics/one-vs-rest-auc.ts';
import { fitCalibrator } from './calibrator.ts';
import { ESTIMATED_METRICS, type EstimatedMetric } from './estimate-binary.ts';
import { calibrateClasses, expectMulticlass, type UnlabelledClasses } from './estimate-multiclass.ts';
import { type EstimateRefusal, FEW_LABELS, FEW_ROWS } from './estimate-performance.ts';

/** How a model of several classes is expected to do on rows without labels, or why nobody can say. */
export type ClassesEstimate = { readonly refusal: EstimateRefusal } | { readonly refusal: null; readonly metrics: Readonly<Record<EstimatedMetric, Measured>> };

/**
 * CBPE for several classes (see `expectMulticlass`), each calibrated against the rest on labelled rows that the model was not trained on. The interval holds the draw of the labels, and
 * the reference's own as that draw once more in proportion to the rows.
 */
export function estimateClasses(
  reference: ClassScores,
  rows: Pick<UnlabelledClasses, 'scores' | 'predicted'>,
  { random, alpha = 0.05 }: { random: Random; alpha?: number },
): ClassesEstimate {
  const { classes, labels } = reference;
  const supports = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) supports[labels[i]!]!++;
  if (supports.filter((count) => count > 0).length < 2) return { refusal: 'single_class' };
  const n = rows.scores.length / classes;
  if (n < FEW_ROWS || supports.some((count) => count < FEW_LABELS)) return { refusal: 'few_rows' };
  const calibrators = Array.from({ length: classes }, (_, k) =>
    fitCalibrator(
      scoresOfClass(reference, k),
      Uint8Array.from({ length: labels.length }, (__, i) => (labels[i] === k ? 1 : 0)),
      random.fork(String(k)),
    ),
  );
  const { metrics } = expectMulticlass({ ...rows, classes, probabilities: calibrateClasses(calibrators, rows.scores) });
  const wider = 1 + n / labels.length;
  const figures = ESTIMATED_METRICS.map((metric) => {
    const { value, variance } = metrics[metric];
    return [metric, Number.isFinite(value) ? normalInterval(value, Math.sqrt(wider * variance), { alpha, range: [0, 1] }) : UNKNOWN] as const;
  });
  return { refusal: null, metrics: Object.fromEntries(figures) as Record<EstimatedMetric, Measured> };
}
