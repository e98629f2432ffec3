import type { Batch, BatchChange, BatchColumn } from '../../src/data/index.ts';
import { HOUR, type Random } from '../../src/kernel/index.ts';
import type { LabelledBatch } from './table.ts';

/** What breaks a column of a batch. */
export interface CorruptionCase {
  readonly clean: LabelledBatch;
  readonly reference: LabelledBatch;
  /** Position of the column. */
  readonly column: number;
  /** Rows to break. */
  readonly count: number;
  readonly random: Random;
  /** Share of the rows meant that must have another value after it. @default 0.5 */
  readonly least?: number;
}

/** A broken batch and what is right to say of it; undefined where the kind does not apply or too little changed. */
export interface Corrupted {
  readonly broken: LabelledBatch;
  /** Columns of which any is right. */
  readonly columns: readonly string[];
}

/** One kind of corruption; the first eight as Schelter, Rukat and Biessmann define them (Learning to validate the predictions of black box classifiers, SIGMOD 2020; the Jenga library). */
export interface Corruption {
  readonly name: string;
  /** The twelve kinds; variants of one are told apart by `name`. */
  readonly kind: string;
  /** What it may rightly be called. */
  readonly calls: readonly BatchChange[];
  readonly apply: (about: CorruptionCase) => Corrupted | undefined;
}

type Cell = number | string | null;

/** A share of the rows is broken when at least half of those meant have another value now: a zero scaled is a zero. */
const BROKEN = 0.5;

/** Rewrites some rows of one column. */
function rewrite({ clean, column, least = BROKEN }: CorruptionCase, rows: readonly number[], to: (value: Cell, row: number) => Cell): Corrupted | undefined {
  const original = clean.batch.columns[column]!;
  const values: Cell[] = Array.from(original.values as ArrayLike<Cell>);
  let changed = 0;
  for (const row of rows) {
    const after = to(values[row]!, row);
    if (!Object.is(after, values[row])) changed++;
    values[row] = after;
  }
  if (changed < least * rows.length) return undefined;
  return { broken: { ...clean, batch: replaceColumn(clean.batch, column, values) }, columns: [original.name] };
}

function replaceColumn(batch: Batch, at: number, values: readonly Cell[]): Batch {
  const replaced = (column: BatchColumn): BatchColumn =>
    column.kind === 'string' ? { ...column, values: values as readonly (string | null)[] } : { ...column, values: Float64Array.from(values as readonly number[]) };
  return { ...batch, columns: batch.columns.map((column, i) => (i === at ? replaced(column) : column)) };
}

/** Rows at random, ascending. */
export function someRows(random: Random, rows: number, count: number): number[] {
  const positions = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + random.int(rows - i);
    [positions[i], positions[j]] = [positions[j]!, positions[i]!];
  }
  return Array.from(positions.slice(0, count)).sort((a, b) => a - b);
}

const anyRows = ({ clean, count, random }: CorruptionCase): number[] => someRows(random, clean.batch.rows, count);

/** A stretch of the rows in the order of a column's values. */
function rowsInOrderOf({ clean, count, random }: CorruptionCase, column: number): number[] {
  const values = clean.batch.columns[column]!.values as ArrayLike<Cell>;
  const order = Array.from({ length: clean.batch.rows }, (_, row) => row).sort((a, b) => compare(values[a]!, values[b]!));
  const from = random.int(clean.batch.rows - count + 1);
  return order.slice(from, from + count);
}

const compare = (a: Cell, b: Cell): number => (a === b ? 0 : a === null || Number.isNaN(a) ? 1 : b === null || Number.isNaN(b) ? -1 : a < b ? -1 : 1);

