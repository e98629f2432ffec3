import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Countable, type Counter, mergeCounts, prepareCounters, rowsOfSegments, type SegmentValue, type TableProfile } from '../data/index.ts';
import type { LoadedRelease } from '../release/index.ts';
import { answerColumns } from '../train/index.ts';
import { answerValue } from './answer-value.ts';
import type { ReleaseCounts } from './hour-counts.ts';
import type { PredictionRecord } from './prediction.ts';

/** What was answered of one input's segments, in the order of the reference's. */
export interface SegmentedCounts {
  readonly segments: readonly SegmentCounts[];
}

/** One segment. */
export interface SegmentCounts {
  readonly rows: number;
  /** In the bins of the segment's own reference; null when it has none. */
  readonly counts: Pick<ReleaseCounts, 'inputs' | 'features' | 'score'> | null;
}

/** The release whose reference has segments. */
export type SegmentedRelease = Pick<LoadedRelease, 'reference' | 'featureNames'>;

/** What is counted of a prediction. */
type Counted = Pick<PredictionRecord, 'inputs' | 'features' | 'score' | 'predicted' | 'probabilities'>;

/** Rows that are counted in one turn: some 1 ms of 100 columns. */
const SLICE = 128;

/** Counts what one release answered by the segments of its reference, each in its own bins: some 6 µs a prediction of 50 inputs and 50 features for each input that cuts. */
export function countSegments(release: SegmentedRelease, records: readonly Counted[]): SegmentedCounts[] {
  const counting = countInSlices(release, records);
  for (;;) {
    const slice = counting.next();
    if (slice.done === true) return slice.value;
  }
}

/** The same, letting other work have its turn between slices. */
export async function countSegmentsInTurns(release: SegmentedRelease, records: readonly Counted[]): Promise<SegmentedCounts[]> {
  const counting = countInSlices(release, records);
  for (;;) {
    const slice = counting.next();
    if (slice.done === true) return slice.value;
    await nextTurn();
  }
}

/** One segment after the other, so that only one has counters in memory. */
function* countInSlices({ reference, featureNames }: SegmentedRelease, records: readonly Counted[]): Generator<void, SegmentedCounts[]> {
  const counted: SegmentedCounts[] = [];
  for (const { segments, ...segmentation } of reference.segmentations ?? []) {
    const values = records.map(({ inputs }) => inputs[segmentation.column] as SegmentValue);
    const parts: SegmentCounts[] = [];
    for (const [i, rows] of rowsOfSegments(segmentation, values).entries()) {
      const { own } = segments[i]!;
      if (own === null) {
        parts.push({ rows: rows.length, counts: null });
        continue;
      }
      const featureAt = own.features.columns.map((column) => featureNames.indexOf(column.name));
      const answers = answerColumns(own);
      const tables = {
        inputs: tableOf(own.inputs, (record: Counted, at) => record.inputs[own.inputs.columns[at]!.name] as Countable),
        features: tableOf(own.features, ({ features }: Counted & { features: ArrayLike<number> }, at) => features[featureAt[at]!]),
        score: tableOf({ rows: own.score.rows, columns: answers }, (record: Counted, at) => answerValue(record, answers[at]!.name)),
      };
      for (let from = 0; from < rows.length; from += SLICE) {
        const slice = rows.slice(from, from + SLICE).map((row) => records[row]!);
        tables.inputs.add(slice);
        tables.features.add(slice.filter((record): record is typeof record & { features: NonNullable<Counted['features']> } => record.features !== null));
        tables.score.add(slice.filter(({ score }) => score !== null));
        yield;
      }
      parts.push({ rows: rows.length, counts: { inputs: tables.inputs.counts(), features: tables.features.counts(), score: tables.score.counts() } });
    }
    counted.push({ segments: parts });
  }
  return counted;
}

/** A counter of one table of a reference. */
function tableOf<T>(profile: TableProfile, valueOf: (record: T, at: number) => Countable): Pick<Counter, 'counts'> & { add(records: readonly T[]): void } {
  const counter = prepareCounters(profile)();
  const column: Countable[] = [];
  return {
    add: (records) =>
      counter.addColumns(records.length, (at) => {
        for (let row = 0; row < records.length; row++) column[row] = valueOf(records[row]!, at);
        return column;
      }),
    counts: () => counter.counts(),
  };
}

/** Two stretches of one release together. */
export const addSegments = (a: readonly SegmentedCounts[], b: readonly SegmentedCounts[]): SegmentedCounts[] =>
  a.map(({ segments }, i) => ({
    segments: segments.map((one, at): SegmentCounts => {
      const other = b[i]!.segments[at]!;
      const rows = one.rows + other.rows;
      if (one.counts === null || other.counts === null) return { rows, counts: one.counts ?? other.counts };
      return {
        rows,
        counts: {
          inputs: mergeCounts(one.counts.inputs, other.counts.inputs),
          features: mergeCounts(one.counts.features, other.counts.features),
          score: mergeCounts(one.counts.score, other.counts.score),
        },
      };
    }),
  }));
