import type { BatchColumn } from './batch.ts';
import { shownValues } from './fit-numbers.ts';
import { placeValues, type Places } from './place-values.ts';
import type { ColumnYardstick } from './pair-codes.ts';
import { sortRows } from './sort-rows.ts';

/** Where a missing value is. */
export const NOWHERE = -1;

/** A column of numbers beside its reference, looked up once for all tests. */
export interface PlacedNumbers {
  /** The values that are not missing, in order. */
  readonly sorted: Float64Array;
  readonly exact: Places;
  /** As their distribution is judged: the same but of instants. */
  readonly shown: Places;
  /** The position of each row's value among those shown; `NOWHERE` if missing. */
  readonly at: Int32Array;
  /** The bin of each value among those shown. */
  readonly bins: Int32Array;
}

/** The columns of a batch; null of texts. */
export type PlacedColumns = readonly (PlacedNumbers | null)[];

/** Looks a column up. */
export function placeNumbers(reference: ColumnYardstick, column: BatchColumn): PlacedNumbers | null {
  if (reference.kind === 'string' || column.kind === 'string') return null;
  const own = sortRows(column.values);
  const exact = placeValues(own.sorted, reference.sorted);
  const isInstant = reference.kind === 'timestamp';
  const ordered = isInstant ? sortRows(shownValues({ kind: reference.kind, values: column.values })) : own;
  const shown = isInstant ? placeValues(ordered.sorted, reference.shown) : exact;
  return { sorted: own.sorted, exact, shown, at: positionsOf(shown, ordered.rows, column.values.length), bins: binAll(shown.values, reference.edges) };
}

/** The position of each row's value among the different ones, of which so many are at most so large. */
function positionsOf({ ends }: Places, sortedRows: Int32Array, rows: number): Int32Array {
  const at = new Int32Array(rows).fill(NOWHERE);
  for (let i = 0, position = 0; i < sortedRows.length; i++) {
    if (i === ends[position]) position++;
    at[sortedRows[i]!] = position;
  }
  return at;
}

/** The bins of ascending values. */
function binAll(values: Float64Array, edges: readonly number[]): Int32Array {
  const bins = new Int32Array(values.length);
  for (let i = 0, bin = 0; i < bins.length; i++) {
    while (bin < edges.length && values[i]! >= edges[bin]!) bin++;
    bins[i] = bin;
  }
  return bins;
}
