import { normalTwoSided } from '../../stats/index.ts';
import { aboutMetric, type MetricBrief } from '../../scope/index.ts';
import { type Evaluation, qualityOf } from '../../train/index.ts';
import { FEW_LABELS } from './few-labels.ts';
import type { Judging } from './judging.ts';
import type { Urgency } from '../finding.ts';
import type { MissedGoal } from './hold-against-goal.ts';
import type { Decline } from './watch-decline.ts';
import type { PerformanceReport } from '../window.ts';

/** A fall of quality on matured units. A notice, which the policy looks after; a page where the scope's goal is missed besides: surely, or on average while an alert of it stands. */
export interface PerformanceVerdict {
  readonly kind: 'performance' | 'calibration';
  readonly urgency: Urgency;
  /** How much more was lost than promised, or how far mean score and mean label lie apart, as a part of their scale. */
  readonly effect: number;
  readonly natural: number;
  readonly p: number;
  readonly message: string;
}

/** Single days of a healthy model differ by so much of the scale in calibration. */
const NATURAL_GAP = 0.05;

/** Four digits: errors may be of any size. */
function figure(x: number): string {
  const size = Math.abs(x);
  return size >= 1_000 ? Math.round(x).toLocaleString('en-US') : x.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}
const signed = (x: number): string => `${x < 0 ? '-' : '+'}${figure(Math.abs(x))}`;
const count = (n: number): string => n.toLocaleString('en-US');

/**
 * What a window's labels say of the champion: a decline by the sequential detector, which may be asked after every window (an interval a day would cry in vain every month), and a gap of calibration.
 * @param decline what the detector says after this window; null when it was not asked
 * @param missed by how much the goal is missed since the decline was first told; null where nobody is to be woken for it: where it is not, or not surely while no alert of it stands
 */
export function judgePerformance(
  report: PerformanceReport,
  evaluation: Evaluation,
  {
    alpha,
    decline,
    missed,
    judging,
    metric,
  }: {
    readonly alpha: number;
    readonly decline: Decline | null;
    readonly missed: MissedGoal | null;
    readonly judging: Pick<Judging, 'scale' | 'words'>;
    readonly metric: MetricBrief;
  },
): PerformanceVerdict[] {
  if (report.labelled < FEW_LABELS) return [];
  const verdicts: PerformanceVerdict[] = [];
  const unit = metric.unit === '' ? '' : ` ${metric.unit}`;
  if (decline?.alarm) {
    const { excess, tolerance, windows } = decline;
    const tested = qualityOf(evaluation);
    const { value } = report.quality;
    const title = aboutMetric(tested.metric).title;
    const quality = value === null ? '' : ` ${title} ${figure(value)}${unit} on ${count(report.labelled)} labelled units, ${figure(tested.value)} on the test rows.`;
    // What somebody is woken for is said first.
    const goal = missed === null ? '' : `${describeMissed(missed, metric)} `;
    const message = `${goal}${judging.words.decline} ${signed(excess)}.${quality} Without a decline this is said once in ${count(windows)} windows at most.`;
    verdicts.push({ kind: 'performance', urgency: missed === null ? 'notice' : 'page', effect: Math.max(0, excess), natural: tolerance, p: 1 / windows, message });
  }
  const gap = report.calibrationGap;
  const p = normalTwoSided(gap / Math.max(1e-9, report.calibrationError));
  const message = `The ${judging.words.score} is ${figure(report.meanScore)}${unit}, ${signed(gap)} from the ${judging.words.label} ${figure(report.positiveRate)} of ${count(report.labelled)} labelled units.`;
  const effect = Math.abs(gap) / judging.scale;
  if (effect > NATURAL_GAP && p <= alpha) verdicts.push({ kind: 'calibration', urgency: 'notice', effect: Math.min(1, effect), natural: NATURAL_GAP, p, message });
  return verdicts;
}

function describeMissed({ value, interval: [low, high], windows }: MissedGoal, { title, goal, unit }: MetricBrief): string {
  const of = unit === '' ? '' : ` ${unit}`;
  return `Over the last ${windows} windows ${title} is ${figure(value)}${of} on average (${figure(low)} to ${figure(high)}), worse than the goal of ${goal.toLocaleString('en-US')}${of}.`;
}
