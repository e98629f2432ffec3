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

/** Reads `--since` and `--until`. What is not given: the newest version's end while the source is the same file; when it is another, or before there is a version, all whole days of the source that are over. */
export async function chooseInterval(platform: Platform, options: { readonly since?: string; readonly until?: string }): Promise<ChosenInterval> {
  const { data, means, loaded } = platform;
  const { dataset } = loaded.project.train;
  const since = options.since === undefined ? undefined : readInstant('--since', options.since);
  const until = options.until === undefined ? undefined : readInstant('--until', options.until);
  const latest = await data.latest(dataset);
  const today = floorTo(means.clock.now(), DAY);
  if (latest) {
    const end = Math.max(...latest.manifest.parts.map((part) => part.interval.to));
    const grown = until === undefined && (await data.isSourceChanged(dataset)) ? await data.extent(dataset) : null;
    return { until: until ?? Math.max(end, grown ? Math.min(today, wholeDays(grown.to)) : end), ...(since !== undefined && { since }) };
  }
  const extent = since === undefined || until === undefined ? await data.extent(dataset) : null;
  const start = since ?? (extent ? floorTo(extent.from, DAY) : undefined);
  return { until: until ?? (extent ? Math.min(today, wholeDays(extent.to)) : today), ...(start !== undefined && { since: start }) };
}

const wholeDays = (to: Instant): Instant => floorTo(to - 1, DAY) + DAY;
