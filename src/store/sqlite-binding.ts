import { createRequire } from 'node:module';

/** What SQLite can hold in a cell. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

/** A prepared statement, in the shape of `node:sqlite`. */
export interface SqliteStatement {
  run(...parameters: readonly SqliteValue[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  all(...parameters: readonly SqliteValue[]): unknown[];
  iterate(...parameters: readonly SqliteValue[]): IterableIterator<unknown>;
  columns?(): readonly unknown[];
}

/** An open database, in the shape of `node:sqlite`. */
export interface SqliteHandle {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string, options?: { readonly readOnly: boolean }) => SqliteHandle;
}

/**
 * Makes a parameter ready for binding. `@photostructure/sqlite` 1.2.1 takes a number between 0 and 2^-52 for the whole number 0 (a p-value of 1e-17 would be
 * stored as 0); as text it reaches a numeric column exactly, since SQLite converts it there.
 */
export const bindable = (value: SqliteValue): SqliteValue => (typeof value === 'number' && value > 0 && value < Number.EPSILON ? String(value) : value);

/**
 * The SQLite of this Node: the built-in one where there is one (Node 22.13 and newer), else `@photostructure/sqlite`, which has the same shape.
 * Loaded at first use, so that a command which needs no records pays nothing.
 */
export function loadSqlite(): SqliteModule {
  const builtin = process.getBuiltinModule('node:sqlite') as SqliteModule | undefined;
  return builtin ?? (createRequire(import.meta.url)('@photostructure/sqlite') as SqliteModule);
}

/**
 * The rows of a query, one by one. The statement is held to the end: the iterator of `@photostructure/sqlite` 1.2.1 does not hold it, and the process dies when it is
 * collected as garbage meanwhile.
 */
export function* iterateRows(statement: SqliteStatement, parameters: readonly SqliteValue[] = []): IterableIterator<unknown> {
  const held = new Set([statement]);
  try {
    yield* statement.iterate(...parameters);
  } finally {
    held.clear();
  }
}
