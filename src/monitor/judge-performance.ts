import { normalCdf, normalTwoSided } from '../stats/index.ts';
import type { Evaluation } from '../train/index.ts';
import type { PerformanceReport } from './window.ts';

/** A fall of quality on matured units; a notice always: what to do about it is the policy's matter, not a person's at night. */
export interface PerformanceVerdict {
  readonly kind: 'performance' | 'calibration';
  /** How far the AUC fell, or how far mean score and positive rate lie apart. */
  readonly effect: number;
  readonly natural: number;
  readonly p: number;
  readonly message: string;
}

/** Fewer labels than this say nothing. */
const FEW = 200;
/** Single days of a healthy model differ by so much in AUC, and in calibration. */
const NATURAL_FALL = 0.03;
const NATURAL_GAP = 0.05;
/** Width of a 95 % interval, in standard errors. */
const WIDTH = 3.92;

const signed = (x: number): string => `${x < 0 ? '-' : '+'}${Math.abs(x).toFixed(3)}`;

/** Compares a window's measured quality with what the release promised on its test rows. */
export function judgePerformance(report: PerformanceReport, evaluation: Evaluation, alpha: number): PerformanceVerdict[] {
  if (report.labelled < FEW) return [];
  const verdicts: PerformanceVerdict[] = [];
  if (report.auc !== null && report.aucInterval !== null) {
    const effect = evaluation.auc - report.auc;
    const errors = [report.aucInterval, evaluation.aucInterval].map(([low, high]) => (high - low) / WIDTH);
    const p = normalCdf(-effect / Math.max(1e-9, Math.hypot(...errors)));
    const message = `AUC ${report.auc.toFixed(3)} on ${report.labelled} labelled units, ${evaluation.auc.toFixed(3)} on the test rows.`;
    verdicts.push({ kind: 'performance', effect, natural: NATURAL_FALL, p, message });
  }
  const gap = report.calibrationGap;
  const message = `The mean score is ${report.meanScore.toFixed(3)}, ${signed(gap)} from the observed rate ${report.positiveRate.toFixed(3)} of ${report.labelled} labelled units.`;
  verdicts.push({ kind: 'calibration', effect: Math.abs(gap), natural: NATURAL_GAP, p: normalTwoSided(gap / Math.max(1e-9, report.calibrationError)), message });
  return verdicts.filter((verdict) => verdict.effect > verdict.natural && verdict.p <= alpha);
}
