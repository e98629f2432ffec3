import type { Columns as ColumnStore } from '../../store/index.ts';
import type { Columns } from '../columns.ts';
import type { TableSql } from '../table-sql.store.ts';
import type { ColumnSql } from './column-sql.store.ts';

/** What the queries of one check share. */
export interface CheckView {
  readonly store: ColumnStore;
  readonly from: TableSql;
  /** The table with each row's position as `"row*"`. */
  readonly numbered: TableSql;
  readonly columns: Columns;
  /** The contract's columns that the table has. */
  readonly names: readonly string[];
  /** Those of them that are of their kind. */
  readonly sql: ReadonlyMap<string, ColumnSql>;
}

/** The positions that a query gives in its first column. */
export const positionsOf = async (view: CheckView, sql: string): Promise<number[]> => Array.from((await view.store.columnsOf(sql)).columns[0] as Float64Array);
