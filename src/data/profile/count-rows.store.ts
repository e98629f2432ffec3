import type { Columns as ColumnStore } from '../../store/index.ts';
import type { TableSql } from '../table-sql.store.ts';

/** How many rows a table has; Parquet files say it. */
export async function countRows(store: ColumnStore, from: TableSql): Promise<number> {
  const [counted] = await store.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${from}`);
  return counted!.rows;
}
