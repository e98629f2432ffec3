import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Digest, HOUR, type Interval } from '../kernel/index.ts';
import type { LoadedRelease } from '../release/index.ts';
import type { Columns } from '../store/index.ts';
import { addCounts, ALWAYS, createHourCounter, type HourCounter, type HourCounts, type PreparedReleases, type ReleaseCounts } from './hour-counts.ts';
import type { LoggedPrediction } from './log/log-batch.ts';
import type { LogState } from './log/log-state.ts';
import type { TailSegment } from './log/tail-segment.ts';
import { readSealedCounts, writeSealedCounts } from './sealed-counts.ts';
import { readSegmentPredictions, type SealedSegment } from './sealed.store.ts';
import { serveErrors } from './serve.errors.ts';

/** Predictions that are counted in one turn: a request waits for a millisecond at most. */
const SLICE = 128;

/** What counting needs. */
export interface CountingMeans {
  readonly state: LogState;
  readonly columns: Columns;
  readonly load: (release: Digest) => Promise<LoadedRelease>;
}

/** Gives hourly counts of live data; see `createCountReader`. */
export interface CountReader {
  /** The counts of an interval of whole hours, by release. Throws SERVE_INTERVAL_UNALIGNED. */
  read(interval: Interval): Promise<Map<Digest, ReleaseCounts>>;
  /** Counts what was added to a tail segment, in a moment: a window that closes finds it counted. Never throws, never waits. */
  follow(segment: TailSegment): void;
  /** All counts of a tail segment, for sealing. */
  ofTail(segment: TailSegment): Promise<readonly HourCounts[]>;
}

/**
 * Reads counts: of open segments as they are counted in memory (each prediction once, after its answer, in slices that others can come between), of sealed ones as they were kept; what is missing there is made again from the log and kept.
 */
export function createCountReader(means: CountingMeans): CountReader {
  const { state, columns, load } = means;
  // Segments of the log follow each other within a second where traffic is dense.
  const prepared: PreparedReleases = new WeakMap();
  const counting = new WeakMap<TailSegment, { counter: HourCounter; counted: number; turn: Promise<void> }>();

  const countAll = async (predictions: readonly LoggedPrediction[], counter: HourCounter): Promise<void> => {
    const releases = new Map<Digest, LoadedRelease>();
    for (const { record } of predictions) if (!releases.has(record.release)) releases.set(record.release, await load(record.release));
    for (let at = 0; at < predictions.length; at += SLICE) {
      if (at > 0) await nextTurn();
      for (const { record } of predictions.slice(at, at + SLICE)) counter.add(record, releases.get(record.release)!);
    }
  };

  const following = new WeakSet<TailSegment>();

  const counterOf = async (segment: TailSegment): Promise<HourCounter> => {
    let known = counting.get(segment);
    if (!known) counting.set(segment, (known = { counter: createHourCounter(prepared), counted: 0, turn: Promise.resolve() }));
    const mine = known;
    // One at a time: two that ask at once must not count a prediction twice.
    mine.turn = mine.turn
      .catch(() => undefined)
      .then(async () => {
        const fresh = segment.predictions.slice(mine.counted);
        await countAll(fresh, mine.counter);
        mine.counted += fresh.length;
      });
    await mine.turn;
    return mine.counter;
  };
  const follow = (segment: TailSegment): void => {
    if (following.has(segment)) return;
    following.add(segment);
    // What cannot be counted now (a release does not load) is told when counts are asked for.
    setImmediate(() => {
      following.delete(segment);
      counterOf(segment).catch(() => undefined);
    });
  };

  const ofSealed = async (segment: SealedSegment, interval: Interval): Promise<readonly HourCounts[]> => {
    const folder = state.files.sealed(segment.number);
    const kept = await readSealedCounts(folder, interval);
    if (kept) return kept;
    const counter = createHourCounter(prepared);
    await countAll(await readSegmentPredictions(columns, state.files, segment), counter);
    await writeSealedCounts(folder, counter.counts(ALWAYS));
    return counter.counts(interval);
  };

  return {
    async read(interval) {
      if (interval.from % HOUR !== 0 || interval.to % HOUR !== 0) throw serveErrors.INTERVAL_UNALIGNED(interval);
      const merged = new Map<Digest, ReleaseCounts>();
      const merge = (hours: readonly HourCounts[]): void => {
        for (const { release, hour: _, ...counts } of hours) {
          const before = merged.get(release);
          merged.set(release, before ? addCounts(before, counts) : counts);
        }
      };
      // Both lists are taken at once: a segment that is sealed meanwhile is counted where it was.
      const { sealed, tail } = state;
      for (const segment of sealed) if (segment.events && segment.events.from < interval.to && interval.from < segment.events.to) merge(await ofSealed(segment, interval));
      for (const segment of tail) merge((await counterOf(segment)).counts(interval));
      return merged;
    },
    follow,
    ofTail: async (segment) => (await counterOf(segment)).counts(ALWAYS),
  };
}
