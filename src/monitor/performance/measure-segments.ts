import type { Interval } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { findWindows } from '../windows.store.ts';
import { cutSegments } from './cut-segments.ts';
import { estimateSegments } from './estimate-segments.ts';
import { inputValues } from './input-values.ts';
import type { MeasuredSegments } from './measured-segments.ts';

/** Matured windows that are asked whether estimates still hold. */
const RECENT = 14;

/**
 * How the champion did on the matured windows that begin in the interval, whole and by the values of raw inputs, with the labels that were known when each window matured: late ones, whose
 * delay may depend on what they say, are not the ones left out. What has not matured is estimated: see `estimateSegments`.
 */
export async function measureSegments(monitor: MonitorMeans, { interval, by }: { readonly interval: Interval; readonly by: readonly string[] }): Promise<MeasuredSegments> {
  const { serve, means, options, judging } = monitor;
  const deployment = await serve.deployment();
  const windows = deployment === null ? [] : await findWindows(means, deployment.name, { interval });
  const broken = windows.filter((window) => window.quarantined);
  const matured = windows.filter((window) => window.state === 'matured' && !window.quarantined);
  const provisional = windows.filter((window) => window.state === 'provisional' && !window.quarantined);
  const waiting: Unit[] = [];
  for (const window of provisional) waiting.push(...(await serve.units({ interval: window.interval })));
  const units: Unit[] = [];
  for (const window of matured) {
    const known = await serve.units({ interval: window.interval, asOf: window.interval.to + options.attribution });
    for (const unit of known) if (unit.release === deployment?.champion && unit.score !== null && unit.label !== null) units.push(unit);
  }
  const rows = units.map((_, row) => row);
  return {
    interval,
    release: deployment?.champion ?? null,
    matured: matured.length,
    provisional: provisional.length,
    quarantined: broken.length,
    segments: cutSegments(
      rows,
      by.map((column) => ({
        column,
        values: inputValues(
          units.map((unit) => unit.inputs),
          column,
        ),
      })),
    ).map((segment) => ({ column: segment.column, value: segment.value, rows: segment.rows.length, metrics: [...judging.measure(segment.rows.map((row) => units[row]!))] })),
    calibration: judging.calibration(units),
    estimated:
      deployment === null
        ? []
        : await estimateSegments(monitor, {
            release: deployment.champion,
            units: waiting,
            by,
            matured: await findWindows(means, deployment.name, { state: 'matured', limit: RECENT }),
          }),
  };
}
