import type { Kysely, Transaction } from 'kysely';
import type { Among } from './among.ts';
import type { Gather } from './read-columns.ts';

/** What a database can do. Rooms ask for these, never for its name. */
export interface DbCapabilities {
  /** Several transactions may write at the same time; otherwise they take turns. */
  readonly concurrentWriters: boolean;
  /** How many parameters one statement may have: split longer inserts. */
  readonly maxParameters: number;
  /** The collation by which texts are ordered by code point, and A to Z are the only letters with two cases. */
  readonly codePointCollation: string;
  /** How a column's values become one JSON text: see `readColumns`. */
  readonly gather: Gather;
  /** How a column is asked for being one of many numbers. */
  readonly among: Among;
}

/** How a transaction is acknowledged. */
export interface TransactionOptions {
  /**
   * `at once`: when it is on the disk. `soon`: when it is committed; it survives `kill -9`, but a power cut may take what was acknowledged in the last moments.
   * @default 'at once'
   */
  readonly lasts?: 'at once' | 'soon';
}

/**
 * The record store: Kysely queries over SQLite or PostgreSQL. What holds for both:
 * an acknowledged write survives `kill -9`; transactions are serialisable; a statement that fails ends its transaction;
 * whole numbers come back as numbers; a truth value is written, and comes back, as 0 or 1; objects are JSON text; times are `bigint` columns in ms.
 */
export interface Db {
  /** The query builder without tables. */
  readonly kysely: Kysely<unknown>;
  readonly capabilities: DbCapabilities;
  /** The query builder over a room's tables: `db.tables<{ run: RunTable }>()`. */
  tables<T>(): Kysely<T>;
  /**
   * All or nothing. Every query inside goes through `trx`; keep it short, and do nothing inside but queries: another writer waits, and `body` may run again
   * when the database had to choose between two transactions. Throws STORE_TRANSACTION_BYPASSED when a query inside does not go through `trx`.
   */
  transaction<T, R>(body: (trx: Transaction<T>) => Promise<R>, options?: TransactionOptions): Promise<R>;
  /**
   * As the first statement of a transaction: waits until no other one writes this table, and keeps others from writing it until the end.
   * For what must be decided once among all processes; ordinary reads and writes need no lock.
   */
  lock(trx: Transaction<unknown>, table: string): Promise<void>;
  /**
   * Passes every text of every record of every room to `visit`, a table's in portions, all as they are at one moment. Others read and write meanwhile. For who must know
   * whether anything names a thing at all; see `findNames`.
   */
  readTexts(visit: (table: string, texts: readonly string[]) => void): Promise<void>;
  close(): Promise<void>;
}
