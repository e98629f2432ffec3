import { rm, writeFile } from 'node:fs/promises';
import { type Columns, quoteLiteral } from '../store/index.ts';

/** Values to write beside rows, the first beside the first. */
export interface AppendedColumn {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** Writes rows (SQL for after `FROM`) with more columns to a Parquet file: as many as there are values of each. */
export async function appendColumns(store: Columns, rows: string, columns: readonly AppendedColumn[], path: string): Promise<void> {
  const beside = `${path}.csv`;
  const { length } = columns[0]!.values;
  await writeFile(beside, `${Array.from({ length }, (_, row) => columns.map(({ values }) => String(values[row])).join(',')).join('\n')}\n`);
  const types = columns.map(({ name }) => `${quoteLiteral(name)}: 'DOUBLE'`).join(', ');
  const added = `SELECT * FROM read_csv(${quoteLiteral(beside)}, auto_detect = false, header = false, columns = {${types}})`;
  await store.copyToParquet(`SELECT * FROM (SELECT * FROM ${rows} LIMIT ${length}) POSITIONAL JOIN (${added})`, path);
  await rm(beside);
}
