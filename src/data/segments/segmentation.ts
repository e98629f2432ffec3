/** Values that are segments by themselves, at most; all others are one together. */
export const MOST_SEGMENTS = 20;
/** Rows of a reference from which on a value is a segment by itself, and its distribution is judged by itself. */
export const SEGMENT_ROWS = 500;
/** Numbers of more different values than this are cut into quarters. */
const MANY = 20;

/** The segment of a missing value, and of all values that are none by themselves. */
export const MISSING_SEGMENT = '(missing)';
export const OTHER_SEGMENT = '(other)';

/** How the values of a column are cut into segments, by a reference: the same cut for the reference and for what is compared with it. */
export interface Segmentation {
  readonly column: string;
  /** Where numbers of many values are cut into quarters; empty where each value is by itself. */
  readonly edges: readonly number[];
  /** The segments by name, those of most rows first; what lies in none of them is `(other)`, which comes last. */
  readonly values: readonly string[];
}

/** A value as it comes: NaN and null are missing. */
export type SegmentValue = string | number | boolean | null | undefined;

/** Cuts a column by its values in a reference: the most frequent that have enough rows, each by itself, and the others together. */
export function cutSegmentation(column: string, values: ArrayLike<SegmentValue>): Segmentation {
  const edges = quartersOf(values);
  const nameOf = nameSegments(edges);
  const rows = new Map<string, number>();
  for (let row = 0; row < values.length; row++) {
    const name = nameOf(values[row]);
    rows.set(name, (rows.get(name) ?? 0) + 1);
  }
  const named = [...rows]
    .filter(([, count]) => count >= SEGMENT_ROWS)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_SEGMENTS);
  return { column, edges, values: [...named.map(([name]) => name), OTHER_SEGMENT] };
}

/** The position of each value's segment. */
export function segmentOf({ edges, values }: Segmentation): (value: SegmentValue) => number {
  const nameOf = nameSegments(edges);
  const at = new Map(values.map((name, i) => [name, i]));
  const other = values.length - 1;
  return (value) => at.get(nameOf(value)) ?? other;
}

/** The rows of each segment, in their order. */
export function rowsOfSegments(segmentation: Segmentation, values: ArrayLike<SegmentValue>): number[][] {
  const of = segmentOf(segmentation);
  const rows = segmentation.values.map((): number[] => []);
  for (let row = 0; row < values.length; row++) rows[of(values[row])]!.push(row);
  return rows;
}

/** Where numbers of many values are cut into quarters; empty for few values, and for texts. */
export function quartersOf(values: ArrayLike<SegmentValue>): number[] {
  const present: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value === 'number' && !Number.isNaN(value)) present.push(value);
  }
  if (new Set(present).size <= MANY) return [];
  const sorted = Float64Array.from(present).sort();
  return [...new Set([0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]!))];
}

/** Names a value by itself, or by the part between edges that it lies in. A truth is its number, as columns hold it. */
export function nameSegments(edges: readonly number[]): (value: SegmentValue) => string {
  return (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return MISSING_SEGMENT;
    if (typeof value === 'string') return value;
    if (edges.length === 0) return String(Number(value));
    const at = edges.filter((edge) => edge <= Number(value)).length;
    const [low, high] = [edges[at - 1], edges[at]].map((edge) => edge && Number(edge.toPrecision(6)));
    return low === undefined ? `below ${high}` : high === undefined ? `from ${low}` : `${low} to below ${high}`;
  };
}
