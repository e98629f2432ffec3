import type { Batch, BatchColumn } from '../../src/data/index.ts';
import { DAY, type Random } from '../../src/kernel/index.ts';
import { compareSums } from '../../src/stats/index.ts';
import { trainGradientBoosting, type TrainingTable } from '../../src/train/trainers/index.ts';
import { type Corrupted, type Corruption, CORRUPTIONS } from './corruptions.ts';
import { scoreRows } from './harm.ts';
import { type LabelledBatch, pickLabelled } from './table.ts';

/** A broken batch, and all that made it but the rows that were meant. */
export interface Riddle {
  readonly corruption: Corruption;
  readonly fraction: number;
  /** Position of the column. */
  readonly column: number;
  readonly made: Corrupted;
  /** The stream from which the corruption drew what it does, from its start. */
  readonly random: () => Random;
}

/** The oracle says that a batch is broken when its p is at most this: it makes one test, of which one of a thousand clean batches would alarm. */
export const ORACLE_ALARM = 0.001;

/** False alarms in a clean batch that the battery may raise. */
const FALSE_ALARM = 0.01;
const KINDS = new Set(CORRUPTIONS.map(({ kind }) => kind)).size;
/**
 * The p at which one alarms who knows all that the oracle knows of each kind in each of so many columns, but not which it is: each is a suspicion of its own, and all share one false alarm in 100 clean
 * batches, as the battery's tests do. Of many alternatives that have little to do with one another no test finds much more (Arias-Castro, Candès & Plan, Annals of Statistics 2011).
 */
export const untoldAlarm = (columns: number): number => FALSE_ALARM / (KINDS * columns);

/** Kinds that break rows in their place, not each by itself: of them the oracle knows nothing. */
const IN_PLACE: readonly string[] = ['missing at random', 'missing not at random', 'duplicated rows', 'stale column'];

/**
 * What could be known of a broken batch without labels, by one who is told everything but which rows: the table, the column, the kind with all its parameters (how categories are permuted, the hours of a
 * shift), the share. It learns to tell rows from the same rows broken, and adds up the log-likelihood ratio of the mixture over the batch, the most powerful test that there is where
 * the ratio is right (Neyman & Pearson 1933). Its p is that of so large a sum in rows of the `clean` ones, which it did not learn from; null of kinds that it is not asked.
 */
export async function askOracle({ corruption, fraction, column, made, random }: Riddle, reference: LabelledBatch, clean: LabelledBatch): Promise<number | null> {
  if (IN_PLACE.includes(corruption.name)) return null;
  const all = corruption.apply({ clean: reference, reference, column, count: reference.batch.rows, random: random(), least: 0 });
  if (all === undefined) return null;
  // What is counted in one half of the rows is how the other half is seen: a row must not count as one of its own kind.
  const halves = [0, 1].map((half) => Int32Array.from({ length: reference.batch.rows >>> 1 }, (_, i) => 2 * i + half));
  const views = halves.map((rows) => learnView(pickLabelled(reference, rows).batch, made.columns));
  const [before, after] = [reference, all.broken].map((of) => {
    const [first, second] = halves.map((rows, half) => views[1 - half]!(pickLabelled(of, rows).batch));
    return first!.map((values, i) => Float32Array.from([...values, ...second![i]!]));
  }) as [Float32Array[], Float32Array[]];
  const model = await trainGradientBoosting(
    asTable(before, after, (row) => row % HELD_OUT > 0),
    { trees: 60, leaves: 15, learningRate: 0.2, minLeaf: 20, validation: asTable(before, after, (row) => row % HELD_OUT === 0) },
  );
  const scores = (of: Batch): Float64Array => {
    const [odds, others] = views.map((view) => scoreRows(model, view(of)));
    return odds!.map((one, row) => Math.log(1 - fraction + fraction * Math.exp(Math.min((one + others![row]!) / 2, MOST))));
  };
  return chanceOfSum(scores(made.broken.batch), scores(clean.batch));
}

/** Every so manieth row tells how many trees are enough. */
const HELD_OUT = 5;

/** Some rows as they were (0), and broken (1). */
function asTable(before: readonly Float32Array[], after: readonly Float32Array[], isMeant: (row: number) => boolean): TrainingTable {
  const rows = Array.from(before[0]!.keys()).filter(isMeant);
  return {
    features: before.map((_, i) => `f${i}`),
    rows: 2 * rows.length,
    columns: before.map((values, i) => Float32Array.from([...rows.map((row) => values[row]!), ...rows.map((row) => after[i]![row]!)])),
    labels: Uint8Array.from({ length: 2 * rows.length }, (_, i) => Number(i >= rows.length)),
  };
}

/** Odds beyond it are not told apart. */
const MOST = 12;
/** Steps into which scores are rounded. */
const STEPS = 400;

