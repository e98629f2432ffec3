import type { Digest } from '../../kernel/index.ts';
import { acts, type DecisionCost } from '../../scope/index.ts';
import type { Unit } from '../../serve/index.ts';
import { estimatePerformance, type ScoreReference } from '../../stats/index.ts';
import type { WindowReport } from '../window.ts';
import { type Figure, toFigures } from './figure.ts';
import type { WindowEstimate, WindowRefusal } from './window-estimate.ts';

/** All that an estimate depends on. */
export interface EstimateCase {
  readonly release: Digest;
  readonly reference: ScoreReference;
  readonly units: readonly Unit[];
  readonly cost: DecisionCost;
  /** A page about the window's data. */
  readonly broken: boolean;
  /** Windows that matured before, in order of time. */
  readonly matured: readonly WindowReport[];
}

/** Matured windows whose labels speak of the estimates. */
const RECENT = 10;
const FEW_WINDOWS = 3;
/** Single days of a healthy model differ by so much. */
const NATURAL = { auc: 0.03, positiveRate: 0.05 } as const;
/** Width of a 95 % interval, in standard errors. */
const WIDTH = 3.92;

/** Estimates how a release does on a window's units, before any label, or says why nobody can. Pure. */
export function estimateWindow({ release, reference, units, cost, broken, matured }: EstimateCase): WindowEstimate {
  const own = units.filter((unit) => unit.release === release && unit.score !== null);
  const refuse = (refusal: WindowRefusal): WindowEstimate => ({ release, units: own.length, refusal, metrics: [] });
  if (broken) return refuse('data_broken');
  if (conceptChanged(matured, release)) return refuse('concept_changed');
  const decided = Uint8Array.from(own, (unit) => (acts(cost, unit.decision!) ? 1 : 0));
  const estimate = estimatePerformance(reference, { scores: Float64Array.from(own, (unit) => unit.score!), decided });
  if (estimate.refusal !== null) return refuse(estimate.refusal);
  const { falsePositives, falseNegatives } = estimate.decisions;
  const expectedCost: Figure = { metric: 'cost', value: (cost.missed * falseNegatives + cost.needless * falsePositives) / own.length, interval: null };
  return { release, units: own.length, refusal: null, metrics: [...toFigures({ ...estimate.metrics, positiveRate: estimate.positiveRate }), expectedCost] };
}

/**
 * True when labels said otherwise than estimates had, over the last matured windows: by more than natural days, and by more than three errors of a single window. (Windows share the
 * error of one calibrator, so that their mean is not surer than one of them.)
 */
export function conceptChanged(matured: readonly WindowReport[], release: Digest): boolean {
  const judged = matured
    .filter((window) => !window.quarantined && window.estimated?.release === release && window.estimated.refusal === null)
    .flatMap((window) => {
      const measured = window.performance.find((one) => one.release === release && one.role === 'champion');
      return measured === undefined || measured.labelled === 0 ? [] : [{ estimated: window.estimated!.metrics, measured }];
    })
    .slice(-RECENT);
  if (judged.length < FEW_WINDOWS) return false;
  return (['auc', 'positiveRate'] as const).some((metric) => {
    const gaps = judged.flatMap(({ estimated, measured }) => {
      const figure = estimated.find((one) => one.metric === metric);
      const truth = measured[metric];
      if (figure === undefined || figure.value === null || figure.interval === null || truth === null) return [];
      return [{ gap: truth - figure.value, error: (figure.interval[1] - figure.interval[0]) / WIDTH }];
    });
    if (gaps.length < FEW_WINDOWS) return false;
    const mean = Math.abs(gaps.reduce((sum, one) => sum + one.gap, 0) / gaps.length);
    const error = gaps.reduce((sum, one) => sum + one.error, 0) / gaps.length;
    return mean > NATURAL[metric] && mean > 3 * error;
  });
}
