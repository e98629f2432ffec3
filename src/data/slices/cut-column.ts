import type { SliceFeature } from '../../stats/index.ts';
import type { TableColumn } from '../tables/table.ts';
import { textOf } from '../tables/table.ts';
import type { WeakSlice } from './weak-slices.ts';

type Named = WeakSlice['predicates'][number];

/** A column cut into classes, and what each of them is. */
export interface CutColumn extends SliceFeature {
  readonly names: readonly Named[];
}

const BINS = 10;
/** Numbers of so few different values are classes as they are. */
const FEW = 12;
const HOUR = 3_600_000;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/**
 * Cuts a column into classes: texts, truths and few numbers by their values, numbers at their deciles, instants by the hour of the day and by the day of the week (UTC).
 * Missing values are a class of their own.
 */
export function cutColumn(column: TableColumn): CutColumn[] {
  const { name, family, values } = column;
  if (!(values instanceof Float64Array)) return [byValue(name, values)];
  if (family === 'timestamp') {
    const hours = values.map((at) => ((Math.floor(at / HOUR) % 24) + 24) % 24);
    // 1 January 1970 was a Thursday.
    const days = values.map((at) => (((Math.floor(at / (24 * HOUR)) + 3) % 7) + 7) % 7);
    return [
      numbers(`hour of ${name}`, hours),
      byValue(
        `weekday of ${name}`,
        Array.from(days, (day) => (Number.isNaN(day) ? null : WEEKDAYS[day]!)),
      ),
    ];
  }
  if (family === 'boolean')
    return [
      byValue(
        name,
        Array.from(values, (_, row) => textOf(column, row)),
      ),
    ];
  return [numbers(name, values)];
}

const one = (column: string, value: string | null): Named => ({ column, value, from: null, to: null });

function byValue(column: string, values: readonly (string | null)[]): CutColumn {
  const codes = new Int32Array(values.length);
  const known = new Map<string | null, number>();
  for (let row = 0; row < values.length; row++) {
    const code = known.get(values[row]!) ?? known.size;
    if (code === known.size) known.set(values[row]!, code);
    codes[row] = code;
  }
  return { codes, levels: known.size, names: [...known.keys()].map((value) => one(column, value)) };
}

function numbers(column: string, values: Float64Array): CutColumn {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = countDistinct(sorted);
  if (distinct <= FEW)
    return byValue(
      column,
      Array.from(values, (value) => (Number.isNaN(value) ? null : String(value))),
    );
  const quantiles = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)]!);
  const edges = [...new Set(quantiles)].filter((edge) => edge > sorted[0]!);
  const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? edges.length + 1 : edges.reduce((bin, edge) => bin + Number(value >= edge), 0)));
  const ranges = [...edges, null].map((to, bin): Named => ({ column, value: null, from: edges[bin - 1] ?? null, to }));
  return { codes, levels: edges.length + 2, names: [...ranges, one(column, null)] };
}

function countDistinct(sorted: Float64Array): number {
  let distinct = 0;
  for (let i = 0; i < sorted.length && distinct <= FEW; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

/** A predicate as a person reads it. */
export function tellPredicate({ column, value, from, to }: Named): string {
  if (value !== null) return `${column} = ${value}`;
  if (from === null && to === null) return `${column} is missing`;
  if (from === null) return `${column} < ${tidy(to!)}`;
  return to === null ? `${column} ≥ ${tidy(from)}` : `${tidy(from)} ≤ ${column} < ${tidy(to)}`;
}

const tidy = (value: number): string => String(Number(value.toPrecision(6)));
