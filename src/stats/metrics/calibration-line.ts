import { requireRange, requireSameLength } from '../require-range.ts';
import { type Measured, normalInterval, UNKNOWN } from './measured.ts';

/** How log-odds of the label follow log-odds of the score: slope 1 and intercept 0 are a calibrated model. */
export interface CalibrationLine {
  /** Below 1: scores are too far out, as of an overfitted model. Above 1: too timid. */
  readonly slope: Measured;
  /** Calibration in the large: the intercept when the slope is held at 1. Below 0: scores promise too much. */
  readonly intercept: Measured;
}

const FARTHEST = 30;
const STEPS = 50;

/**
 * Cox's recalibration (Biometrika 1958; Van Calster et al., Journal of Clinical Epidemiology 2016): the maximum likelihood fit of label ~ a + b logit(score) for the slope,
 * and of label ~ a + logit(score) for the intercept, with Wald intervals. NaN when a label is missing, or when all scores are the same (slope).
 */
export function calibrationLine(scores: Float64Array, labels: Uint8Array, alpha = 0.05): CalibrationLine {
  requireSameLength(scores, labels, 'scores and labels');
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === labels.length) return { slope: UNKNOWN, intercept: UNKNOWN };
  const odds = scores.map((score, i) => {
    requireRange(score >= 0 && score <= 1, `score ${i}`, { value: score, must: 'a probability' });
    return Math.min(FARTHEST, Math.max(-FARTHEST, Math.log(score / (1 - score))));
  });
  const range = [-Infinity, Infinity] as const;
  const offset = fitOffset(odds, labels);
  const line = fitLine(odds, labels);
  return {
    slope: line === null ? UNKNOWN : normalInterval(line.value, line.error, { alpha, range }),
    intercept: normalInterval(offset.value, offset.error, { alpha, range }),
  };
}

interface Fit {
  readonly value: number;
  readonly error: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** A Newton step is never longer than this, so that it cannot leave the region where the likelihood curves. */
const short = (step: number): number => Math.min(1, Math.max(-1, step));

function fitOffset(odds: Float64Array, labels: Uint8Array): Fit {
  let a = 0;
  let information = 0;
  for (let step = 0; step < STEPS; step++) {
    let score = 0;
    information = 0;
    odds.forEach((x, i) => {
      const p = sigmoid(a + x);
      score += labels[i]! - p;
      information += p * (1 - p);
    });
    const move = short(score / information);
    a += move;
    if (Math.abs(move) < 1e-12) break;
  }
  return { value: a, error: 1 / Math.sqrt(information) };
}

/** The slope; null when the scores do not vary, or when they tell the labels apart without an exception and the slope has no end. */
function fitLine(odds: Float64Array, labels: Uint8Array): Fit | null {
  let [a, b] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    odds.forEach((x, i) => {
      const p = sigmoid(a + b * x);
      const w = p * (1 - p);
      g0 += labels[i]! - p;
      g1 += (labels[i]! - p) * x;
      h00 += w;
      h01 += w * x;
      h11 += w * x * x;
    });
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 1e-9 * h00 * h11)) return null;
    const [moveA, moveB] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    a += short(moveA);
    b += short(moveB);
    if (Math.abs(moveA) + Math.abs(moveB) < 1e-12) return { value: b, error: Math.sqrt(h00 / determinant) };
  }
  return null;
}
