import type { Digest } from '../../kernel/index.ts';
import { aboutMetric, acts, type Cost, costOf, isErrorCost, type ScopeMetricName } from '../../scope/index.ts';
import type { Unit } from '../../serve/index.ts';
import { addErrors, auc, aucInterval, type DeclineState, decisionRates, type ErrorSums, measureBinary, measureErrorSums, mergeErrors, NO_ERRORS } from '../../stats/index.ts';
import { describeCalibration } from './describe-calibration.ts';
import { type Figure, toFigures } from '../../train/index.ts';
import type { PerformanceReport, Role } from '../window.ts';

/** Scores are tallied in this many bins of equal width: an AUC from them is off by less than 1e-4. */
const SCORE_BINS = 1_000;

/**
 * What is kept of one release in one role on a window's units. Tallies merge by adding, so that any stretch of time
 * can be reported on without reading the log again.
 */
export interface Tally {
  readonly release: Digest;
  readonly role: Role;
  readonly units: number;
  readonly acted: number;
  /** Of labelled units. */
  readonly labelled: number;
  /** The sum of labels. */
  readonly positives: number;
  readonly scoreSum: number;
  /** Of (score - label)². */
  readonly squares: number;
  readonly cost: number;
  /** Labelled units that were acted on, by label; tallies of older versions do not have them. */
  readonly actedOn?: readonly [negatives: number, positives: number];
  /** Where answers are numbers: what their errors add up to. */
  readonly errors?: ErrorSums;
  /** Of the champion's: how the detector of declines goes on after this window. */
  readonly decline?: DeclineState;
  /** Score bin → labelled units with label 0 and 1; none where answers are numbers. */
  readonly bins: Readonly<Record<string, readonly [negatives: number, positives: number]>>;
}

interface OpenTally {
  release: Digest;
  role: Role;
  units: number;
  acted: number;
  labelled: number;
  positives: number;
  scoreSum: number;
  squares: number;
  cost: number;
  actedOn?: [number, number];
  errors?: ErrorSums;
  bins: Record<string, [number, number]>;
}

/** Tallies units under every release that scored them: the one that decided, in its arm, and each shadow. Refused units are left out. */
export function tallyUnits(units: readonly Unit[], cost: Cost): Tally[] {
  const tallies = new Map<string, OpenTally>();
  const numbers = isErrorCost(cost);
  const add = (answer: { release: Digest; role: Role; score: number; decision: string }, label: number | null): void => {
    const key = `${answer.role} ${answer.release}`;
    let tally = tallies.get(key);
    if (!tally)
      tallies.set(
        key,
        (tally = {
          release: answer.release,
          role: answer.role,
          units: 0,
          acted: 0,
          labelled: 0,
          positives: 0,
          scoreSum: 0,
          squares: 0,
          cost: 0,
          ...(numbers ? { errors: NO_ERRORS } : { actedOn: [0, 0] }),
          bins: {},
        }),
      );
    tally.units++;
    if (acts(cost, answer.decision)) tally.acted++;
    if (label === null) return;
    tally.labelled++;
    tally.positives += label;
    tally.scoreSum += answer.score;
    tally.squares += (answer.score - label) ** 2;
    tally.cost += costOf(cost, answer, label);
    if (tally.errors) {
      tally.errors = addErrors(tally.errors, answer.score, label);
      return;
    }
    const isPositive = label === 1 ? 1 : 0;
    if (acts(cost, answer.decision)) tally.actedOn![isPositive]++;
    const bin = Math.min(SCORE_BINS - 1, Math.max(0, Math.floor(answer.score * SCORE_BINS)));
    (tally.bins[bin] ??= [0, 0])[isPositive]++;
  };
  for (const unit of units) {
    if (unit.score !== null && unit.decision !== null) add({ release: unit.release, role: unit.arm, score: unit.score, decision: unit.decision }, unit.label);
    for (const { release, score, decision } of unit.shadows) add({ release, role: 'shadow', score, decision }, unit.label);
  }
  return [...tallies.values()];
}

