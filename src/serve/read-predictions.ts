import { contains, type Digest, floorTo, HOUR, type Instant, type Interval } from '../kernel/index.ts';
import type { Columns } from '../store/index.ts';
import type { LogState } from './log/log-state.ts';
import type { PredictionRecord } from './prediction.ts';
import { readSegmentPredictions, readSegmentScores, type SealedSegment } from './sealed.store.ts';

/** What a release scored as champion, in order of event time. */
export interface ScoredStretch {
  readonly eventAt: Float64Array;
  readonly scores: Float64Array;
}

/** Reads what was answered an hour of event time after the other, in memory that does not grow with the interval. */
export interface PredictionReader {
  /** Predictions in the order of assignment within each hour; of `every` one, by their order in the log. @default every: 1, all */
  predictions(asked: { readonly interval: Interval; readonly every?: number }): AsyncIterable<readonly PredictionRecord[]>;
  /** Scores alone: a twentieth of the time. */
  scores(asked: { readonly interval: Interval; readonly release: Digest }): AsyncIterable<ScoredStretch>;
}

/** Opens a reader of predictions across sealed and open segments; nothing is kept. */
export function createPredictionReader(state: LogState, columns: Columns): PredictionReader {
  const sealedIn = (hour: Interval): readonly SealedSegment[] => state.sealed.filter(({ events }) => events !== null && events.from < hour.to && hour.from < events.to);
  return {
    async *predictions({ interval, every = 1 }) {
      for (const hour of hoursOf(state, interval)) {
        // Both lists are taken at once: a segment that is sealed meanwhile is read where it was.
        const [sealed, { tail }] = [sealedIn(hour), state];
        const found = await Promise.all(sealed.map((segment) => readSegmentPredictions(columns, state.files, segment, { interval: hour, every })));
        for (const segment of tail)
          found.push((segment.byHour.get(floorTo(hour.from, HOUR)) ?? []).filter(({ order, record }) => order % every === 0 && contains(hour, record.eventAt)));
        const records = found.flat().sort((a, b) => a.order - b.order);
        if (records.length > 0) yield records.map(({ record }) => record);
      }
    },
    async *scores({ interval, release }) {
      for (const hour of hoursOf(state, interval)) {
        const [sealed, { tail }] = [sealedIn(hour), state];
        const found = (await Promise.all(sealed.map((segment) => readSegmentScores(columns, state.files, segment, { interval: hour, release })))).flat();
        for (const segment of tail)
          for (const { order, record } of segment.byHour.get(floorTo(hour.from, HOUR)) ?? [])
            if (record.release === release && record.arm === 'champion' && record.score !== null && contains(hour, record.eventAt))
              found.push({ order, eventAt: record.eventAt, score: record.score });
        found.sort((a, b) => a.eventAt - b.eventAt || a.order - b.order);
        if (found.length > 0) yield { eventAt: Float64Array.from(found, ({ eventAt }) => eventAt), scores: Float64Array.from(found, ({ score }) => score) };
      }
    },
  };
}

/** The hours of an interval in which anything was asked, or may have been. */
function* hoursOf({ sealed, tail }: LogState, interval: Interval): Iterable<Interval> {
  const starts: Instant[] = [...sealed.flatMap(({ events }) => (events ? [floorTo(events.from, HOUR)] : [])), ...tail.flatMap(({ byHour }) => [...byHour.keys()])];
  const ends: Instant[] = [...sealed.flatMap(({ events }) => (events ? [events.to] : [])), ...tail.map(({ latest }) => latest + 1)];
  const from = Math.max(
    interval.from,
    starts.reduce((a, b) => Math.min(a, b), Infinity),
  );
  const to = Math.min(
    interval.to,
    ends.reduce((a, b) => Math.max(a, b), -Infinity),
  );
  for (let hour = floorTo(from, HOUR); hour < to; hour += HOUR) yield { from: Math.max(hour, interval.from), to: Math.min(hour + HOUR, interval.to) };
}
