import { normalTwoSided } from '../../stats/index.ts';
import type { Evaluation } from '../../train/index.ts';
import type { Decline } from './watch-decline.ts';
import type { PerformanceReport } from '../window.ts';

/** A fall of quality on matured units; a notice always: what to do about it is the policy's matter, not a person's at night. */
export interface PerformanceVerdict {
  readonly kind: 'performance' | 'calibration';
  /** How much worse the Brier score is than promised, or how far mean score and positive rate lie apart. */
  readonly effect: number;
  readonly natural: number;
  readonly p: number;
  readonly message: string;
}

/** Fewer labels than this say nothing. */
const FEW = 200;
/** Single days of a healthy model differ by so much in calibration. */
const NATURAL_GAP = 0.05;

const signed = (x: number): string => `${x < 0 ? '-' : '+'}${Math.abs(x).toFixed(3)}`;

/**
 * What a window's labels say of the champion: a decline by the sequential detector, which may be asked after every window (an interval a day would cry in vain every month), and a gap of calibration.
 * @param decline what the detector says after this window; null when it was not asked
 */
export function judgePerformance(
  report: PerformanceReport,
  evaluation: Evaluation,
  { alpha, decline }: { readonly alpha: number; readonly decline: Decline | null },
): PerformanceVerdict[] {
  if (report.labelled < FEW) return [];
  const verdicts: PerformanceVerdict[] = [];
  if (decline?.alarm) {
    const { excess, tolerance, windows } = decline;
    const area = report.auc === null ? '' : ` AUC ${report.auc.toFixed(3)} on ${report.labelled} labelled units, ${evaluation.auc.toFixed(3)} on the test rows.`;
    const message = `Errors are larger than the scores promise, over the last windows: the Brier score of this one by ${signed(excess)}.${area} Without a decline this is said once in ${windows.toLocaleString('en-US')} windows at most.`;
    verdicts.push({ kind: 'performance', effect: Math.max(0, excess), natural: tolerance, p: 1 / windows, message });
  }
  const gap = report.calibrationGap;
  const p = normalTwoSided(gap / Math.max(1e-9, report.calibrationError));
  const message = `The mean score is ${report.meanScore.toFixed(3)}, ${signed(gap)} from the observed rate ${report.positiveRate.toFixed(3)} of ${report.labelled} labelled units.`;
  if (Math.abs(gap) > NATURAL_GAP && p <= alpha) verdicts.push({ kind: 'calibration', effect: Math.abs(gap), natural: NATURAL_GAP, p, message });
  return verdicts;
}
