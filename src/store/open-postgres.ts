import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql, type Transaction } from 'kysely';
import { messageOf } from '../kernel/index.ts';
import { amongInPostgres } from './among.ts';
import type { Db, TransactionOptions } from './db.ts';
import { checkParameters } from './query-parameters.ts';
import { gatherInPostgres } from './read-columns.ts';
import { readPostgresTexts } from './read-postgres-texts.ts';
import { storeErrors } from './store.errors.ts';
import { createTransactionScope, type TransactionScope } from './transaction-scope.ts';

/** Where a PostgreSQL is. The password comes from whoever configures, never from here. */
export interface PostgresOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Connections kept. @default 10 */
  readonly connections?: number;
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const DISK_FULL = '53100';
const TRY_AGAIN = ['40001', '40P01'];
const ATTEMPTS = 20;

/** Opens a PostgreSQL database. Throws STORE_POSTGRES_DRIVER_MISSING, STORE_DATABASE_UNREACHABLE. */
export async function openPostgres(options: PostgresOptions): Promise<Db> {
  const pg = await loadDriver();
  const { host, port, database, user, password } = options;
  const pool = new pg.Pool({ host, port, database, user, password, max: options.connections ?? 10, types: { getTypeParser: plainTypes(pg.types) } });
  // Without a listener the loss of an idle connection would end the process; the next query reports it.
  pool.on('error', () => undefined);
  const scope = createTransactionScope();
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: guardPool(pool, scope, `${host}:${port}`) }) });
  try {
    await sql`select 1`.execute(kysely);
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
  return {
    kysely,
    capabilities: { concurrentWriters: true, maxParameters: 65_535, codePointCollation: 'C', gather: gatherInPostgres, among: amongInPostgres },
    tables: <T>() => kysely as Kysely<T>,
    async transaction<T, R>(body: (trx: Transaction<T>) => Promise<R>, { lasts = 'at once' }: TransactionOptions = {}): Promise<R> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await (kysely as Kysely<T>)
            .transaction()
            .setIsolationLevel('serializable')
            .execute((trx) =>
              scope.run(async () => {
                if (lasts === 'soon') await sql`set local synchronous_commit = off`.execute(trx);
                return body(trx);
              }),
            );
        } catch (error) {
          if (attempt >= ATTEMPTS || !TRY_AGAIN.includes(codeOf(error))) throw error;
          await sleep(attempt * 5);
        }
      }
    },
    async lock(trx, table) {
      // Not an advisory lock: the `select` that takes one would fix the transaction's view of the data before the wait, not after.
      await sql`lock table ${sql.table(table)} in exclusive mode`.execute(trx);
    },
    readTexts: (visit) => readPostgresTexts(kysely, visit),
    close: () => kysely.destroy(),
  };
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

async function loadDriver(): Promise<typeof import('pg')> {
  try {
    return (await import('pg')).default as unknown as typeof import('pg');
  } catch (error) {
    throw storeErrors.POSTGRES_DRIVER_MISSING({ module: 'pg' }, { cause: error });
  }
}

/** Whole and decimal numbers as numbers, truth values as 0 and 1, as SQLite gives them. */
function plainTypes(types: (typeof import('pg'))['types']): (oid: number, format?: 'text' | 'binary') => (text: string) => unknown {
  return (oid, format) => {
    if (oid === types.builtins.INT8 || oid === types.builtins.NUMERIC) return (text) => exactNumber(text);
    if (oid === types.builtins.BOOL) return (text) => (text === 't' ? 1 : 0);
    return types.getTypeParser(oid, format as 'text') as (text: string) => unknown;
  };
}

function exactNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) throw storeErrors.NUMBER_TOO_LARGE({ column: 'a record', value: text });
  return number;
}

function guardPool(pool: import('pg').Pool, scope: TransactionScope, host: string): PostgresPool {
  return {
    async connect() {
      scope.refuseInside();
      const client = await pool.connect().catch((error: unknown) => {
        throw storeErrors.DATABASE_UNREACHABLE({ host, reason: messageOf(error) }, { cause: error });
      });
      return {
        release: () => client.release(),
        async query(text: string, parameters: readonly unknown[]) {
          try {
            return await client.query(text, [...checkParameters(parameters)]);
          } catch (error) {
            const named = nameError(error);
            scope.noteFailure(named);
            throw named;
          }
        },
      } as unknown as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}

function nameError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === UNIQUE_VIOLATION) return storeErrors.ROW_EXISTS({ reason: messageOf(error) }, { cause: error });
  if (code === FOREIGN_KEY_VIOLATION) return storeErrors.ROW_REFERENCED({ reason: messageOf(error) }, { cause: error });
  if (code === DISK_FULL) return storeErrors.DISK_FULL({ path: 'the database' }, { cause: error });
  return error;
}