const kindOf = ({ clean, column }: CorruptionCase): BatchColumn['kind'] => clean.batch.columns[column]!.kind;
const isNumeric = (about: CorruptionCase): boolean => kindOf(about) === 'number' || kindOf(about) === 'integer';
const missing = (about: CorruptionCase): Cell => (kindOf(about) === 'string' ? null : NaN);
const referenceValues = (about: CorruptionCase): Cell[] =>
  Array.from(about.reference.batch.columns[about.column]!.values as ArrayLike<Cell>).filter((value) => value !== null && !Number.isNaN(value));

function commonest(values: readonly Cell[]): Cell {
  const counts = new Map<Cell, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const LOOKALIKES: Readonly<Record<string, string>> = { a: 'á', A: 'Á', e: 'é', E: 'É', o: 'ớ', O: 'Ớ', u: 'ú', U: 'Ú' };
/** Miles to kilometres, pounds to kilograms, feet to metres, minutes to hours, inches to centimetres; Fahrenheit to Celsius. */
const UNITS: readonly ((value: number) => number)[] = [(v) => v * 1.609344, (v) => v * 0.45359237, (v) => v * 0.3048, (v) => v / 60, (v) => v * 2.54, (v) => (v - 32) / 1.8];
const SHIFTS = [1, 2, 5, 8];

const DISTRIBUTION: readonly BatchChange[] = ['out_of_range', 'resolution', 'drift', 'association'];

/** Every kind of corruption. */
export const CORRUPTIONS: readonly Corruption[] = [
  { name: 'missing completely at random', kind: 'missing', calls: ['missing'], apply: (about) => rewrite(about, anyRows(about), () => missing(about)) },
  {
    name: 'missing at random',
    kind: 'missing',
    calls: ['missing'],
    apply: (about) => {
      const others = about.clean.batch.columns.length - 1;
      return rewrite(about, rowsInOrderOf(about, (about.column + 1 + about.random.int(others)) % (others + 1)), () => missing(about));
    },
  },
  { name: 'missing not at random', kind: 'missing', calls: ['missing'], apply: (about) => rewrite(about, rowsInOrderOf(about, about.column), () => missing(about)) },
  {
    name: 'swapped columns',
    kind: 'swapped columns',
    calls: ['unseen', 'characters', ...DISTRIBUTION],
    apply: (about) => {
      const { columns } = about.clean.batch;
      const family = (column: BatchColumn): string => (column.kind === 'integer' ? 'number' : column.kind);
      const partners = columns.flatMap((other, i) => (i !== about.column && family(other) === family(columns[about.column]!) ? [i] : []));
      if (partners.length === 0) return undefined;
      const partner = partners[about.random.int(partners.length)]!;
      const rows = anyRows(about);
      const cells = (column: number): ArrayLike<Cell> => columns[column]!.values as ArrayLike<Cell>;
      const once = rewrite(about, rows, (_, row) => cells(partner)[row]!);
      if (once === undefined) return undefined;
      const twice = rewrite({ ...about, clean: once.broken, column: partner }, rows, (_, row) => cells(about.column)[row]!);
      return twice && { broken: twice.broken, columns: [columns[about.column]!.name, columns[partner]!.name] };
    },
  },
  {
    name: 'noise',
    kind: 'noise',
    calls: DISTRIBUTION,
    apply: (about) => {
      if (!isNumeric(about)) return undefined;
      const sd = deviation(referenceValues(about) as number[]) * (1 + 4 * about.random.next());
      return rewrite(about, anyRows(about), (value) => (value as number) + sd * about.random.normal());
    },
  },
  {
    name: 'scaling',
    kind: 'scaling',
    calls: DISTRIBUTION,
    apply: (about) => {
      const factor = [10, 100, 1000][about.random.int(3)]!;
      return isNumeric(about) ? rewrite(about, anyRows(about), (value) => (value as number) * factor) : undefined;
    },
  },
  {
    name: 'category permutation',
    kind: 'category permutation',
    calls: ['association', 'drift', 'constant'],
    apply: (about) => {
      if (kindOf(about) !== 'string' && kindOf(about) !== 'boolean') return undefined;
      const categories = [...new Set(referenceValues(about))];
      const order = someRows(about.random, categories.length, categories.length).map((position) => ({ position, key: about.random.next() }));
      const shuffled = order.sort((a, b) => a.key - b.key).map(({ position }) => position);
      // Each category becomes the next of a random circle, so that none stays.
      const next = new Map(shuffled.map((position, i) => [categories[position]!, categories[shuffled[(i + 1) % shuffled.length]!]!]));
      return categories.length < 2 ? undefined : rewrite(about, anyRows(about), (value) => next.get(value!) ?? value);
    },
  },
  {
    name: 'broken characters',
    kind: 'broken characters',
    calls: ['characters', 'unseen'],
    apply: (about) =>
      kindOf(about) === 'string'
        ? rewrite(about, anyRows(about), (value) => (value as string | null)?.replaceAll(/[aAeEoOuU]/g, (letter) => LOOKALIKES[letter]!) ?? null)
        : undefined,
  },
  {
    name: 'sentinel -1',
    kind: 'sentinel -1',
    calls: ['sentinel'],
    apply: (about) => (kindOf(about) === 'boolean' ? undefined : rewrite(about, anyRows(about), () => (kindOf(about) === 'string' ? '-1' : -1))),
  },
  {
    name: 'constant default',
    kind: 'constant default',
    calls: ['constant', 'drift'],
    apply: (about) => {
      const values = referenceValues(about);
      const fill = isNumeric(about) || kindOf(about) === 'timestamp' ? (values as number[]).sort((a, b) => a - b)[values.length >>> 1]! : commonest(values);
      return rewrite(about, anyRows(about), () => fill);
    },
  },
  {
    name: 'duplicated rows',
    kind: 'duplicated rows',
    calls: ['duplicates'],
    apply: ({ clean, column, count, random }) => {
      if (column !== 0) return undefined;
      const rows = someRows(random, clean.batch.rows, count);
      const spared = Array.from({ length: clean.batch.rows }, (_, row) => row).filter((row) => !rows.includes(row));
      const from = new Map(rows.map((row) => [row, spared[random.int(spared.length)]!]));
      const at = (row: number): number => from.get(row) ?? row;
      const columns = clean.batch.columns.map((one): BatchColumn =>
        one.kind === 'string' ? { ...one, values: one.values.map((_, row) => one.values[at(row)]!) } : { ...one, values: one.values.map((_, row) => one.values[at(row)]!) },
      );
      return { broken: { batch: { ...clean.batch, columns }, labels: clean.labels.map((_, row) => clean.labels[at(row)]!) }, columns: ['*'] };
    },
  },
  {
    name: 'stale column',
    kind: 'stale column',
    calls: ['stale', 'constant'],
    apply: (about) => {
      const { clean, count, random, column } = about;
      const from = 1 + random.int(clean.batch.rows - count);
      const last = (clean.batch.columns[column]!.values as ArrayLike<Cell>)[from - 1]!;
      return rewrite(
        about,
        Array.from({ length: count }, (_, i) => from + i),
        () => last,
      );
    },
  },
  {
    name: 'unit change',
    kind: 'unit change',
    calls: DISTRIBUTION,
    apply: (about) => {
      const convert = UNITS[about.random.int(UNITS.length)]!;
      return isNumeric(about) ? rewrite(about, anyRows(about), (value) => convert(value as number)) : undefined;
    },
  },
  {
    name: 'shifted time zone',
    kind: 'shifted time zone',
    calls: ['order', 'drift', 'association', 'resolution'],
    apply: (about) => {
      const hours = SHIFTS[about.random.int(SHIFTS.length)]! * (about.random.next() < 0.5 ? -1 : 1);
      return kindOf(about) === 'timestamp' ? rewrite(about, anyRows(about), (value) => (value as number) + hours * HOUR) : undefined;
    },
  },
];
