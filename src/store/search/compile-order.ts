import { type Expression, sql, type SqlBool } from 'kysely';
import type { FieldType, OrderItem } from '../../kernel/index.ts';
import { numberParameter } from './compile-filter.ts';
import type { Cell, Cells } from './reach.ts';

/** One key of an order, compiled. */
export interface SortKey extends Cell {
  readonly type: FieldType;
  readonly direction: 'asc' | 'desc';
}

/** Where a row stands by one key: at its value, at NaN after all values, or at nothing after all. */
export type Place = { readonly rank: 'value'; readonly value: number | string } | { readonly rank: 'nan' } | { readonly rank: 'none' };

/** The keys of an order. Texts are ordered by code point on every database. */
export function compileOrder(order: readonly OrderItem[], about: { cells: Cells; collation: string }): SortKey[] {
  return order.map(({ field, direction, on }) => {
    const cell = about.cells.find(field, on);
    if ('exists' in cell) throw new TypeError(`${field.entity}.${field.key} has many values: an order dialect must not know it`);
    const value = field.type === 'text' ? sql`${cell.value} collate ${sql.id(about.collation)}` : cell.value;
    return { ...cell, value, type: field.type, direction };
  });
}

/** What to order by for one key. */
export function orderTerms({ value, nan, nullable, direction }: SortKey): Expression<unknown>[] {
  const last = nullable ? sql` nulls last` : sql``;
  const term = sql`${value} ${sql.raw(direction)}${last}`;
  return nan === undefined ? [term] : [sql`${nan} asc${last}`, term];
}

/** Holds for the rows that come after the one that stands at `places`, one for each key. */
export function isAfter(keys: readonly SortKey[], places: readonly Place[]): Expression<SqlBool> {
  const [key, ...others] = keys;
  const [place, ...otherPlaces] = places;
  const beyond = isBeyond(key!, place!);
  if (others.length === 0) return either(beyond);
  const same = sql<SqlBool>`(${isSame(key!, place!)} and ${isAfter(others, otherPlaces)})`;
  const after = either([...beyond, same]);
  // Says the same again, in a form that an index can start from.
  return key!.nullable || place!.rank !== 'value'
    ? after
    : sql<SqlBool>`(${key!.value} ${sql.raw(key!.direction === 'asc' ? '>=' : '<=')} ${parameter(place!.value)} and ${after})`;
}

const either = (tests: readonly Expression<SqlBool>[]): Expression<SqlBool> => (tests.length === 0 ? sql<SqlBool>`0 = 1` : sql<SqlBool>`(${sql.join(tests, sql` or `)})`);
const parameter = (value: number | string): Expression<unknown> => (typeof value === 'number' ? numberParameter(value) : sql`${value}`);

/** The ways to be beyond a place by this key alone. */
function isBeyond({ value, nan, nullable, direction }: SortKey, place: Place): Expression<SqlBool>[] {
  if (place.rank === 'none') return [];
  const none = nullable ? [sql<SqlBool>`${value} is null`] : [];
  if (place.rank === 'nan') return none;
  const beyond = sql<SqlBool>`${value} ${sql.raw(direction === 'asc' ? '>' : '<')} ${parameter(place.value)}`;
  return nan === undefined ? [beyond, ...none] : [sql<SqlBool>`(${nan} = 0 and ${beyond})`, sql<SqlBool>`${nan} = 1`, ...none];
}

function isSame({ value, nan }: SortKey, place: Place): Expression<SqlBool> {
  if (place.rank === 'none') return sql<SqlBool>`${value} is null`;
  if (place.rank === 'nan') return sql<SqlBool>`${nan} = 1`;
  const same = sql<SqlBool>`${value} = ${parameter(place.value)}`;
  return nan === undefined ? same : sql<SqlBool>`(${nan} = 0 and ${same})`;
}
