import type { Columns as ColumnStore } from '../../store/index.ts';
import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';

/** Types whose whole numbers may lie beyond what a number holds exactly. */
const WIDE = /^(?:U?(?:BIGINT|HUGEINT)|DECIMAL\((?:1[6-9]|[23]\d),0\))$/;

/** A column of which so many whole numbers lie beyond 2^53 holds names of things; of fewer, numbers of which some are wrong. */
export const SHARE_OF_NAMES = 0.01;

/** The columns of which more than a share of the values are whole numbers beyond 2^53. */
export async function wideColumns(store: ColumnStore, from: TableSql, share: number): Promise<string[]> {
  const described = await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`);
  const names = described.filter(({ column_type: type }) => WIDE.test(type)).map(({ column_name: name }) => name);
  if (names.length === 0) return [];
  const shares = names.map((name, i) => {
    const column = quoteIdentifier(name);
    return `count(*) FILTER (${column} NOT BETWEEN -9007199254740991 AND 9007199254740991) / greatest(1, count(${column})) AS c${i}`;
  });
  const [found] = await store.query<Record<string, number>>(`SELECT ${shares.join(', ')} FROM ${from}`);
  return names.filter((_, i) => found![`c${i}`]! > share);
}

/**
 * The table with whole numbers as texts where they lie beyond 2^53: as numbers, keys that differ would be one.
 * @param share of a column's values from which that is done, such as `SHARE_OF_NAMES` where a single broken one is rather compared as a number. @default any
 */
export async function exactTable(store: ColumnStore, from: TableSql, share = 0): Promise<TableSql> {
  const wide = (await wideColumns(store, from, share)).map(quoteIdentifier);
  return wide.length === 0 ? from : `(SELECT * REPLACE (${wide.map((column) => `CAST(${column} AS VARCHAR) AS ${column}`).join(', ')}) FROM ${from})`;
}
