import { basename } from 'node:path';
import type { Columns as ColumnStore } from '../../store/index.ts';
import { csvTable } from '../csv-table.store.ts';
import { exactTable } from './exact-table.store.ts';
import { familyOf, parquetTable, quoteIdentifier, readablePath, type TableSql, type TypeFamily } from '../table-sql.store.ts';
import { requireColumns, type Table } from './table.ts';

/** The rows of files of a project: of one CSV file, by its ending, or of Parquet and Arrow files one after the other, with the types that they have. Throws DATA_FILE_UNREADABLE, and as `Columns.parquetOf` for an Arrow file. */
export async function typedTable(store: ColumnStore, paths: readonly string[]): Promise<TableSql> {
  const [first] = paths;
  if (paths.length === 1 && first!.endsWith('.csv')) return csvTable(store, first!, basename(first!));
  return parquetTable(await Promise.all(paths.map((path) => readablePath(store, path))));
}

/** The same with whole numbers beyond 2^53 as texts where they are names of things: see `exactTable`, also of `keys`. */
export const fileTable = async (store: ColumnStore, paths: readonly string[], keys: readonly string[] = []): Promise<TableSql> =>
  exactTable(store, await typedTable(store, paths), keys);

/** The columns of a table and the families of their types, in the order of the file. */
export async function describeTable(store: ColumnStore, from: TableSql): Promise<Map<string, TypeFamily>> {
  const described = await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`);
  return new Map(described.map((column) => [column.column_name, familyOf(column.column_type)]));
}

/** Reads columns of a table, all when none is named. Throws DATA_TABLE_UNFIT when it lacks one. */
export async function readTable(store: ColumnStore, from: TableSql, names?: readonly string[]): Promise<Table> {
  const families = await describeTable(store, from);
  const wanted = names ?? [...families.keys()];
  requireColumns(families.keys(), wanted);
  const read = await store.columnsOf(`SELECT ${wanted.map(quoteIdentifier).join(', ')} FROM ${from}`);
  return { rows: read.rows, columns: wanted.map((name, i) => ({ name, family: families.get(name)!, values: read.columns[i]! })) };
}
