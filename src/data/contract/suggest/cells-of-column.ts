import { minuteOfDay } from '../../profile/counted-value.ts';
import type { Cells } from '../table-test.ts';
import { cellCount } from '../validate-table-tests.ts';
import type { SampledColumn } from './sample.ts';

/** A column as cells, and the cell of each row; 255 where it is missing. */
export interface CelledColumn {
  readonly name: string;
  readonly cells: Cells;
  readonly count: number;
  readonly of: Uint8Array;
}

export const NO_CELL = 255;

/** A text with fewer rows, or a smaller share of them, shares the last cell. */
const FEWEST = 20;
const RARE = 0.005;

/** Shares at which numbers are cut: finer towards the ends, where what is wrong tends to land. */
export const FINE = [0.005, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995];
export const COARSE = [0.02, 0.14, 0.28, 0.42, 0.56, 0.7, 0.84, 0.98];

/** Cuts a column into cells: numbers and times of day by quantiles (a value with a share of its own gets a cell of its own), texts by their commonest values. Null when one cell holds all. */
export function cellsOfColumn({ name, kind, values }: SampledColumn, shares: readonly number[], mostTexts: number): CelledColumn | null {
  const cells: Cells =
    kind === 'string' ? { values: commonest(values as readonly (string | null)[], mostTexts) } : { edges: edgesOf(counted(kind, values as Float64Array), shares) };
  const count = cellCount(cells);
  if ('edges' in cells ? cells.edges.length === 0 : cells.values.length < 2) return null;
  const of = new Uint8Array(values.length);
  if ('values' in cells) {
    const index = new Map(cells.values.map((value, i) => [value, i]));
    (values as readonly (string | null)[]).forEach((value, i) => (of[i] = value === null ? NO_CELL : (index.get(value) ?? count - 1)));
  } else counted(kind, values as Float64Array).forEach((value, i) => (of[i] = Number.isNaN(value) ? NO_CELL : cellOf(cells.edges, value)));
  return { name, cells, count, of };
}

const counted = (kind: SampledColumn['kind'], values: Float64Array): Float64Array =>
  kind === 'timestamp' ? values.map((at) => (Number.isNaN(at) ? at : minuteOfDay(at))) : values;

/** Edges at quantiles. Of few different values each is an edge, so that a cell holds one value. */
function edgesOf(values: Float64Array, shares: readonly number[]): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [];
  const distinct: number[] = [];
  for (const value of sorted) {
    if (value !== distinct.at(-1)) distinct.push(value);
    if (distinct.length > shares.length + 1) break;
  }
  if (distinct.length <= shares.length + 1) return distinct.slice(1);
  return [...new Set(shares.map((share) => sorted[Math.floor(share * (sorted.length - 1))]!))].filter((edge) => edge > sorted[0]!);
}

function cellOf(edges: readonly number[], value: number): number {
  let cell = 0;
  while (cell < edges.length && value >= edges[cell]!) cell++;
  return cell;
}

function commonest(values: readonly (string | null)[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  // Of rare values those with the most rows would be those that had luck: they would seem to vanish.
  const least = Math.max(FEWEST, values.length * RARE);
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([value]) => value);
}
