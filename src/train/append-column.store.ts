import { rm, writeFile } from 'node:fs/promises';
import { type Columns, quoteIdentifier, quoteLiteral } from '../store/index.ts';

/** Values to write beside rows, the first beside the first. */
export interface AppendedColumn {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** Writes rows (SQL for after `FROM`) with one more column to a Parquet file: as many as there are values. */
export async function appendColumn(store: Columns, rows: string, column: AppendedColumn, path: string): Promise<void> {
  const { name, values } = column;
  const beside = `${path}.csv`;
  await writeFile(beside, `value\n${Array.from(values, String).join('\n')}\n`);
  const added = `SELECT value AS ${quoteIdentifier(name)} FROM read_csv(${quoteLiteral(beside)}, header = true, columns = {'value': 'DOUBLE'})`;
  await store.copyToParquet(`SELECT * FROM (SELECT * FROM ${rows} LIMIT ${values.length}) POSITIONAL JOIN (${added})`, path);
  await rm(beside);
}
