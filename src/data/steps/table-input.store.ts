import { type Columns, quoteIdentifier } from '../../store/index.ts';
import type { DatasetVersion } from '../dataset-version.ts';
import { describeTable, typedTable } from '../tables/read-table.store.ts';
import type { TableSql } from '../table-sql.store.ts';

/** What a step is told of a table beside its files: how people call it, and of a version what it is. */
export interface SaidTable {
  readonly name: string;
  readonly version: Pick<DatasetVersion, 'id' | 'number' | 'rows' | 'contract' | 'manifest'> | null;
}

/** The port of what the tests of a contract compare with, by its place in `relatedTables`. */
export const besidePort = (i: number): string => `beside-${i}`;

/** A table that a step reads. */
export interface InputTable extends SaidTable {
  readonly from: TableSql;
}

/** A table with those of some columns that it has, or all when it has none of them. */
export async function withColumns(store: Columns, from: TableSql, names: Iterable<string>): Promise<TableSql> {
  const there = await describeTable(store, from);
  const kept = [...names].filter((name) => there.has(name));
  return kept.length === 0 ? from : `(SELECT ${kept.map(quoteIdentifier).join(', ')} FROM ${from})`;
}

/** Opens an input of a step, told of by the parameter of the same name, with the types that it has. */
export const inputTable = async (store: Columns, paths: readonly string[], said: SaidTable): Promise<InputTable> => ({ ...said, from: await typedTable(store, paths) });
