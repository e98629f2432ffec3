import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Kysely, type Transaction } from 'kysely';
import { amongInSqlite } from './among.ts';
import type { Db, TransactionOptions } from './db.ts';
import { gatherInSqlite } from './read-columns.ts';
import { readSqliteTexts } from './read-sqlite-texts.ts';
import { loadSqlite, type SqliteHandle } from './sqlite-binding.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import { createLogSync } from './sync-log.ts';
import { createTransactionScope } from './transaction-scope.ts';
import { waitWhileBusy } from './wait-while-busy.ts';

/** How a SQLite file is opened. */
export interface SqliteOptions {
  /** Nothing is written, and a file that is not there is not made: for who reads beside a connection of this process that writes. @default false */
  readonly readOnly?: boolean;
}

/**
 * Opens (or makes) a SQLite file: write-ahead log, on the disk before a write is acknowledged, foreign keys on. Several processes may open it at once.
 * Throws STORE_DATABASE_UNREADABLE.
 */
export async function openSqlite(path: string, { readOnly = false }: SqliteOptions = {}): Promise<Db> {
  if (!readOnly && path !== ':memory:') await mkdir(dirname(path), { recursive: true });
  const handle = await openHandle(path, readOnly);
  const scope = createTransactionScope();
  const log = readOnly || path === ':memory:' ? null : createLogSync(`${path}-wal`);
  const kysely = new Kysely<unknown>({ dialect: createSqliteDialect(handle, { path, scope, log }) });
  let closed = false;
  return {
    kysely,
    capabilities: { concurrentWriters: false, maxParameters: 32_766, codePointCollation: 'BINARY', gather: gatherInSqlite, among: amongInSqlite },
    tables: <T>() => kysely as Kysely<T>,
    transaction: <T, R>(body: (trx: Transaction<T>) => Promise<R>, { lasts = 'at once' }: TransactionOptions = {}) =>
      (kysely as Kysely<T>).transaction().execute((trx) => {
        if (lasts === 'soon') log?.relax();
        return scope.run(() => body(trx));
      }),
    // A transaction is the only writer there is: every lock is held already.
    lock: () => Promise.resolve(),
    readTexts: (visit) => readSqliteTexts(path, handle, visit),
    async close() {
      if (closed) return;
      closed = true;
      await kysely.destroy();
      await log?.close();
      // What stays in the log is folded into the file, so that a copy of the one file is whole. Best effort: another process may be reading.
      try {
        if (!readOnly) handle.exec('pragma wal_checkpoint(truncate)');
      } finally {
        handle.close();
      }
    },
  };
}

// How long SQLite itself waits: short, because that blocks the event loop; `waitWhileBusy` waits longer without blocking.
const SETTINGS = ['busy_timeout = 20', 'foreign_keys = on', 'case_sensitive_like = on'];
// Synchronous `normal`: SQLite syncs the log before it folds it into the file, and leaves the sync after each commit to `createLogSync`.
const WRITING = ['journal_mode = wal', 'synchronous = normal'];

async function openHandle(path: string, readOnly: boolean): Promise<SqliteHandle> {
  const { DatabaseSync } = loadSqlite();
  const handle = await waitWhileBusy(path, () => new DatabaseSync(path, { readOnly }));
  try {
    for (const setting of readOnly ? SETTINGS : [...SETTINGS, ...WRITING]) await waitWhileBusy(path, () => handle.exec(`pragma ${setting}`));
  } catch (error) {
    handle.close();
    throw error;
  }
  return handle;
}
