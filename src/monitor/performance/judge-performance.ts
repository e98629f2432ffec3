import { normalTwoSided } from '../../stats/index.ts';
import { aboutMetric } from '../../scope/index.ts';
import { type Evaluation, qualityOf } from '../../train/index.ts';
import type { Judging } from './judging.ts';
import type { Decline } from './watch-decline.ts';
import type { PerformanceReport } from '../window.ts';

/** A fall of quality on matured units; a notice always: what to do about it is the policy's matter, not a person's at night. */
export interface PerformanceVerdict {
  readonly kind: 'performance' | 'calibration';
  /** How much more was lost than promised, or how far mean score and mean label lie apart, as a part of their scale. */
  readonly effect: number;
  readonly natural: number;
  readonly p: number;
  readonly message: string;
}

/** Fewer labels than this say nothing. */
const FEW = 200;
/** Single days of a healthy model differ by so much of the scale in calibration. */
const NATURAL_GAP = 0.05;

const signed = (x: number): string => `${x < 0 ? '-' : '+'}${Math.abs(x).toFixed(3)}`;

/**
 * What a window's labels say of the champion: a decline by the sequential detector, which may be asked after every window (an interval a day would cry in vain every month), and a gap of calibration.
 * @param decline what the detector says after this window; null when it was not asked
 */
export function judgePerformance(
  report: PerformanceReport,
  evaluation: Evaluation,
  { alpha, decline, judging }: { readonly alpha: number; readonly decline: Decline | null; readonly judging: Pick<Judging, 'scale' | 'words'> },
): PerformanceVerdict[] {
  if (report.labelled < FEW) return [];
  const verdicts: PerformanceVerdict[] = [];
  if (decline?.alarm) {
    const { excess, tolerance, windows } = decline;
    const tested = qualityOf(evaluation);
    const { value } = report.quality;
    const quality =
      value === null ? '' : ` ${aboutMetric(tested.metric).title} ${value.toFixed(3)} on ${report.labelled} labelled units, ${tested.value.toFixed(3)} on the test rows.`;
    const message = `${judging.words.decline} ${signed(excess)}.${quality} Without a decline this is said once in ${windows.toLocaleString('en-US')} windows at most.`;
    verdicts.push({ kind: 'performance', effect: Math.max(0, excess), natural: tolerance, p: 1 / windows, message });
  }
  const gap = report.calibrationGap;
  const p = normalTwoSided(gap / Math.max(1e-9, report.calibrationError));
  const message = `The ${judging.words.score} is ${report.meanScore.toFixed(3)}, ${signed(gap)} from the ${judging.words.label} ${report.positiveRate.toFixed(3)} of ${report.labelled} labelled units.`;
  const effect = Math.abs(gap) / judging.scale;
  if (effect > NATURAL_GAP && p <= alpha) verdicts.push({ kind: 'calibration', effect: Math.min(1, effect), natural: NATURAL_GAP, p, message });
  return verdicts;
}
