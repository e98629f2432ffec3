import { type CreateTableBuilder, type Expression, type Kysely, sql, SqliteAdapter } from 'kysely';

// What a migration says differently to each database. Only the making of tables needs this; queries are the same.

const isSqlite = (db: Kysely<unknown>): boolean => db.getExecutor().adapter instanceof SqliteAdapter;

/** The type of a primary key that numbers its rows by itself: 1, 2, 3, … */
export const rowNumber = (db: Kysely<unknown>): 'integer' | 'bigserial' => (isSqlite(db) ? 'integer' : 'bigserial');

/**
 * Keeps a table's rows in the order of its primary key, where the database can (SQLite's `without rowid`): small rows that are always found by the beginning of
 * their key take half the space and are read in one go. Elsewhere the table stays as it is.
 */
export function clusterByKey<T extends string, C extends string>(db: Kysely<unknown>, table: CreateTableBuilder<T, C>): CreateTableBuilder<T, C> {
  return isSqlite(db) ? table.modifyEnd(sql`without rowid`) : table;
}

/** The type of a text that is compared and ordered by its bytes, whatever the language of the database: for keys that pages and ranges go along. */
export const byteText = (db: Kysely<unknown>): Expression<unknown> => (isSqlite(db) ? sql`text` : sql`text collate "C"`);
