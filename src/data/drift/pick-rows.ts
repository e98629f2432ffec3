import type { Batch, BatchColumn } from './batch.ts';

/** Some rows of a batch, by their positions. */
export const pickRows = ({ columns }: Batch, rows: ArrayLike<number>): Batch => ({
  rows: rows.length,
  columns: columns.map((column): BatchColumn =>
    column.kind === 'string' ? { ...column, values: Array.from(rows, (row) => column.values[row]!) } : { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) },
  ),
});
