import { binOf } from '../profile/bin-edges.ts';
import type { BatchColumn } from './batch.ts';
import { ascending, shownValues } from './fit-numbers.ts';
import { placeValues, type Places } from './place-values.ts';
import type { ColumnYardstick } from './pair-codes.ts';

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
  const sorted = ascending(column.values);
  const exact = placeValues(sorted, reference.sorted);
  const values = shownValues({ kind: reference.kind, values: column.values });
  const shown = reference.kind === 'timestamp' ? placeValues(ascending(values), reference.shown) : exact;
  return { sorted, exact, shown, at: findAll(shown.values, values), bins: binAll(shown.values, reference.edges) };
}

/** The position of each value among the ascending ones, of which it is one. */
function findAll(ascendingValues: Float64Array, values: Float64Array): Int32Array {
  const at = new Int32Array(values.length);
  for (let row = 0; row < at.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) {
      at[row] = NOWHERE;
      continue;
    }
    let [low, high] = [0, ascendingValues.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ascendingValues[middle]! < value) low = middle + 1;
      else high = middle;
    }
    at[row] = low;
  }
  return at;
}

function binAll(values: Float64Array, edges: readonly number[]): Int32Array {
  const bins = new Int32Array(values.length);
  for (let i = 0; i < bins.length; i++) bins[i] = binOf(edges, values[i]!);
  return bins;
}
