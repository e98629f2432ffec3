import { extname } from 'node:path';
import { type Columns, quoteIdentifier, quoteLiteral } from '../store/index.ts';

/** A table to read: SQL for after `FROM`, such as `parquetTable(paths)` gives. */
export type TableSql = string;

/** The rows of Parquet files, one after the other, as something to read `FROM`. */
export const parquetTable = (paths: readonly string[]): TableSql => `read_parquet([${paths.map(quoteLiteral).join(', ')}])`;

/** True for what `parquetTable` makes: files alone, which any thread can read. */
export const readsFiles = (table: TableSql): boolean => /^read_parquet\(\['(?:[^']|'')*'(?:, '(?:[^']|'')*')*\]\)$/.test(table);

/** True for the name of a file in Arrow's IPC format: see `Columns.parquetOf`. */
export const namesArrow = (name: string): boolean => ['.arrow', '.arrows', '.feather', '.ipc'].includes(extname(name).toLowerCase());

/** The file itself, or the Parquet file to read instead of an Arrow file. */
export const readablePath = async (store: Columns, path: string): Promise<string> => (namesArrow(path) ? store.parquetOf(path) : path);

/** What a column's values are, going by how DuckDB names its type. */
export type TypeFamily = 'integer' | 'number' | 'string' | 'boolean' | 'timestamp' | 'other';

/** The family of a type as `DESCRIBE` names it. */
export function familyOf(type: string): TypeFamily {
  if (/^U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type)) return 'integer';
  if (/^(?:FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(type)) return 'number';
  if (/^(?:DATE|TIMESTAMP.*)$/.test(type)) return 'timestamp';
  if (type === 'BOOLEAN') return 'boolean';
  return type === 'VARCHAR' || type.startsWith('ENUM(') ? 'string' : 'other';
}

/** A value as a text by which it is compared with one of another type: a whole number is the same as a double. */
export const textSql = (column: string): string =>
  `CASE WHEN typeof(${column}) IN ('DOUBLE', 'FLOAT') THEN regexp_replace(CAST(${column} AS VARCHAR), '\\.0$', '') ELSE CAST(${column} AS VARCHAR) END`;

/** True for whole numbers and for others. */
export const isNumeric = (family: TypeFamily | undefined): boolean => family === 'integer' || family === 'number';

/** The value of a column as a double that compares as JavaScript's number does: NULL when missing, instants in ms, truths 0 or 1. */
export function numberSql(column: string, family: TypeFamily): string {
  if (family === 'timestamp') return `epoch_us(CAST(${column} AS TIMESTAMP)) / 1000.0`;
  // Adding 0.0 turns -0.0 into 0.0, which DuckDB would keep apart in text.
  const double = `(CAST(${column} AS DOUBLE) + 0.0)`;
  return family === 'number' ? `CASE WHEN isnan(${double}) THEN NULL ELSE ${double} END` : double;
}

export { quoteIdentifier, quoteLiteral };
