import { type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { messageOf } from '../kernel/index.ts';
import { createMutex } from './mutex.ts';
import { checkParameters } from './query-parameters.ts';
import { bindable, iterateRows, type SqliteHandle, type SqliteStatement } from './sqlite-binding.ts';
import type { LogSync } from './sync-log.ts';
import type { TransactionScope } from './transaction-scope.ts';
import { waitWhileBusy } from './wait-while-busy.ts';

const STATEMENTS_KEPT = 500;

interface About {
  readonly path: string;
  readonly scope: TransactionScope;
  /** Makes commits last; null for a database in memory. */
  readonly log: LogSync | null;
}

/** Kysely's dialect over one SQLite handle: statements are kept prepared, users take turns, transactions begin as writers, and whoever wrote waits for the disk. */
export function createSqliteDialect(handle: SqliteHandle, about: About): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => createDriver(handle, about),
  };
}

function createDriver(handle: SqliteHandle, about: About): Driver {
  const turns = createMutex();
  const connection = new SqliteConnection(handle, about);
  let release: (() => void) | undefined;
  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      about.scope.refuseInside();
      release = await turns.acquire();
      return connection;
    },
    // The next one may write while this one waits for the disk: so they wait together.
    async releaseConnection() {
      const wrote = connection.takeWrote();
      release?.();
      await about.log?.committed(wrote);
    },
    // IMMEDIATE: a transaction that reads first and writes later would otherwise fail, unrepeatably, when another process wrote in between.
    beginTransaction: async () => connection.control('begin immediate'),
    commitTransaction: async () => connection.control('commit'),
    // SQLite has rolled back by itself when the disk is full; the error that says so must not be replaced by "there is no transaction".
    rollbackTransaction: async () =>
      connection.control('rollback').catch((error: unknown) => (/no transaction is active/.test(messageOf(error)) ? undefined : Promise.reject(error))),
    destroy: () => Promise.resolve(),
  };
}

interface Prepared {
  readonly statement: SqliteStatement;
  readonly returnsRows: boolean;
  readonly writes: boolean;
}

class SqliteConnection implements DatabaseConnection {
  readonly #handle: SqliteHandle;
  readonly #path: string;
  readonly #scope: TransactionScope;
  /** In order of last use; the first one is dropped when there are too many. */
  readonly #prepared = new Map<string, Prepared>();
  #wrote = false;

  constructor(handle: SqliteHandle, about: About) {
    this.#handle = handle;
    this.#path = about.path;
    this.#scope = about.scope;
  }

  /** Whether something was written since this was asked last. */
  takeWrote(): boolean {
    const wrote = this.#wrote;
    this.#wrote = false;
    return wrote;
  }

  async control(sql: string): Promise<void> {
    await waitWhileBusy(this.#path, () => this.#handle.exec(sql));
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = checkParameters(query.parameters).map(bindable);
    try {
      return await waitWhileBusy(this.#path, () => {
        const { statement, returnsRows, writes } = this.#prepare(query.sql);
        this.#wrote ||= writes;
        if (returnsRows) return { rows: statement.all(...parameters) as R[] };
        const { changes, lastInsertRowid } = statement.run(...parameters);
        return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
      });
    } catch (error) {
      this.#scope.noteFailure(error);
      throw error;
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    // Not from the kept statements: a second use of the same one would restart the first.
    const statement = this.#handle.prepare(query.sql);
    for (const row of iterateRows(statement, checkParameters(query.parameters).map(bindable))) yield await Promise.resolve({ rows: [row as R] });
  }

  #prepare(sql: string): Prepared {
    let found = this.#prepared.get(sql);
    if (found === undefined) {
      const statement = this.#handle.prepare(sql);
      found = { statement, returnsRows: returnsRows(statement, sql), writes: !/^\s*(?:select|values|pragma|explain)\b/i.test(sql) };
      const oldest = this.#prepared.size >= STATEMENTS_KEPT ? this.#prepared.keys().next().value : undefined;
      if (oldest !== undefined) this.#prepared.delete(oldest);
    } else this.#prepared.delete(sql);
    this.#prepared.set(sql, found);
    return found;
  }
}

function returnsRows(statement: SqliteStatement, sql: string): boolean {
  if (statement.columns !== undefined) return statement.columns().length > 0;
  // Node 22.13 to 22.15 cannot be asked.
  return /^\s*(?:select|values|pragma|explain)\b/i.test(sql) || /\breturning\b/i.test(sql);
}
