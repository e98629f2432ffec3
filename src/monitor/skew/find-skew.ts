import type { Digest, Interval } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { measureSkew, type Remaker } from './measure-skew.ts';
import type { SkewReport, SkewSource } from './skew.ts';
import type { SkewTolerance } from './skew-counter.ts';
import { joinRows } from './join-rows.ts';

/** Which predictions to make again, and from what. */
export interface SkewOrder {
  readonly interval: Interval;
  readonly against: SkewSource;
  readonly tolerance?: SkewTolerance;
}

/** Makes the features of an interval's predictions again and says which differ: see `measureSkew`. */
export async function findSkew(monitor: MonitorMeans, { interval, against, tolerance }: SkewOrder): Promise<SkewReport> {
  const units = await monitor.serve.units({ interval });
  const releases = await loadReleases(monitor, units);
  const rowOf = against === 'data' ? joinRows(await monitor.source.rows(interval), monitor.source) : undefined;
  return measureSkew({ interval, units, releases, ...(rowOf && { rowOf }), ...(tolerance && { tolerance }) });
}

/** Every release that answered one of the units. */
export async function loadReleases({ releases }: Pick<MonitorMeans, 'releases'>, units: readonly Unit[]): Promise<ReadonlyMap<Digest, Remaker>> {
  const ids = [...new Set(units.map((unit) => unit.release))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await releases.load(id)] as const)));
}
