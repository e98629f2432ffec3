import type { ColumnBatch, Columns as ColumnStore } from '../../store/index.ts';
import type { ColumnKind } from '../columns.ts';
import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';

/** A table and some of its columns. */
export interface ValuesOf {
  readonly from: TableSql;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
}

/** Reads columns as they are profiled and counted, batch by batch: numbers with NaN where missing, truths as 0 and 1, instants in ms, texts with null. */
export async function readValues(store: ColumnStore, { from, columns }: ValuesOf, take: (batch: ColumnBatch) => void): Promise<void> {
  const wanted = columns.map(({ name, kind }, i) => `${valueSql(quoteIdentifier(name), kind)} AS v${i}`);
  await store.batchesOf(`SELECT ${wanted.length > 0 ? wanted.join(', ') : '1 AS v'} FROM ${from}`, [], take);
}

function valueSql(column: string, kind: ColumnKind): string {
  switch (kind) {
    case 'string':
      return `CAST(${column} AS VARCHAR)`;
    case 'timestamp':
      // Beyond all dates, infinity among it, there is no instant.
      return `CASE WHEN abs(epoch_us(CAST(${column} AS TIMESTAMP)) / 1000.0) <= 8.64e15 THEN CAST(${column} AS TIMESTAMP) END`;
    case 'boolean':
      return `CAST(${column} AS BOOLEAN)`;
    case 'integer':
    case 'number':
      return `CAST(${column} AS DOUBLE)`;
  }
}