/** Adds tallies of one release, whatever their roles; the role is the first's. Undefined when there is none. */
export function mergeTallies(tallies: readonly Tally[]): Tally | undefined {
  const [first, ...rest] = tallies;
  if (first === undefined) return undefined;
  const bins: Record<string, [number, number]> = {};
  const { actedOn, ...others } = first;
  const merged: OpenTally = { ...others, ...(actedOn && { actedOn: [...actedOn] }), bins };
  for (const tally of rest) {
    merged.units += tally.units;
    merged.acted += tally.acted;
    merged.labelled += tally.labelled;
    merged.positives += tally.positives;
    merged.scoreSum += tally.scoreSum;
    merged.squares += tally.squares;
    merged.cost += tally.cost;
    if (merged.actedOn && tally.actedOn) merged.actedOn = [merged.actedOn[0] + tally.actedOn[0], merged.actedOn[1] + tally.actedOn[1]];
    else delete merged.actedOn;
    if (merged.errors && tally.errors) merged.errors = mergeErrors(merged.errors, tally.errors);
  }
  for (const tally of tallies)
    for (const [bin, [negatives, positives]] of Object.entries(tally.bins)) {
      const sum = (bins[bin] ??= [0, 0]);
      sum[0] += negatives;
      sum[1] += positives;
    }
  return merged;
}

/** A tally as rates and metrics: for two labels the AUC with its 95 % interval (null when either label is absent), the calibration gap (mean score - positive rate), the cost per labelled unit. */
export function reportTally(tally: Tally, metric: ScopeMetricName): PerformanceReport {
  const { release, role, units, labelled, positives } = tally;
  const rate = (sum: number): number => (labelled === 0 ? 0 : sum / labelled);
  const gap = rate(tally.scoreSum - positives);
  const numbers = aboutMetric(metric).task === 'regression';
  const judged = !numbers && positives > 0 && positives < labelled ? expand(tally) : null;
  const [low, high] = judged ? aucInterval(judged.scores, judged.labels) : [0, 0];
  const area = judged && auc(judged.scores, judged.labels);
  const metrics = numbers ? toFigures(measureErrorSums(tally.errors ?? NO_ERRORS)) : judged ? metricsOf(judged, tally) : [];
  return {
    release,
    role,
    units,
    labelled,
    quality: metrics.find((one) => one.metric === metric) ?? { metric, value: area, interval: judged && [low, high] },
    positiveRate: rate(positives),
    meanScore: rate(tally.scoreSum),
    auc: area,
    aucInterval: judged && [low, high],
    metrics,
    calibration: judged && describeCalibration(judged.scores, judged.labels),
    calibrationGap: gap,
    calibrationError: Math.sqrt(Math.max(0, rate(tally.squares) - gap * gap) / Math.max(1, labelled)),
    cost: rate(tally.cost),
    actRate: units === 0 ? 0 : tally.acted / units,
  };
}

/** Further metrics: of scores at the middle of their bins, and of acting where that was tallied. */
function metricsOf({ scores, labels }: { readonly scores: Float64Array; readonly labels: Uint8Array }, { labelled, positives, actedOn }: Tally): Figure[] {
  const { averagePrecision, logLoss, brier } = measureBinary(scores, labels);
  if (!actedOn) return toFigures({ averagePrecision, logLoss, brier });
  const [falsePositives, truePositives] = actedOn;
  const rates = decisionRates({ truePositives, falsePositives, falseNegatives: positives - truePositives, trueNegatives: labelled - positives - falsePositives });
  return toFigures({ averagePrecision, logLoss, brier, ...rates });
}

/** Labelled units again, one score a bin. */
function expand(tally: Tally): { scores: Float64Array; labels: Uint8Array } {
  const scores = new Float64Array(tally.labelled);
  const labels = new Uint8Array(tally.labelled);
  let at = 0;
  for (const [bin, [negatives, positives]] of Object.entries(tally.bins)) {
    scores.fill((Number(bin) + 0.5) / SCORE_BINS, at, at + negatives + positives);
    labels.fill(1, at + negatives, at + negatives + positives);
    at += negatives + positives;
  }
  return { scores, labels };
}
