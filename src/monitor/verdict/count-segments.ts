import { rowsOfSegments, type SegmentValue } from '../../data/index.ts';
import type { LoadedRelease } from '../../release/index.ts';
import type { Unit } from '../../serve/index.ts';
import { countUnits } from '../quarantine/count-units.ts';
import type { WindowCounts } from './judge-columns.ts';

/** The segments of one input in a window, in the order of the reference's. */
export interface SegmentedCounts {
  readonly segments: readonly SegmentCounts[];
}

/** One segment of a window. */
export interface SegmentCounts {
  readonly rows: number;
  /** In the bins of the segment's own reference; null when it has none, or too few rows here. */
  readonly counts: WindowCounts | null;
}

/** Rows of a window from which on a segment is judged by itself. */
export const FEW = 100;

/**
 * Counts what a release answered by the segments of its reference, each in its own bins: from the log, when a window closes. Some 0.6 µs a value for each input that cuts.
 * Hourly counts by segment would take 12 times the disk of the whole's, and as much time; see docs/decisions/drift.md.
 */
export function countSegments({ id, reference, featureNames }: Pick<LoadedRelease, 'id' | 'reference' | 'featureNames'>, units: readonly Unit[]): SegmentedCounts[] {
  const { segmentations = [] } = reference;
  const answered = segmentations.length === 0 ? [] : units.filter((unit) => unit.release === id);
  return segmentations.map(({ segments, ...segmentation }) => {
    const values = answered.map(({ inputs }) => inputs[segmentation.column] as SegmentValue);
    const rows = rowsOfSegments(segmentation, values);
    return {
      segments: segments.map(({ own }, i): SegmentCounts => {
        const records = rows[i]!.map((row) => answered[row]!);
        return { rows: records.length, counts: own === null || records.length < FEW ? null : countUnits({ featureNames, reference: own }, records) };
      }),
    };
  });
}
