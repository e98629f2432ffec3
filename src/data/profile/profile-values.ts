import type { ValueCount } from '../../stats/index.ts';
import { TextForms } from './text-forms.ts';
import { binEdges, binOf, type DistinctNumbers } from './bin-edges.ts';
import type { ColumnKind } from '../columns.ts';
import { countsTexts, minuteOfDay } from './counted-value.ts';
import type { ColumnProfile } from './profile.ts';

/** Most frequent values kept of texts (and bytes of them) and of numbers. */
export const TOP_TEXTS = 512;
const TOP_TEXT_BYTES = 6000;
export const TOP_NUMBERS = 16;

/** A column with its values in memory. */
export interface ColumnValues {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Numbers with NaN for missing (instants in ms), or texts with null for missing. */
  readonly values: ArrayLike<number> | readonly (string | null)[];
}

/** Profiles one column that is in memory, such as the scores of a test set. For tables see `profileTable`. */
export function profileValues({ name, kind, values }: ColumnValues): ColumnProfile {
  if (countsTexts(kind)) {
    const counts = new Map<string, number>();
    for (const value of values as readonly (string | null)[]) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    return describeTextCounts(name, values.length, counts);
  }
  const numbers = Float64Array.from(values as ArrayLike<number>).filter((value) => !Number.isNaN(value));
  const sorted = (kind === 'timestamp' ? numbers.map(minuteOfDay) : numbers).sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (value === distinct.at(-1)) counts[counts.length - 1]!++;
    else {
      distinct.push(value);
      counts.push(1);
    }
  }
  return describeNumbers({ name, kind }, values.length, { values: distinct, counts });
}

/** The profile of texts, from all that occur. Equal counts are ordered by UTF-8 bytes, as DuckDB orders them. */
export function describeTextCounts(name: string, rows: number, counts: ReadonlyMap<string, number>): ColumnProfile {
  const forms = new TextForms();
  for (const [text, count] of counts) forms.add(text, count);
  let present = 0;
  for (const count of counts.values()) present += count;
  return describeTexts(name, { rows, present, distinct: counts.size, top: mostCommonTexts(counts), forms });
}

/** The commonest texts, equal ones by UTF-8 bytes: as many as are kept. */
export function mostCommonTexts(counts: ReadonlyMap<string, number>): ValueCount[] {
  const ordered = [...counts].map(([value, count]) => ({ value, count, bytes: Buffer.from(value) })).sort((a, b) => b.count - a.count || Buffer.compare(a.bytes, b.bytes));
  const top: ValueCount[] = [];
  let bytes = 0;
  for (const { value, count, bytes: text } of ordered.slice(0, TOP_TEXTS)) {
    if ((bytes += text.length) > TOP_TEXT_BYTES) break;
    top.push({ value, count });
  }
  return top;
}

/** The profile of texts, from the most frequent ones. */
export const describeTexts = (name: string, about: { rows: number; present: number; distinct: number; top: readonly ValueCount[]; forms: TextForms }): ColumnProfile => ({
  name,
  kind: 'string',
  rows: about.rows,
  nulls: about.rows - about.present,
  distinct: about.distinct,
  min: null,
  max: null,
  mean: null,
  sd: null,
  edges: [],
  counts: [],
  lengths: about.forms.lengths(),
  shapes: about.forms.shapes(),
  top: about.top,
});

/** The profile of numbers, from their distinct values in ascending order: exact, and the same to the last bit whatever the rows' order. */
export function describeNumbers(column: { name: string; kind: ColumnKind }, rows: number, { values, counts }: DistinctNumbers): ColumnProfile {
  const edges = binEdges({ values, counts });
  const bins = Array.from({ length: edges.length + 1 }, () => 0);
  let present = 0;
  let finite = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    present += counts[i]!;
    bins[binOf(edges, values[i]!)]! += counts[i]!;
    if (!Number.isFinite(values[i]!)) continue;
    finite += counts[i]!;
    sum += values[i]! * counts[i]!;
  }
  const mean = finite === 0 ? null : sum / finite;
  let squares = 0;
  for (let i = 0; i < values.length; i++) if (mean !== null && Number.isFinite(values[i]!)) squares += counts[i]! * (values[i]! - mean) ** 2;
  return {
    ...column,
    rows,
    nulls: rows - present,
    distinct: values.length,
    min: finiteAt(values, 0, 1),
    max: finiteAt(values, values.length - 1, -1),
    mean,
    sd: finite < 2 ? (finite === 1 ? 0 : null) : Math.sqrt(squares / (finite - 1)),
    edges,
    counts: bins,
    infinite: present - finite,
    quantiles: quantilesOf(values, counts),
    top: topNumbers({ values, counts }),
  };
}

/** Where quantiles are told. */
const SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** The least values that these shares of all do not exceed; empty when there are none. */
export function quantilesOf(values: ArrayLike<number>, counts: ArrayLike<number>): number[] {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  if (total === 0) return [];
  let at = 0;
  let sum = counts[0]!;
  return SHARES.map((share) => {
    while (sum < share * total && at + 1 < values.length) sum += counts[++at]!;
    return values[at]!;
  });
}

/** The first finite value from one end, or null. */
function finiteAt(values: ArrayLike<number>, start: number, step: 1 | -1): number | null {
  for (let i = start; i >= 0 && i < values.length; i += step) if (Number.isFinite(values[i]!)) return values[i]!;
  return null;
}

/** The most frequent numbers, equal ones by size, without sorting all that occur. */
function topNumbers({ values, counts }: DistinctNumbers): ValueCount[] {
  const top: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (top.length === TOP_NUMBERS && counts[i]! <= counts[top[TOP_NUMBERS - 1]!]!) continue;
    let at = top.length;
    while (at > 0 && counts[top[at - 1]!]! < counts[i]!) at--;
    top.splice(at, 0, i);
    if (top.length > TOP_NUMBERS) top.pop();
  }
  return top.map((i) => ({ value: String(values[i]!), count: counts[i]! }));
}
