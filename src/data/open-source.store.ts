import { type Interval, isCapstanError, messageOf, type Problem } from '../kernel/index.ts';
import type { Columns as ColumnStore } from '../store/index.ts';
import { SQL_TYPE } from './contract/column-sql.store.ts';
import type { ColumnKind } from './columns.ts';
import { csvTexts } from './csv-table.store.ts';
import { dataErrors } from './data.errors.ts';
import type { Dataset, Source } from './dataset.ts';
import { familyOf, quoteIdentifier, quoteLiteral, type TableSql } from './table-sql.store.ts';

/** A source that can be read: its columns are there, and the expressions that make them work. */
export interface OpenSource {
  /** The contract's columns as the file has them (a CSV file's are texts), in event time: SQL that reads only what the interval needs. */
  readonly rowsOf: (interval: Interval) => TableSql;
  /** The contract's columns for `SELECT`, in the kinds' own types where that can neither fail nor lose anything. */
  readonly columns: string;
  /** Event time, then key: for `ORDER BY`. */
  readonly order: string;
  /** Their event time, as SQL. */
  readonly at: string;
  /** Their number as `rows`, and as `sum` a sum over all their values, which no order of rows changes: for `SELECT`. */
  readonly sums: string;
  /** The rows without an event time, which no interval holds. */
  readonly withoutEventTime: TableSql;
}

/** Opens a dataset's file. Throws DATA_SOURCE_UNREADABLE, DATA_COLUMN_UNKNOWN, DATA_SELECT_INVALID with all that is wrong at once. */
export async function openSource(store: ColumnStore, dataset: Dataset, about: { readonly name: string; readonly path: string }): Promise<OpenSource> {
  const { source, contract } = dataset;
  const file = await readingSource(about, () => fileTable(store, source, about.path));
  const available = (await readingSource(about, () => describe(store, `SELECT * FROM ${file}`))).map((column) => column.column_name);
  const expressions = Object.keys(contract.columns).map((name) => ({ name, expression: source.select?.[name] }));
  const missing = expressions.filter((column) => column.expression === undefined && !available.includes(column.name)).map((column) => column.name);
  if (missing.length > 0) throw dataErrors.COLUMN_UNKNOWN({ dataset: about.name, columns: missing, available: [...new Set(available)] });
  const selected = expressions.map(({ name, expression }) => ({
    name,
    sql: `${expression === undefined ? quoteIdentifier(name) : `(${expression})`} AS ${quoteIdentifier(name)}`,
  }));
  const rows = `(SELECT ${selected.map((column) => column.sql).join(', ')} FROM ${file})`;
  const types = await describe(store, `SELECT * FROM ${rows}`).catch(async (error: unknown) => {
    throw dataErrors.SELECT_INVALID({ dataset: about.name, problems: await selectProblems(store, file, selected) }, { cause: error });
  });
  const eventAt = quoteIdentifier(dataset.eventAt);
  const isInstant = familyOf(types.find((column) => column.column_name === dataset.eventAt)!.column_type) === 'timestamp';
  if (!isInstant && source.format !== 'csv') {
    throw dataErrors.SELECT_INVALID({ dataset: about.name, problems: [{ path: dataset.eventAt, message: 'it must be a timestamp, since it says when a row happened' }] });
  }
  // Compared as it is, the column lets DuckDB skip the row groups of a sorted Parquet file.
  const at = isInstant ? eventAt : `TRY_CAST(${eventAt} AS TIMESTAMP)`;
  return {
    rowsOf: ({ from, to }) => `(SELECT * FROM ${rows} WHERE ${at} >= epoch_ms(CAST(${from} AS BIGINT)) AND ${at} < epoch_ms(CAST(${to} AS BIGINT)))`,
    columns: types.map(({ column_name: name, column_type: type }) => asKind(name, contract.columns[name]!.kind, type)).join(', '),
    at,
    sums: `count(*) AS rows, CAST(coalesce(sum(CAST(hash(${selected.map(({ name }) => quoteIdentifier(name)).join(', ')}) AS HUGEINT)), 0) AS VARCHAR) AS sum`,
    order: `${at}, ${readAsKinds(dataset, [dataset.key])[0]!}`,
    withoutEventTime: `(SELECT * FROM ${rows} WHERE ${at} IS NULL)`,
  };
}

const LOSSLESS: Partial<Record<ColumnKind, RegExp>> = {
  integer: /^(?:TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT|UINTEGER)$/,
  number: /^(?:U?(?:TINYINT|SMALLINT|INTEGER)|FLOAT)$/,
  timestamp: /^(?:DATE|TIMESTAMP_S|TIMESTAMP_MS)$/,
};

const asKind = (name: string, kind: ColumnKind, type: string): string => {
  const column = quoteIdentifier(name);
  return LOSSLESS[kind]?.test(type) || (kind === 'number' && type === 'BIGINT') ? `CAST(${column} AS ${SQL_TYPE[kind]}) AS ${column}` : column;
};

/** Columns of a CSV file read as the contract's kinds, NULL where that fails; other columns as they are. */
export const readAsKinds = (dataset: Dataset, names: readonly string[]): string[] =>
  names.map((name) => (dataset.source.format === 'csv' ? `TRY_CAST(${quoteIdentifier(name)} AS ${SQL_TYPE[dataset.contract.columns[name]!.kind]})` : quoteIdentifier(name)));

/** Runs a query over the source's rows; what the store says of the file is told as the dataset's. */
export async function readingSource<R>(about: { readonly name: string; readonly path: string }, read: () => Promise<R>): Promise<R> {
  try {
    return await read();
  } catch (error) {
    const ofFile = ['DATA_FILE_UNREADABLE', 'STORE_TABLE_MISSING', 'STORE_TABLE_UNREADABLE', 'STORE_QUERY_FAILED'].some((code) => isCapstanError(error, code));
    if (!ofFile || !isCapstanError(error)) throw error;
    throw dataErrors.SOURCE_UNREADABLE({ dataset: about.name, path: about.path, reason: reasonOf(error) }, { cause: error });
  }
}

/** What DuckDB said, without the query around it. */
const reasonOf = (error: unknown): string => (isCapstanError(error) && typeof error.facts['reason'] === 'string' ? error.facts['reason'] : messageOf(error));

async function fileTable(store: ColumnStore, { format }: Source, path: string): Promise<TableSql> {
  switch (format) {
    case 'csv':
      return csvTexts(store, path, path);
    case 'arrow':
    case 'parquet':
      return `read_parquet(${quoteLiteral(format === 'arrow' ? await store.parquetOf(path) : path)}, file_row_number = true)`;
  }
}

const describe = (store: ColumnStore, sql: string): Promise<{ column_name: string; column_type: string }[]> => store.query(`DESCRIBE ${sql}`);

async function selectProblems(store: ColumnStore, file: TableSql, selected: readonly { name: string; sql: string }[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { name, sql } of selected) {
    try {
      await describe(store, `SELECT ${sql} FROM ${file}`);
    } catch (error) {
      problems.push({ path: name, message: reasonOf(error) });
    }
  }
  return problems;
}
