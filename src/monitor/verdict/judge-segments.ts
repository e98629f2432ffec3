import { boundsOf, type ColumnProfile, emptyCounts, judgeColumn, type NaturalBounds, type WeeklyBounds } from '../../data/index.ts';
import type { ReferenceProfile, SegmentBounds, SegmentedReference } from '../../train/index.ts';
import type { ColumnGroup, SegmentReport } from '../window.ts';
import type { SegmentedCounts } from '../../serve/index.ts';
import { type JudgedColumn, judgeColumns, naturalOf, profilesOf, type Suspicion, type WindowCounts } from './judge-columns.ts';

/** One segment of a window that was judged by itself. */
export interface JudgedPart {
  readonly column: string;
  readonly value: string;
  readonly counts: WindowCounts;
  readonly columns: readonly JudgedColumn[];
}

/** Rows of a window from which on a segment is judged by itself. */
const FEW = 100;

/** Puts every column of every segment through its tests, beside the segment's own reference; segments with too few rows in one of the two are left out. */
export function judgeParts(reference: ReferenceProfile, counted: readonly SegmentedCounts[], day?: number): JudgedPart[] {
  const { segmentations = [] } = reference;
  const { input, feature, score } = profilesOf(reference);
  const whole = [...input, ...feature, ...score];
  return segmentations.flatMap(({ column, values, segments }, i) =>
    segments.flatMap(({ own }, segment): JudgedPart[] => {
      const { rows = 0, counts: here } = counted[i]?.segments[segment] ?? {};
      if (own === null || !here || rows < FEW) return [];
      const natural = (group: ColumnGroup, { name }: ColumnProfile, at: number): NaturalBounds => withOutside(own.natural[at]!, outsideRateOf(reference, group, name));
      const columns = judgeColumns(own, here, { natural, day }).map((judged, at) => ({
        ...judged,
        suspicions: judged.suspicions.filter((suspicion) => !isUsualElsewhere(whole[at]!, suspicion)),
      }));
      return [{ column, value: values[segment]!, counts: here, columns }];
    }),
  );
}

function outsideRateOf(reference: ReferenceProfile, group: ColumnGroup, name: string): number {
  const natural = naturalOf(reference, group, name);
  return natural === undefined ? 0 : boundsOf(natural).outsideRate;
}

/** Whether a value that stands for nothing is one that the whole has: how often a segment has it is a matter of its distribution, of which natural days are known. */
const isUsualElsewhere = ({ kind: of, top, min, max }: ColumnProfile, { kind, value }: Suspicion): boolean =>
  kind === 'sentinel' && (of === 'string' ? top.some((one) => one.value === value) : Number(value) >= (min ?? Infinity) && Number(value) <= (max ?? -Infinity));

/** Whether segments have other shares of the rows than in the reference, for each input that cuts. */
export function judgeMixes({ segmentations = [] }: ReferenceProfile, counted: readonly SegmentedCounts[], day?: number): JudgedColumn[] {
  return segmentations.flatMap((segmentation, i): JudgedColumn[] => {
    const rows = counted[i]?.segments.map((segment) => segment.rows);
    if (rows === undefined) return [];
    const profile = profileOfMix(segmentation);
    const window = { ...emptyCounts({ rows: 0, columns: [profile] }).columns[0]!, rows: rows.reduce((a, b) => a + b, 0), bins: rows };
    const { mixes, weekly } = segmentation;
    const natural = {
      ...boundsOf({ distances: mixes, topShares: [], missingRates: [], unseenRates: [], outsideRates: [] }),
      ...(weekly && { weekly: { ...weekly, phases: weekly.phases.map(withRest) } }),
    };
    const { comparison, suspicions } = judgeColumn({ profile, natural, window, day });
    return [{ group: 'input', comparison, suspicions: [{ ...suspicions.at(-1)!, group: 'input', kind: 'mix' }] }];
  });
}

/** What a segment has in common with the whole: how often values lie outside its range. */
const withOutside = ({ weekly, ...bounds }: SegmentBounds, outsideRate: number): NaturalBounds => ({
  ...bounds,
  outsideRate,
  ...(weekly && { weekly: { ...weekly, phases: weekly.phases.map((phase) => ({ ...phase, outsideRate })) } }),
});

/** The cells of a text have the rest and the missing besides (`cellsOf`), of which a mix has none. */
const withRest = (phase: WeeklyBounds['phases'][number]): WeeklyBounds['phases'][number] => ({ ...phase, cells: [...phase.cells, 0, 0] });

/** The segments of an input as the values of a text. */
function profileOfMix({ column, values, segments }: SegmentedReference): ColumnProfile {
  const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
  const none = { nulls: 0, min: null, max: null, mean: null, sd: null, edges: [], counts: [] };
  return { ...none, name: column, kind: 'string', rows, distinct: values.length, top: values.map((value, i) => ({ value, count: segments[i]!.rows })) };
}

/** How each segment compares, for people: by the column that lies farthest beyond what is natural for it. */
export function reportSegments({ segmentations = [] }: ReferenceProfile, counted: readonly SegmentedCounts[], parts: readonly JudgedPart[]): SegmentReport[] {
  return segmentations.flatMap(({ column, values, segments }, i) => {
    const all = segments.reduce((sum, segment) => sum + segment.rows, 0);
    return values.map((value, segment): SegmentReport => {
      const part = parts.find((one) => one.column === column && one.value === value);
      const beyond = ({ comparison: { distance, natural } }: JudgedColumn): number => (distance === 0 ? 0 : distance / natural);
      // An input that cuts is all one value in its own segments.
      const [far] = (part?.columns ?? []).filter((one) => one.group !== 'input' || one.comparison.column !== column).toSorted((a, b) => beyond(b) - beyond(a));
      return {
        column,
        value,
        rows: counted[i]?.segments[segment]?.rows ?? 0,
        usual: segments[segment]!.rows / Math.max(1, all),
        farthest: far === undefined ? null : { column: far.comparison.column, group: far.group, distance: far.comparison.distance, natural: far.comparison.natural },
      };
    });
  });
}
