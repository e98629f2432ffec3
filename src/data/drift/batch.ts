import type { ColumnKind } from '../columns.ts';

/** A column of a batch: numbers (truths as 0 and 1, instants in ms) with NaN where missing, or texts with null. */
export type BatchColumn =
  | { readonly name: string; readonly kind: Exclude<ColumnKind, 'string'>; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'string'; readonly values: readonly (string | null)[] };

/** Rows in the order in which they came, column by column. */
export interface Batch {
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
}
