import type { Columns as ColumnStore } from '../../store/index.ts';
import type { ColumnKind } from '../columns.ts';
import type { TableSql } from '../table-sql.store.ts';
import { readTable } from '../tables/read-table.store.ts';
import type { Batch, BatchColumn } from './batch.ts';

/** A batch that was read; `stride` rows of the table are one of it. */
export interface ReadBatch {
  readonly batch: Batch;
  readonly stride: number;
}

/** Rows that are looked at; of a larger table, every second, third, … row. */
export const MOST_ROWS = 200_000;

/** Reads columns of a table as a batch, rows in the order of the files. */
export async function readBatch(store: ColumnStore, from: TableSql, kinds: ReadonlyMap<string, ColumnKind>, most = MOST_ROWS): Promise<ReadBatch> {
  const counted = await store.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${from}`);
  const stride = Math.max(1, Math.ceil(counted[0]!.rows / most));
  const some = stride === 1 ? from : `(SELECT * FROM ${from} QUALIFY (row_number() OVER () - 1) % ${stride} = 0)`;
  const table = await readTable(store, some, [...kinds.keys()]);
  const columns = table.columns.map(({ name, values }): BatchColumn => {
    const kind = kinds.get(name)!;
    return kind === 'string' ? { name, kind, values: values as readonly (string | null)[] } : { name, kind, values: values as Float64Array };
  });
  return { batch: { rows: table.rows, columns }, stride };
}
