import { contains, DAY, type Digest, floorTo, HOUR, type Instant, type Interval } from '../kernel/index.ts';
import type { CountingMeans } from './read-counts.ts';
import type { LoggedPrediction } from './log/log-batch.ts';
import type { TailSegment } from './log/tail-segment.ts';
import { ALWAYS } from './hour-counts.ts';
import type { PredictionRecord } from './prediction.ts';
import { type HourSegments, readSealedSegments, writeSealedSegments } from './sealed-segmented-counts.ts';
import { readSegmentPredictions, type SealedSegment } from './sealed.store.ts';
import { addSegments, countSegmentsInTurns, type SegmentedCounts } from './segmented-counts.ts';
import { serveErrors } from './serve.errors.ts';

/** Counts of fewer predictions of an hour take more room than the predictions, and more time to read than to make. */
const FEW = 1_000;

/** Gives counts by the segments that releases watch; see `createSegmentedReader`. */
export interface SegmentedReader {
  /** Of an interval of whole hours, by release, one a segmentation of its reference; releases that watch none are left out. Throws SERVE_INTERVAL_UNALIGNED. */
  read(interval: Interval): Promise<Map<Digest, readonly SegmentedCounts[]>>;
  /** All hours of a tail segment, for sealing. */
  ofTail(segment: TailSegment): Promise<readonly HourSegments[]>;
}

/**
 * Reads counts by segment. They are made when a segment of the log is sealed, one segment of the data after the other: beside each answer they would take many times the memory of the whole's.
 * What is not sealed yet (some 16 MiB), and hours of few predictions, are counted from their rows when asked for; what is missing is made again from the log and kept.
 */
export function createSegmentedReader({ state, columns, load }: CountingMeans): SegmentedReader {
  const watched = async (predictions: readonly LoggedPrediction[], interval: Interval): Promise<readonly (readonly [Digest, readonly PredictionRecord[]])[]> => {
    const byRelease = new Map<Digest, PredictionRecord[]>();
    for (const { record } of predictions) {
      if (!contains(interval, record.eventAt)) continue;
      const own = byRelease.get(record.release);
      if (own === undefined) byRelease.set(record.release, [record]);
      else own.push(record);
    }
    const found: [Digest, PredictionRecord[]][] = [];
    for (const [id, records] of byRelease) if ((await load(id)).reference.segmentations !== undefined) found.push([id, records]);
    return found;
  };

  const byHour = async (predictions: readonly LoggedPrediction[]): Promise<HourSegments[]> => {
    const hours: HourSegments[] = [];
    for (const [release, records] of await watched(predictions, ALWAYS)) {
      const byStart = new Map<Instant, PredictionRecord[]>();
      for (const record of records) {
        const hour = floorTo(record.eventAt, HOUR);
        const own = byStart.get(hour);
        if (own === undefined) byStart.set(hour, [record]);
        else own.push(record);
      }
      for (const [hour, own] of byStart) hours.push({ release, hour, segmentations: own.length < FEW ? null : await countSegmentsInTurns(await load(release), own) });
    }
    return hours;
  };

  const ofSealed = async (segment: SealedSegment, interval: Interval): Promise<readonly HourSegments[]> => {
    const folder = state.files.sealed(segment.number);
    const kept = await readSealedSegments(folder, interval);
    if (kept) return kept;
    const made = await byHour(await readSegmentPredictions(columns, state.files, segment));
    await writeSealedSegments(folder, made);
    return made.filter(({ hour }) => contains(interval, hour));
  };

  return {
    async read(interval) {
      if (interval.from % HOUR !== 0 || interval.to % HOUR !== 0) throw serveErrors.INTERVAL_UNALIGNED(interval);
      const merged = new Map<Digest, readonly SegmentedCounts[]>();
      const merge = (release: Digest, counts: readonly SegmentedCounts[]): void => {
        const before = merged.get(release);
        merged.set(release, before ? addSegments(before, counts) : counts);
      };
      const count = async (predictions: readonly LoggedPrediction[], within: Interval): Promise<void> => {
        for (const [release, records] of await watched(predictions, within)) merge(release, await countSegmentsInTurns(await load(release), records));
      };
      // Both lists are taken at once: a segment that is sealed meanwhile is counted where it was.
      const { sealed, tail } = state;
      for (const segment of sealed) {
        if (!segment.events || segment.events.from >= interval.to || segment.events.to <= interval.from) continue;
        const few: HourSegments[] = [];
        for (const one of await ofSealed(segment, interval)) {
          if (one.segmentations === null) few.push(one);
          else merge(one.release, one.segmentations);
        }
        for (const stretch of stretchesOf(few.map(({ hour }) => hour))) {
          const predictions = await readSegmentPredictions(columns, state.files, segment, { interval: stretch });
          const missing = new Set(few.map(({ release, hour }) => `${hour} ${release}`));
          await count(
            predictions.filter(({ record }) => missing.has(`${floorTo(record.eventAt, HOUR)} ${record.release}`)),
            stretch,
          );
        }
      }
      for (const segment of tail)
        await count(
          [...segment.byHour].flatMap(([hour, predictions]) => (contains(interval, hour) ? predictions : [])),
          interval,
        );
      return merged;
    },
    ofTail: (segment) => byHour(segment.predictions),
  };
}

/** Hours as stretches of hours in a row, within a day each. */
function stretchesOf(hours: readonly Instant[]): Interval[] {
  const stretches: Interval[] = [];
  for (const from of [...new Set(hours)].sort((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last?.to === from && from % DAY !== 0) stretches[stretches.length - 1] = { from: last.from, to: from + HOUR };
    else stretches.push({ from, to: from + HOUR });
  }
  return stretches;
}
