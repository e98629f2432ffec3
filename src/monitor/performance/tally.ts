import type { Digest } from '../../kernel/index.ts';
import { aboutMetric, acts, classesOf, type Cost, costOf, isErrorCost, type ScopeMetricName, type ServedTask } from '../../scope/index.ts';
import type { Unit } from '../../serve/index.ts';
import { addErrors, auc, aucInterval, type DeclineState, decisionRates, type ErrorSums, measureBinary, measureErrorSums, mergeErrors, NO_ERRORS } from '../../stats/index.ts';
import { addAnswer, type ClassSums, mergeClasses, noClasses, type OpenClasses, reportClasses } from './class-sums.ts';
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
  /** The sum of labels; of several classes, units whose predicted class came true: of these the score is the chance. */
  readonly positives: number;
  readonly scoreSum: number;
  /** Of (score - label)², or of (score - 1 where it was right)². */
  readonly squares: number;
  readonly cost: number;
  /** Labelled units that were acted on, by label; tallies of older versions do not have them. */
  readonly actedOn?: readonly [negatives: number, positives: number];
  /** Where answers are numbers: what their errors add up to. */
  readonly errors?: ErrorSums;
  /** Where answers are classes. */
  readonly classes?: ClassSums;
  /** Of the champion's: how the detector of declines goes on after this window. */
  readonly decline?: DeclineState;
  /** Score bin → labelled units with label 0 and 1, or whose predicted class did not come true and did; none where answers are numbers. */
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
  classes?: OpenClasses;
  bins: Record<string, [number, number]>;
}

interface Answer extends Pick<Unit, 'release' | 'predicted' | 'probabilities'> {
  readonly role: Role;
  readonly score: number;
  readonly decision: string;
}

const answerOf = ({ release, predicted, probabilities }: Pick<Unit, 'release' | 'predicted' | 'probabilities'>) => ({
  release,
  ...(probabilities !== undefined && { predicted: predicted ?? null, probabilities }),
});

/** Tallies units under every release that scored them: the one that decided, in its arm, and each shadow. Refused units are left out. */
export function tallyUnits(units: readonly Unit[], cost: Cost): Tally[] {
  const tallies = new Map<string, OpenTally>();
  const numbers = isErrorCost(cost);
  const names = classesOf(cost);
  const add = (answer: Answer, outcome: number | null): void => {
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
          ...(numbers ? { errors: NO_ERRORS } : names.length > 0 ? { classes: noClasses(names) } : { actedOn: [0, 0] }),
          bins: {},
        }),
      );
    tally.units++;
    if (acts(cost, answer.decision)) tally.acted++;
    if (outcome === null) return;
    if (tally.classes) addAnswer(tally.classes, answer, outcome);
    const label = tally.classes ? Number(names[outcome] === answer.predicted) : outcome;
    tally.labelled++;
    tally.positives += label;
    tally.scoreSum += answer.score;
    tally.squares += (answer.score - label) ** 2;
    tally.cost += costOf(cost, answer, outcome);
    if (tally.errors) {
      tally.errors = addErrors(tally.errors, answer.score, label);
      return;
    }
    const isPositive = label === 1 ? 1 : 0;
    if (tally.actedOn && acts(cost, answer.decision)) tally.actedOn[isPositive]++;
    const bin = Math.min(SCORE_BINS - 1, Math.max(0, Math.floor(answer.score * SCORE_BINS)));
    (tally.bins[bin] ??= [0, 0])[isPositive]++;
  };
  for (const unit of units) {
    if (unit.score !== null && unit.decision !== null) add({ ...answerOf(unit), role: unit.arm, score: unit.score, decision: unit.decision }, unit.label);
    for (const shadow of unit.shadows) add({ ...answerOf(shadow), role: 'shadow', score: shadow.score, decision: shadow.decision }, unit.label);
  }
  return [...tallies.values()];
}

/** Adds tallies of one release, whatever their roles; the role is the first's. Undefined when there is none. */
export function mergeTallies(tallies: readonly Tally[]): Tally | undefined {
  const [first, ...rest] = tallies;
  if (first === undefined) return undefined;
  const bins: Record<string, [number, number]> = {};
  const { actedOn, classes: own, ...others } = first;
  const merged: OpenTally = { ...others, ...(own && { classes: own as OpenClasses }), ...(actedOn && { actedOn: [...actedOn] }), bins };
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
    if (merged.classes && tally.classes) merged.classes = mergeClasses(merged.classes, tally.classes);
    else delete merged.classes;
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
  const { task } = aboutMetric(metric);
  const judged = task !== 'regression' && positives > 0 && positives < labelled ? expand(tally) : null;
  const ranked = task === 'binary' ? judged : null;
  const [low, high] = ranked ? aucInterval(ranked.scores, ranked.labels) : [0, 0];
  const area = ranked && auc(ranked.scores, ranked.labels);
  const { metrics, ...byClass } = figuresOf(tally, task, judged);
  return {
    release,
    role,
    units,
    labelled,
    quality: metrics.find((one) => one.metric === metric) ?? { metric, value: area, interval: ranked && [low, high] },
    positiveRate: rate(positives),
    meanScore: rate(tally.scoreSum),
    auc: area,
    aucInterval: ranked && [low, high],
    metrics,
    ...byClass,
    calibration: judged && describeCalibration(judged.scores, judged.labels),
    calibrationGap: gap,
    calibrationError: Math.sqrt(Math.max(0, rate(tally.squares) - gap * gap) / Math.max(1, labelled)),
    cost: rate(tally.cost),
    actRate: units === 0 ? 0 : tally.acted / units,
  };
}

interface Expanded {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

function figuresOf(tally: Tally, task: ServedTask, judged: Expanded | null): Pick<PerformanceReport, 'metrics' | 'classes'> {
  switch (task) {
    case 'regression':
      return { metrics: toFigures(measureErrorSums(tally.errors ?? NO_ERRORS)) };
    case 'multiclass':
      return tally.classes && tally.labelled > 0 ? reportClasses(tally.classes) : { metrics: [] };
    case 'binary':
      return { metrics: judged ? metricsOf(judged, tally) : [] };
  }
}

/** Further metrics: of scores at the middle of their bins, and of acting where that was tallied. */
function metricsOf({ scores, labels }: Expanded, { labelled, positives, actedOn }: Tally): Figure[] {
  const { averagePrecision, logLoss, brier } = measureBinary(scores, labels);
  if (!actedOn) return toFigures({ averagePrecision, logLoss, brier });
  const [falsePositives, truePositives] = actedOn;
  const rates = decisionRates({ truePositives, falsePositives, falseNegatives: positives - truePositives, trueNegatives: labelled - positives - falsePositives });
  return toFigures({ averagePrecision, logLoss, brier, ...rates });
}

/** Labelled units again, one score a bin. */
function expand(tally: Tally): Expanded {
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
