import type { Random } from '../../kernel/index.ts';
import { auc } from '../metrics/auc.ts';
import { sortedByScore } from '../metrics/rank-masses.ts';
import { heightsOf, isotonicRegression, type RisingCurve } from './isotonic-regression.ts';

/** What makes probabilities of scores: a rising curve, or nothing where scores are as good as they are (`null`); plain JSON. */
export type Calibrator = RisingCurve | null;

const SPLITS = 10;
const TEST_SHARE = 0.1;
const BINS = 10;
/** Scores that tell the labels apart so well need no probabilities. */
const PERFECT = 0.999;

/** Probabilities of label 1 for scores. */
export const calibrate = (calibrator: Calibrator, scores: Float64Array): Float64Array => (calibrator === null ? scores : heightsOf(calibrator, scores));

/**
 * Learns what a score means from labelled rows that the model was not trained on, by NannyML's rule (0.13, `needs_calibration`): isotonic regression when it lowers the expected
 * calibration error over ten stratified splits of which a tenth is held out, in ten bins of equal count; otherwise scores stay as they are. Scores that are no
 * probabilities are calibrated in any case.
 */
export function fitCalibrator(scores: Float64Array, labels: Uint8Array, random: Random): Calibrator {
  const order = sortedByScore(scores);
  const isotonic = (): Calibrator => isotonicRegression(scores, labels, { order });
  if (scores.some((score) => score < 0 || score > 1)) return isotonic();
  const area = auc(scores, labels);
  if (Number.isNaN(area) || area > PERFECT) return null;
  const held: { score: number; calibrated: number; label: number }[] = [];
  for (let split = 0; split < SPLITS; split++) {
    const test = holdOut(labels, random);
    const weights = new Uint8Array(labels.length).fill(1);
    for (const i of test) weights[i] = 0;
    const asked = Float64Array.from(test, (i) => scores[i]!);
    heightsOf(isotonicRegression(scores, labels, { order, weights }), asked).forEach((calibrated, i) => held.push({ score: asked[i]!, calibrated, label: labels[test[i]!]! }));
  }
  const truths = Uint8Array.from(held, (row) => row.label);
  const error = (of: (row: (typeof held)[number]) => number): number => equalCountError(Float64Array.from(held, of), truths);
  return error((row) => row.score) > error((row) => row.calibrated) ? isotonic() : null;
}

/** A tenth of either label, chosen at random. */
function holdOut(labels: Uint8Array, random: Random): number[] {
  return [0, 1].flatMap((label) => {
    const members: number[] = [];
    labels.forEach((value, i) => value === label && members.push(i));
    const wanted = Math.round(members.length * TEST_SHARE);
    for (let taken = 0; taken < wanted; taken++) {
      const other = taken + random.int(members.length - taken);
      [members[taken], members[other]] = [members[other]!, members[taken]!];
    }
    return members.slice(0, wanted);
  });
}

/** Mean distance of mean score and rate over bins of equal count; the last takes what is left over. */
function equalCountError(scores: Float64Array, labels: Uint8Array): number {
  const order = sortedByScore(scores);
  const bins = order.length <= 2 * BINS ? Math.max(1, Math.floor(order.length / 2)) : BINS;
  const width = Math.floor(order.length / bins);
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    let gap = 0;
    for (const i of order.subarray(bin * width, bin === bins - 1 ? order.length : (bin + 1) * width)) gap += scores[i]! - labels[i]!;
    error += Math.abs(gap) / order.length;
  }
  return error;
}
