import { binEdges, binOf } from '../profile/bin-edges.ts';
import { minuteOfDay } from '../profile/counted-value.ts';
import { SPECIAL_NUMBERS } from '../profile/special-numbers.ts';
import type { BatchColumn } from './batch.ts';
import { RESOLUTIONS, resolutionOf, scaleOf } from './resolution.ts';
import { learnRuns, type RunHabit } from './runs.ts';
import { type Matches, ValueCounts } from './value-counts.ts';

export type NumberColumn = Exclude<BatchColumn, { kind: 'string' }>;

/** What the reference says of a column of numbers, truths or instants. */
export interface NumberYardstick {
  readonly name: string;
  readonly kind: NumberColumn['kind'];
  readonly rows: number;
  readonly missing: number;
  /** Every value, ascending. */
  readonly sorted: Float64Array;
  /** Every value as its distribution is judged (an instant by its minute of the day), ascending. */
  readonly shown: Float64Array;
  readonly edges: readonly number[];
  /** Rows in each bin of `edges`. */
  readonly bins: readonly number[];
  readonly scale: number;
  /** Rows in each class of `resolutionOf`. */
  readonly resolutions: readonly number[];
  readonly runs: RunHabit<number>;
  /** Null where rows are in no order. */
  readonly order: Order | null;
  readonly matches: Matches;
  /** How many values occur once, twice, … */
  readonly multiplicities: ReadonlyMap<number, number>;
  /** Values that stand for nothing. */
  readonly specials: readonly number[];
}

/** An order that rows keep, all or nearly. */
export interface Order {
  /** How far each row falls behind the one before it (0 for most), ascending. */
  readonly drops: Float64Array;
  /** Whether hardly any row does. */
  readonly isStrict: boolean;
}

/** An order is strict when fewer rows than this fall behind the one before them. */
const STRICT = 0.05;
/** It is one at all when no row falls behind by more than this part of what nine tenths of the values span, as where rows of a day come mixed. */
const NEARLY = 0.02;

/** The values as their distribution is judged. */
export const shownValues = ({ kind, values }: Pick<NumberColumn, 'kind' | 'values'>): Float64Array => (kind === 'timestamp' ? values.map(minuteOfDay) : values);

/** The values that are not missing, in order. */
export function ascending(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) present[count++] = value;
  return (count === values.length ? present : present.slice(0, count)).sort();
}

/** Learns a column of numbers. */
export function fitNumbers({ name, kind, values }: NumberColumn): NumberYardstick {
  const sorted = ascending(values);
  const shown = kind === 'timestamp' ? shownValues({ kind, values: sorted }).sort() : sorted;
  const distinct = countDistinct(shown);
  const edges = binEdges(distinct);
  const bins = Array.from({ length: edges.length + 1 }, () => 0);
  distinct.values.forEach((value, i) => (bins[binOf(edges, value)]! += distinct.counts[i]!));
  const scale = scaleOf(sorted);
  const resolutions = Array.from({ length: RESOLUTIONS }, () => 0);
  const finenessOf = resolutionOf(kind, scale);
  for (const value of sorted) resolutions[finenessOf(value)]!++;
  const counts = new ValueCounts<number>();
  for (const value of sorted) counts.add(value);
  return {
    name,
    kind,
    rows: values.length,
    missing: values.length - sorted.length,
    sorted,
    shown,
    edges,
    bins,
    scale,
    resolutions,
    runs: learnRuns(values, (value) => counts.of(value)),
    order: kind !== 'boolean' && counts.counts.size > values.length / 10 ? orderOf(values, sorted) : null,
    matches: counts.matches(),
    multiplicities: counts.multiplicities(),
    specials: kind === 'boolean' ? [] : [...SPECIAL_NUMBERS].filter((value) => counts.of(value) > 0),
  };
}

function orderOf(values: Float64Array, sorted: Float64Array): Order | null {
  const drops = dropsOf(values).sort();
  const isStrict = drops.length - countBelow(drops, 0, 'equal') <= STRICT * values.length;
  const span = sorted[Math.floor(0.95 * sorted.length)]! - sorted[Math.floor(0.05 * sorted.length)]!;
  return isStrict || drops.at(-1)! <= NEARLY * span ? { drops, isStrict } : null;
}

/** How far each row falls behind the last one before it that is not missing; 0 where it does not. */
export function dropsOf(values: Float64Array): Float64Array {
  let before = -Infinity;
  return values.map((value) => {
    if (Number.isNaN(value)) return 0;
    const drop = Math.max(0, before - value);
    before = value;
    return drop;
  });
}

function countDistinct(sorted: Float64Array): { values: number[]; counts: number[] } {
  const distinct: { values: number[]; counts: number[] } = { values: [], counts: [] };
  for (const value of sorted) {
    if (value === distinct.values.at(-1)) distinct.counts[distinct.counts.length - 1]!++;
    else {
      distinct.values.push(value);
      distinct.counts.push(1);
    }
  }
  return distinct;
}

/** How many of the ascending values are less than `value` (`or` equal to it). */
export function countBelow(sorted: Float64Array, value: number, or: 'less' | 'equal'): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value || (or === 'equal' && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending values are `value`. */
export function countEqual(sorted: Float64Array, value: number): number {
  const less = countBelow(sorted, value, 'less');
  return sorted[less] === value ? countBelow(sorted, value, 'equal') - less : 0;
}
