import type { Digest } from '../../kernel/index.ts';
import type { ReleaseCounts } from '../../serve/index.ts';
import type { Figure } from '../../train/index.ts';
import type { PerformanceReport, WindowReport } from '../window.ts';
import type { AnsweredUnit, Learnt, ToldByLabels } from './judging.ts';
import type { WindowEstimate, WindowRefusal } from './window-estimate.ts';

/** All that an estimate depends on. */
export interface EstimateCase {
  readonly release: Digest;
  readonly learnt: Learnt;
  /** What was counted of the release. */
  readonly counts: Pick<ReleaseCounts, 'score' | 'decided'>;
  /** Reads units of the release in the window, evenly spread where there are many, where counts do not say enough. */
  readonly units: () => Promise<readonly AnsweredUnit[]>;
  /** A page about the window's data. */
  readonly broken: boolean;
  /** Windows that matured before, in order of time. */
  readonly matured: readonly WindowReport[];
  /** What labels are held against. */
  readonly told: readonly ToldByLabels[];
}

/** Matured windows whose labels speak of the estimates. */
const RECENT = 10;
const FEW_WINDOWS = 3;
/** Width of a 95 % interval, in standard errors. */
const WIDTH = 3.92;

/** Estimates how a release does on a window's units, before any label, from their counts where these are enough, or says why nobody can. */
export async function estimateWindow({ release, learnt, counts, units, broken, matured, told }: EstimateCase): Promise<WindowEstimate> {
  const { rows } = counts.score;
  const refuse = (refusal: WindowRefusal): WindowEstimate => ({ release, units: rows, refusal, metrics: [] });
  if (broken) return refuse('data_broken');
  if (conceptChanged(matured, release, told)) return refuse('concept_changed');
  const estimate = await (learnt.estimateCounted === null ? learnt.estimate(await units()) : learnt.estimateCounted(counts.decided));
  return estimate.refusal === null ? { release, units: rows, refusal: null, metrics: [...estimate.metrics] } : refuse(estimate.refusal);
}

/**
 * True when labels said otherwise than estimates had, over the last matured windows: by more than natural days, and by more than three errors of a single window. (Windows share the
 * error of what estimates were learnt from, so that their mean is not surer than one of them.)
 */
export function conceptChanged(matured: readonly WindowReport[], release: Digest, told: readonly ToldByLabels[]): boolean {
  const judged = matured
    .filter((window) => !window.quarantined && window.estimated?.release === release && window.estimated.refusal === null)
    .flatMap((window) => {
      const measured = window.performance.find((one) => one.release === release && one.role === 'champion');
      return measured === undefined || measured.labelled === 0 ? [] : [{ estimated: window.estimated!.metrics, measured }];
    })
    .slice(-RECENT);
  if (judged.length < FEW_WINDOWS) return false;
  return told.some(({ metric, natural }) => {
    const gaps = judged.flatMap(({ estimated, measured }) => {
      const figure = estimated.find((one) => one.metric === metric);
      const truth = measuredValue(measured, metric);
      if (figure === undefined || figure.value === null || figure.interval === null || truth === null) return [];
      return [{ gap: truth - figure.value, error: (figure.interval[1] - figure.interval[0]) / WIDTH, natural: natural(figure.value) }];
    });
    if (gaps.length < FEW_WINDOWS) return false;
    const meanOf = (of: (one: (typeof gaps)[number]) => number): number => gaps.reduce((sum, one) => sum + of(one), 0) / gaps.length;
    const gap = Math.abs(meanOf((one) => one.gap));
    return gap > meanOf((one) => one.natural) && gap > 3 * meanOf((one) => one.error);
  });
}

/** A figure of a report by its name; null when it has none. */
function measuredValue(report: PerformanceReport, metric: string): Figure['value'] {
  if (metric === 'positiveRate') return report.positiveRate;
  if (metric === report.quality.metric) return report.quality.value;
  return report.metrics.find((one) => one.metric === metric)?.value ?? null;
}
