import type { Columns as ColumnStore } from '../../store/index.ts';
import type { ColumnKind, Columns } from '../columns.ts';
import { countsTexts } from './counted-value.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';
import { describeNumbers, describeTexts, TOP_TEXTS } from './profile-values.ts';
import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';

/**
 * Profiles a table, exactly: every distinct value is counted by DuckDB, so the profile is the same to the last bit whatever the rows' order.
 * About 0.1 s a column of 500,000 rows. The result is plain JSON.
 * @example await profileTable(means.columns, parquetTable([path]), { delay: number(), origin: string() })
 */
export async function profileTable(store: ColumnStore, from: TableSql, about: Columns): Promise<TableProfile> {
  const counted = await store.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${from}`);
  const rows = counted[0]!.rows;
  const columns: ColumnProfile[] = [];
  for (const [name, { kind }] of Object.entries(about)) columns.push(await profileColumn(store, from, { name, kind, rows }));
  return { rows, columns };
}

async function profileColumn(store: ColumnStore, from: TableSql, column: { name: string; kind: ColumnKind; rows: number }): Promise<ColumnProfile> {
  const { name, kind, rows } = column;
  if (!countsTexts(kind)) return describeNumbers({ name, kind }, rows, await distinctNumbers(store, from, column));
  const texts = await store.columnsOf(
    `SELECT value, count, CAST(sum(count) OVER () AS BIGINT), count(*) OVER () FROM (${distinctSql(from, column)}) AS counted(value, count) ORDER BY 2 DESC, 1 LIMIT ${TOP_TEXTS}`,
  );
  const [values, counts, present, distinct] = texts.columns as [readonly string[], Float64Array, Float64Array, Float64Array];
  return describeTexts(name, { rows, present: present[0] ?? 0, distinct: distinct[0] ?? 0, top: values.map((value, i) => ({ value, count: counts[i]! })) });
}

/** Each distinct number (minute of the day for an instant, 0 or 1 for a truth) of a column, ascending, with its rows. */
export async function distinctNumbers(store: ColumnStore, from: TableSql, column: { name: string; kind: ColumnKind }): Promise<{ values: Float64Array; counts: Float64Array }> {
  const found = await store.columnsOf(`${distinctSql(from, column)} ORDER BY 1`);
  return { values: found.columns[0] as Float64Array, counts: found.columns[1] as Float64Array };
}

/** Each distinct text of a column with its rows. */
export async function distinctTexts(store: ColumnStore, from: TableSql, column: { name: string; kind: ColumnKind }): Promise<Map<string, number>> {
  const found = await store.columnsOf(distinctSql(from, column));
  const [values, counts] = found.columns as [readonly string[], Float64Array];
  return new Map(values.map((value, i) => [value, counts[i]!]));
}

/** The values of a column as they are counted, with their rows; missing ones are left out. */
function distinctSql(from: TableSql, { name, kind }: { name: string; kind: ColumnKind }): string {
  return `SELECT value, count(*) AS count FROM (SELECT ${countedSql(quoteIdentifier(name), kind)} AS value FROM ${from}) WHERE value IS NOT NULL GROUP BY value`;
}

function countedSql(column: string, kind: ColumnKind): string {
  switch (kind) {
    case 'string':
      return `CAST(${column} AS VARCHAR)`;
    case 'timestamp':
      return `hour(CAST(${column} AS TIMESTAMP)) * 60 + minute(CAST(${column} AS TIMESTAMP))`;
    case 'boolean':
      return `CAST(${column} AS INTEGER)`;
    case 'integer':
      return column;
    case 'number':
      // Adding 0.0 makes -0.0 and 0.0 one value; NaN says missing.
      return `CASE WHEN isnan(CAST(${column} AS DOUBLE)) THEN NULL ELSE CAST(${column} AS DOUBLE) + 0.0 END`;
  }
}
