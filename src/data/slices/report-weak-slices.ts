import { seededRandom } from '../../kernel/index.ts';
import { confirmSlices, findSlices, type SliceTable } from '../../stats/index.ts';
import { dataErrors } from '../data.errors.ts';
import { numbersOf, type Table } from '../tables/table.ts';
import { cutColumn, tellPredicate } from './cut-column.ts';
import type { WeakSlices } from './weak-slices.ts';

/** How weak slices are sought. */
export interface WeakSlicesOrder {
  /** The column of errors, ≥ 0; or `label` and `score`. */
  readonly error?: string;
  /** A column of 0 and 1, and one of the probability of 1: the error is the squared difference (Brier). */
  readonly label?: string;
  readonly score?: string;
  /** By which slices are made. @default all others */
  readonly columns?: readonly string[];
  /** Columns that no slice is made by, such as a key. */
  readonly ignore?: readonly string[];
  /** Slices at most. @default 10 */
  readonly k?: number;
  /** Weight of the error against the size of a slice, 0 … 1. @default the first of 0.95, 0.99 and 0.999 at which a slice stands out */
  readonly alpha?: number;
  /** @default 3 */
  readonly maxPredicates?: number;
  /** Decides which half of the rows is searched. @default 1 */
  readonly seed?: number;
}

/** SliceLine's own weight first; where even the worst slice is too small for it to be worth more than all rows, nearer to 1. */
const ALPHAS = [0.95, 0.99, 0.999] as const;
/** Fewer rows say nothing after they were halved. */
const MIN_ROWS = 128;

/**
 * Seeks the slices of a table in which the error is largest in one half of its rows, drawn at random, and tests them on the other. The weight is chosen in the first half alone, so that the
 * tests on the other say what they would of any list. Throws DATA_TABLE_UNFIT.
 */
export function reportWeakSlices(table: Table, order: WeakSlicesOrder): WeakSlices {
  const { errors, said } = errorsOf(table, order);
  const rows = Array.from(errors.keys()).filter((row) => !Number.isNaN(errors[row]!));
  if (rows.length < MIN_ROWS) throw dataErrors.TABLE_UNFIT({ problems: [`${rows.length} rows have an error; ${MIN_ROWS} are needed to find and confirm a slice`] });
  const negative = rows.find((row) => errors[row]! < 0);
  if (negative !== undefined) throw dataErrors.TABLE_UNFIT({ problems: [`the error of row ${negative} is ${errors[negative]}; errors are 0 or more`] });
  const none = new Set([order.error, order.label, order.score, ...(order.ignore ?? [])]);
  const used = table.columns.filter(({ name }) => order.columns?.includes(name) ?? !none.has(name));
  // What all rows share narrows no group: it would only tell each a second time.
  const cuts = used.flatMap(cutColumn).filter(({ levels }) => levels > 1);
  const random = seededRandom(`slices/${order.seed ?? 1}`);
  const halves = { search: [] as number[], heldOut: [] as number[] };
  for (const row of rows) (random.next() < 0.5 ? halves.search : halves.heldOut).push(row);
  const part = (chosen: readonly number[]): SliceTable => ({
    features: cuts.map(({ codes, levels }) => ({ codes: Int32Array.from(chosen, (row) => codes[row]!), levels })),
    errors: Float64Array.from(chosen, (row) => errors[row]!),
  });
  const minRows = Math.max(32, Math.ceil(halves.search.length / 100));
  const heldOut = part(halves.heldOut);
  const search = part(halves.search);
  const quiet: number[] = [];
  const [first, ...nearer] = order.alpha === undefined ? ALPHAS : [order.alpha];
  const seek = (alpha: number) => findSlices(search, { minRows, k: order.k ?? 10, alpha, maxPredicates: order.maxPredicates ?? 3 });
  let alpha: number = first!;
  let found = seek(alpha);
  for (const next of nearer) {
    if (found.length > 0) break;
    quiet.push(alpha);
    found = seek((alpha = next));
  }
  const evidence = confirmSlices(heldOut, found);
  const overall = heldOut.errors.reduce((sum, error) => sum + error, 0) / heldOut.errors.length;
  return {
    error: said,
    rows: { search: halves.search.length, heldOut: halves.heldOut.length },
    left: table.rows - rows.length,
    overall,
    minRows,
    columns: used.map(({ name }) => name),
    alpha,
    quiet,
    confirmed: evidence.filter((one) => one.confirmed).length,
    slices: found.map((slice, i) => {
      const predicates = slice.predicates.map(({ feature, code }) => cuts[feature]!.names[code]!);
      const { rows: size, error, interval, adjustedP, confirmed } = evidence[i]!;
      return {
        predicates,
        text: predicates.map(tellPredicate).join(' and '),
        score: slice.score,
        found: { rows: slice.rows, error: slice.error },
        rows: size,
        error: finite(error),
        interval: [finite(interval[0]), finite(interval[1])],
        lift: overall === 0 ? null : finite(error / overall),
        p: adjustedP,
        confirmed,
      };
    }),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function errorsOf(table: Table, { error, label, score }: WeakSlicesOrder): { errors: Float64Array; said: string } {
  if (error !== undefined) return { errors: numbersOf(table, error), said: error };
  if (label === undefined || score === undefined)
    throw dataErrors.TABLE_UNFIT({
      problems: ['no column of errors is named (`error`), nor those of the label and the score (`label` and `score`), which only of a run are known'],
    });
  const scores = numbersOf(table, score);
  return { errors: numbersOf(table, label).map((truth, row) => (truth - scores[row]!) ** 2), said: `(${label} - ${score})²` };
}
