import { isDeepStrictEqual } from 'node:util';
import type { Columns as ColumnStore } from '../store/index.ts';
import type { ColumnKind } from './columns.ts';
import { SQL_TYPE } from './contract/column-sql.store.ts';
import type { RowsByKey } from './dataset-diff.ts';
import { quoteIdentifier, type TableSql } from './table-sql.store.ts';
import { tellValue } from './tell-value.ts';

/** The sides of a comparison of rows. What both versions hold in the same file needs no look. */
export interface RowSides {
  /** All rows before. */
  readonly before: TableSql;
  /** Files that are no more; undefined when all still are. */
  readonly removed: TableSql | undefined;
  /** Files that were not there; undefined when all were. */
  readonly added: TableSql | undefined;
  readonly key: string;
  /** Columns of both sides, of the same kind, without the key. */
  readonly columns: readonly string[];
  /** Columns of either side that hold instants, which examples tell as dates. @default none */
  readonly instants?: ReadonlySet<string>;
}

const EXAMPLES = 5;

/** Compares rows by their key, which names a unit once: which are new, which are gone, which have other values, and in which columns. Rows whose key does not name one are left out, and counted. */
export async function compareRows(store: ColumnStore, sides: RowSides): Promise<RowsByKey> {
  const { key, columns, instants = new Set() } = sides;
  const k = quoteIdentifier(key);
  const { before, removed, added, unnamed } = await leaveUnnamed(store, sides);
  const differs = columns.map((name) => `l.${quoteIdentifier(name)} IS DISTINCT FROM r.${quoteIdentifier(name)}`);
  const nothing = `(SELECT * FROM ${before} LIMIT 0)`;
  const [left, right] = [removed ?? nothing, added ?? nothing];
  const isIn = (table: TableSql): string => `${k} IN (SELECT ${k} FROM ${table})`;
  const both = `${before} AS l JOIN ${right} AS r ON l.${k} = r.${k}`;
  const any = differs.length === 0 ? 'false' : differs.join(' OR ');
  const [counts] = await store.query<Record<string, number>>(
    `SELECT count(*) AS common, count(*) FILTER (${any}) AS changed${differs.map((one, i) => `, count(*) FILTER (${one}) AS c${i}`).join('')} FROM ${both}`,
  );
  const [only] = await store.query<{ added: number; removed: number }>(
    `SELECT (SELECT count(*) FROM ${right} WHERE NOT ${isIn(before)}) AS added, (SELECT count(*) FROM ${left} WHERE NOT ${isIn(right)}) AS removed`,
  );
  const told = (name: string, value: unknown): unknown => tellValue(value, instants.has(name));
  const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> => {
    const rows = await store.query(`${sql} ORDER BY ${k} LIMIT ${EXAMPLES}`);
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, told(name, value)])));
  };
  const pairs =
    counts!['changed'] === 0
      ? []
      : await store.query<Record<string, unknown>>(
          `SELECT l.${k} AS k${columns.map((name, i) => `, l.${quoteIdentifier(name)} AS l${i}, r.${quoteIdentifier(name)} AS r${i}`).join('')} FROM ${both} WHERE ${any} ORDER BY 1 LIMIT ${EXAMPLES}`,
        );
  return {
    key,
    unnamed,
    added: only!.added,
    removed: only!.removed,
    changed: counts!['changed']!,
    same: counts!['common']! - counts!['changed']!,
    columns: columns
      .map((name, i) => ({ name, rows: counts![`c${i}`]! }))
      .filter((one) => one.rows > 0)
      .sort((a, b) => b.rows - a.rows),
    examples: {
      added: only!.added === 0 ? [] : await rowsOf(`SELECT * FROM ${right} WHERE NOT ${isIn(before)}`),
      removed: only!.removed === 0 ? [] : await rowsOf(`SELECT * FROM ${left} WHERE NOT ${isIn(right)}`),
      changed: pairs.map((pair) => ({
        key: String(told(key, pair['k'])),
        columns: columns
          .map((name, i) => ({ name, before: told(name, pair[`l${i}`]), after: told(name, pair[`r${i}`]) }))
          .filter(({ before: was, after: is }) => !isDeepStrictEqual(was, is)),
      })),
    } as RowsByKey['examples'],
  };
}

/** The sides without the rows that have no key, or one that is there more than once on a side, and how many those are: beside each other they would be counted as often as they can be paired. */
async function leaveUnnamed(store: ColumnStore, { before, removed, added, key }: RowSides): Promise<Pick<RowSides, 'before' | 'removed' | 'added'> & { readonly unnamed: number }> {
  const k = quoteIdentifier(key);
  const sides = [before, added].filter((table) => table !== undefined);
  let repeats = false;
  for (const table of sides) {
    const [found] = await store.query<{ rows: number; keys: number }>(`SELECT count(*) AS rows, count(DISTINCT ${k}) AS keys FROM ${table}`);
    repeats ||= found!.rows > found!.keys;
  }
  if (!repeats) return { before, removed, added, unnamed: 0 };
  const several = sides.map((table) => `SELECT ${k} FROM ${table} GROUP BY ${k} HAVING count(*) > 1`).join(' UNION ALL ');
  const named = (table: TableSql): TableSql => `(SELECT * FROM ${table} WHERE ${k} IS NOT NULL AND ${k} NOT IN (SELECT ${k} FROM (${several}) WHERE ${k} IS NOT NULL))`;
  const counted = [removed, added].filter((table) => table !== undefined).map((table) => `(SELECT count(*) FROM ${table}) - (SELECT count(*) FROM ${named(table)})`);
  const [left] = await store.query<{ rows: number }>(`SELECT ${counted.length === 0 ? '0' : counted.join(' + ')} AS rows`);
  return { before: named(before), removed: removed && named(removed), added: added && named(added), unnamed: left!.rows };
}

/** A column, and as what it is read. */
export interface NamedKind {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** Rows that two tables have in common by the values of some columns, each as often as both have it. */
export async function countCommon(
  store: ColumnStore,
  { before, after, columns }: { readonly before: TableSql; readonly after: TableSql; readonly columns: readonly NamedKind[] },
): Promise<number> {
  if (columns.length === 0) return 0;
  // Equal values of other types have other hashes: 1 and 1.0.
  const values = columns.map(({ name, kind }) => `TRY_CAST(${quoteIdentifier(name)} AS ${SQL_TYPE[kind]})`).join(', ');
  const counted = (table: TableSql): string => `(SELECT hash(${values}) AS h, count(*) AS n FROM ${table} GROUP BY ALL)`;
  const [common] = await store.query<{ rows: number | null }>(`SELECT sum(least(l.n, r.n))::BIGINT AS rows FROM ${counted(before)} AS l JOIN ${counted(after)} AS r USING (h)`);
  return common!.rows ?? 0;
}
