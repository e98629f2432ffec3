/** Rows of one value, or range of values, of a column. */
export interface SegmentRows {
  readonly column: string | null;
  readonly value: string | null;
  readonly rows: readonly number[];
}

/** Numbers of more different values than this are cut into quarters. */
const MANY = 20;
/** Of a column with names, the most frequent so many are segments, and of those only what has so many rows. */
const MOST = 50;
const FEW = 30;

const MISSING = '(missing)';

/** The whole, then the segments of each column: names by their rows, numbers of many values in quarters. Rows are positions among `rows`. */
export function cutSegments(rows: readonly number[], by: readonly { readonly column: string; readonly values: Float64Array | readonly (string | null)[] }[]): SegmentRows[] {
  return [{ column: null, value: null, rows }, ...by.flatMap(({ column, values }) => cut(rows, values).map((segment) => ({ column, ...segment })))];
}

function cut(rows: readonly number[], values: Float64Array | readonly (string | null)[]): { value: string; rows: number[] }[] {
  const nameOf =
    values instanceof Float64Array
      ? nameNumbers(Float64Array.from(rows, (row) => values[row]!))
      : (value: string | number | null): string => (value === null ? MISSING : String(value));
  const members = new Map<string, number[]>();
  for (const row of rows) {
    const name = nameOf(values[row] ?? null);
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

/** Names a number by itself, or by the quarter that it lies in. */
function nameNumbers(values: Float64Array): (value: string | number | null) => string {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const isMissing = (value: string | number | null): boolean => value === null || Number.isNaN(value);
  if (new Set(present).size <= MANY) return (value) => (isMissing(value) ? MISSING : String(value));
  const edges = [...new Set([0.25, 0.5, 0.75].map((p) => present[Math.floor(p * present.length)]!))];
  return (value) => {
    if (isMissing(value)) return MISSING;
    const at = edges.filter((edge) => edge <= Number(value)).length;
    const [low, high] = [edges[at - 1], edges[at]].map((edge) => edge && Number(edge.toPrecision(6)));
    return low === undefined ? `below ${high}` : high === undefined ? `from ${low}` : `${low} to below ${high}`;
  };
}