function chanceOfSum(here: Float64Array, there: Float64Array): number {
  const [least, most] = [here, there].reduce(([low, high], values) => [Math.min(low!, ...values), values.reduce((a, b) => Math.max(a, b), high!)], [Infinity, -Infinity]) as [
    number,
    number,
  ];
  const step = (most - least) / STEPS;
  if (!(step > 0)) return 1;
  const count = (values: Float64Array): Float64Array => {
    const counts = new Float64Array(STEPS + 1);
    for (const value of values) counts[Math.round((value - least) / step)]!++;
    return counts;
  };
  return compareSums({ here: count(here), there: count(there), scores: Float64Array.from({ length: STEPS + 1 }, (_, i) => least + i * step) });
}

/** Numbers of more different values than this are seen in so many bins; texts of more are seen by their counts alone. */
const DIFFERENT = 200;
const BINS = 20;
/** Rows that are added to those of each code as if the columns had nothing to do with each other. */
const PRIOR = 3;

/** The rows of a batch as a classifier sees them: every column, and how well the told ones go with each of the others. */
type View = (of: Batch) => Float32Array[];

function learnView(reference: Batch, told: readonly string[]): View {
  const codings = reference.columns.map(learnCoding);
  const original = reference.columns.map((column, i) => codings[i]!.code(column));
  const totals = original.map((codes) => countOf(codes));
  const pairs = reference.columns.flatMap(({ name }, c) =>
    told.includes(name) ? reference.columns.flatMap((_, x) => (x === c ? [] : [{ c, x, counts: countOf(original[c]!.map((code, row) => cellOf(code, original[x]![row]!))) }])) : [],
  );
  return (of) => {
    const codes = of.columns.map((column, i) => codings[i]!.code(column));
    const many = (row: number, at: number): number => totals[at]!.get(codes[at]![row]!) ?? 0;
    const evidence = pairs.map(({ c, x, counts }) =>
      Float32Array.from({ length: of.rows }, (_, row) => {
        const share = many(row, x) / reference.rows;
        const cell = counts.get(cellOf(codes[c]![row]!, codes[x]![row]!)) ?? 0;
        return share <= 0 ? 0 : Math.log((cell + PRIOR * share) / (many(row, c) + PRIOR) / share);
      }),
    );
    const sums = [...new Set(pairs.map(({ c }) => c))].map((c) =>
      Float32Array.from({ length: of.rows }, (_, row) => pairs.reduce((sum, pair, i) => (pair.c === c ? sum + evidence[i]![row]! : sum), 0)),
    );
    const times = of.columns.filter(({ kind }) => kind === 'timestamp');
    const spans = times.flatMap((later, i) =>
      times.slice(0, i).map((earlier) => Float32Array.from(later.values as Float64Array, (at, row) => at - (earlier.values[row] as number))),
    );
    const seen = of.columns.flatMap((column, i) => codings[i]!.see(column, codes[i]!));
    const counts = of.columns.flatMap(({ name }, i) => (told.includes(name) ? [Float32Array.from({ length: of.rows }, (_, row) => many(row, i))] : []));
    return [...seen, ...counts, ...evidence, ...sums, ...spans];
  };
}

interface ColumnCoding {
  /** 0 where missing, 1 where never seen before. */
  readonly code: (column: BatchColumn) => Int32Array;
  readonly see: (column: BatchColumn, codes: Int32Array) => Float32Array[];
}

function learnCoding(reference: BatchColumn): ColumnCoding {
  const minutes = (column: BatchColumn): BatchColumn =>
    column.kind === 'timestamp' ? { ...column, values: column.values.map((at) => Math.floor((((at % DAY) + DAY) % DAY) / 60_000)) } : column;
  const { values } = minutes(reference);
  const different = [...new Set(values as ArrayLike<unknown> as readonly (string | number | null)[])].filter((value) => value !== null && !Number.isNaN(value));
  if (reference.kind === 'string' || different.length <= DIFFERENT) {
    const codes = new Map(different.map((value, i) => [value, i + 2]));
    const code = (column: BatchColumn): Int32Array =>
      Int32Array.from(minutes(column).values as readonly (string | number | null)[], (value) => (value === null || Number.isNaN(value) ? 0 : (codes.get(value) ?? 1)));
    const see = (column: BatchColumn, coded: Int32Array): Float32Array[] =>
      column.kind !== 'string' ? [Float32Array.from(minutes(column).values as Float64Array)] : different.length <= DIFFERENT ? [Float32Array.from(coded)] : [];
    return { code, see };
  }
  const sorted = (values as Float64Array).filter((value) => !Number.isNaN(value)).sort();
  const edges = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)]!);
  return {
    code: (column) => Int32Array.from(minutes(column).values as Float64Array, (value) => (Number.isNaN(value) ? 0 : 2 + edges.filter((edge) => value >= edge).length)),
    see: (column) => [Float32Array.from(minutes(column).values as Float64Array)],
  };
}

const cellOf = (a: number, b: number): number => a * 2 ** 26 + b;

function countOf(codes: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let row = 0; row < codes.length; row++) counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
  return counts;
}
