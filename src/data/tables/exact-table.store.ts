import type { Columns as ColumnStore } from '../../store/index.ts';
import { familyOf, quoteIdentifier, type TableSql } from '../table-sql.store.ts';

/** Types whose whole numbers may lie beyond what a number holds exactly. */
const WIDE = /^(?:U?(?:BIGINT|HUGEINT)|DECIMAL\((?:1[6-9]|[23]\d),0\))$/;

/** A column of which more than this share of the whole numbers lie beyond 2^53 holds names of things; of fewer, numbers of which some are wrong. */
const SHARE_OF_NAMES = 0.01;

/** The columns whose whole numbers beyond 2^53 are names of things: of keys a single one is enough, since two that differ may not be one. */
export async function wideColumns(store: ColumnStore, from: TableSql, keys: readonly string[] = []): Promise<string[]> {
  const described = await describe(store, from);
  const names = described.filter(({ column_type: type }) => WIDE.test(type)).map(({ column_name: name }) => name);
  if (names.length === 0) return [];
  const shares = names.map((name, i) => {
    const column = quoteIdentifier(name);
    return `count(*) FILTER (${column} NOT BETWEEN -9007199254740991 AND 9007199254740991) / greatest(1, count(${column})) AS c${i}`;
  });
  const [found] = await store.query<Record<string, number>>(`SELECT ${shares.join(', ')} FROM ${from}`);
  return names.filter((name, i) => found![`c${i}`]! > (keys.includes(name) ? 0 : SHARE_OF_NAMES));
}

/** The table with the columns of `wideColumns` as texts: as numbers, names that differ would be one. */
export const exactTable = async (store: ColumnStore, from: TableSql, keys: readonly string[] = []): Promise<TableSql> =>
  wholesAsTexts(store, from, await wideColumns(store, from, keys));

/** Tables that are compared: a column that is one of texts in one of them, for its whole numbers beyond 2^53, is that in all. */
export async function exactTables(store: ColumnStore, tables: readonly TableSql[], keys: readonly string[] = []): Promise<TableSql[]> {
  const wide = new Set<string>();
  for (const from of tables) for (const name of await wideColumns(store, from, keys)) wide.add(name);
  return Promise.all(tables.map((from) => wholesAsTexts(store, from, [...wide])));
}

/** The table beside columns whose kinds are known: a column of numbers stays one, whatever lies beyond 2^53, and one of texts is one where anything does. */
export async function exactTableBeside(store: ColumnStore, from: TableSql, columns: readonly { readonly name: string; readonly kind: string }[]): Promise<TableSql> {
  const texts = columns.filter(({ kind }) => kind === 'string').map(({ name }) => name);
  const known = new Set(columns.map(({ name }) => name));
  const wide = await wideColumns(store, from, texts);
  return wholesAsTexts(
    store,
    from,
    wide.filter((name) => texts.includes(name) || !known.has(name)),
  );
}

async function wholesAsTexts(store: ColumnStore, from: TableSql, names: readonly string[]): Promise<TableSql> {
  if (names.length === 0) return from;
  const wholes = (await describe(store, from)).filter(({ column_name: name, column_type: type }) => names.includes(name) && (WIDE.test(type) || familyOf(type) === 'integer'));
  const texts = wholes.map(({ column_name: name }) => `CAST(${quoteIdentifier(name)} AS VARCHAR) AS ${quoteIdentifier(name)}`);
  return texts.length === 0 ? from : `(SELECT * REPLACE (${texts.join(', ')}) FROM ${from})`;
}

const describe = (store: ColumnStore, from: TableSql): Promise<{ column_name: string; column_type: string }[]> => store.query(`DESCRIBE SELECT * FROM ${from}`);
