import { DAY, floorTo, type Instant } from '../kernel/index.ts';
import type { Platform } from '../platform/index.ts';
import { readInstant } from './read-instant.ts';

/** What a run is to learn from. */
export interface ChosenInterval {
  /** Event time at which the model is made. */
  readonly until: Instant;
  /** Where the data begins when there is no version of it yet. */
  readonly since?: Instant;
}

/** Reads `--since` and `--until`. What is not given: the newest version's end, or, before there is one, all whole days of the source that are over. */
export async function chooseInterval(platform: Platform, options: { readonly since?: string; readonly until?: string }): Promise<ChosenInterval> {
  const { data, means, loaded } = platform;
  const { dataset } = loaded.project.train;
  const since = options.since === undefined ? undefined : readInstant('--since', options.since);
  const until = options.until === undefined ? undefined : readInstant('--until', options.until);
  const latest = await data.latest(dataset);
  if (latest) return { until: until ?? Math.max(...latest.manifest.parts.map((part) => part.interval.to)), ...(since !== undefined && { since }) };
  const extent = since === undefined || until === undefined ? await data.extent(dataset) : null;
  const today = floorTo(means.clock.now(), DAY);
  const start = since ?? (extent ? floorTo(extent.from, DAY) : undefined);
  return { until: until ?? Math.min(today, extent ? floorTo(extent.to - 1, DAY) + DAY : today), ...(start !== undefined && { since: start }) };
}
