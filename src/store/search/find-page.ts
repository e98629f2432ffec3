import { type SelectQueryBuilder, sql } from 'kysely';
import { type Canonical, digestOf, type Filter, filterErrors, type OrderItem, type Page, printFilter, shortDigest } from '../../kernel/index.ts';
import type { Db } from '../db.ts';
import { compileFilter } from './compile-filter.ts';
import { compileOrder, isAfter, orderTerms, type Place, type SortKey } from './compile-order.ts';
import { readPageToken, writePageToken } from './page-token.ts';
import { createCells, type ReachOf } from './reach.ts';

/** What to find: see `findPage`. */
export interface Search<DB, TB extends keyof DB, Row> {
  /** The rows to search, without an order, and what to select of them. */
  readonly rows: SelectQueryBuilder<DB, TB, Row>;
  /** What `rows` depends on: a token is refused where it differs. */
  readonly scope: Canonical;
  readonly filter: Filter;
  /** Total: no two rows are alike by all its keys. */
  readonly order: readonly OrderItem[];
  readonly reach: ReachOf;
  /** Rows of a page, at most. */
  readonly limit: number;
  /** The `next` of the page before. */
  readonly token?: string | undefined;
}

const MOST_ROWS = 50_000;

type AnyQuery = SelectQueryBuilder<Record<string, Record<string, unknown>>, string, Record<string, unknown>>;

/**
 * Finds one page of the rows that a filter holds for, in order. A page starts right after the last row of the one before, wherever that row is by now: rows that
 * come and go meanwhile neither repeat nor hide others. Throws FILTER_PAGE_TOKEN, FILTER_PAGE_SIZE.
 */
export async function findPage<DB, TB extends keyof DB, Row>(db: Db, search: Search<DB, TB, Row>): Promise<Page<Row>> {
  if (!Number.isInteger(search.limit) || search.limit < 1 || search.limit > MOST_ROWS) throw filterErrors.PAGE_SIZE({ given: search.limit, most: MOST_ROWS });
  const about = { cells: createCells(search.reach), collation: db.capabilities.codePointCollation };
  const condition = compileCondition(search.filter, about);
  const keys = compileOrder(search.order, about);
  const question = shortDigest(digestOf([search.scope, printFilter(search.filter), search.order as unknown as Canonical]));
  const places = search.token ? readPageToken(search.token, question, keys) : undefined;

  let query = withCells(search.rows as unknown as AnyQuery, about.cells);
  if (condition !== undefined) query = query.where(condition);
  if (places !== undefined) query = query.where(isAfter(keys, places));
  keys.forEach((key, index) => {
    query = query.select(sql`${key.value}`.as(`sort_${index}`));
    if (key.nan !== undefined) query = query.select(sql`${key.nan}`.as(`nan_${index}`));
    for (const term of orderTerms(key)) query = query.orderBy(sql`${term}`);
  });
  const found = await query.limit(search.limit + 1).execute();

  const items = found.slice(0, search.limit);
  const last = items.at(-1);
  const next = found.length > search.limit && last !== undefined ? writePageToken(question, placesOf(last, keys)) : undefined;
  return { items: withoutKeys(items) as Row[], ...(next !== undefined && { next }) };
}

/** Counts the rows that a filter holds for. */
export async function countFound<DB, TB extends keyof DB, Row>(db: Db, search: Pick<Search<DB, TB, Row>, 'rows' | 'filter' | 'reach'>): Promise<number> {
  const about = { cells: createCells(search.reach), collation: db.capabilities.codePointCollation };
  const condition = compileCondition(search.filter, about);
  let query = withCells(search.rows as unknown as AnyQuery, about.cells).clearSelect();
  if (condition !== undefined) query = query.where(condition);
  const { found } = await query.select((e) => e.fn.countAll<number>().as('found')).executeTakeFirstOrThrow();
  return found as number;
}

type About = Parameters<typeof compileFilter>[1];

/** Nothing for the filter that holds for every row. */
const compileCondition = (filter: Filter, about: About) => (filter.kind === 'and' && filter.of.length === 0 ? undefined : compileFilter(filter, about));

function withCells(rows: AnyQuery, cells: About['cells']): AnyQuery {
  let query = rows;
  for (const { alias, table, on } of cells.joins) query = query.leftJoin(sql`${table}`.as(alias), (join) => join.on(on));
  return query;
}

const placesOf = (row: Record<string, unknown>, keys: readonly SortKey[]): Place[] =>
  keys.map((_, index): Place => {
    const value = row[`sort_${index}`] as number | string | null;
    if (value === null) return { rank: 'none' };
    return row[`nan_${index}`] === 1 ? { rank: 'nan' } : { rank: 'value', value };
  });

function withoutKeys(rows: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !/^(?:sort|nan)_\d+$/.test(name));
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
}
