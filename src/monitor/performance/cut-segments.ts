import { nameSegments, quartersOf } from '../../data/index.ts';

/** Rows of one value, or range of values, of a column. */
export interface SegmentRows {
  readonly column: string | null;
  readonly value: string | null;
  readonly rows: readonly number[];
}

/** Of a column with names, the most frequent so many are segments, and of those only what has so many rows. */
const MOST = 50;
const FEW = 30;

/** The whole, then the segments of each column: names by their rows, numbers of many values in quarters. Rows are positions among `rows`. */
export function cutSegments(rows: readonly number[], by: readonly { readonly column: string; readonly values: Float64Array | readonly (string | null)[] }[]): SegmentRows[] {
  return [{ column: null, value: null, rows }, ...by.flatMap(({ column, values }) => cut(rows, values).map((segment) => ({ column, ...segment })))];
}

function cut(rows: readonly number[], values: Float64Array | readonly (string | null)[]): { value: string; rows: number[] }[] {
  const nameOf = nameSegments(quartersOf(values instanceof Float64Array ? rows.map((row) => values[row]!) : []));
  const members = new Map<string, number[]>();
  for (const row of rows) {
    const name = nameOf(values[row]);
    const list = members.get(name);
    if (list) list.push(row);
    else members.set(name, [row]);
  }
  return [...members]
    .map(([value, list]) => ({ value, rows: list }))
    .filter((segment) => segment.rows.length >= FEW)
    .sort((a, b) => b.rows.length - a.rows.length || (a.value < b.value ? -1 : 1))
    .slice(0, MOST);
}
