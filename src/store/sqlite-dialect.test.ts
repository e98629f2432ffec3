import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSqlite, type SqliteHandle } from './sqlite-binding.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import { createLogSync, type LogSync } from './sync-log.ts';
import { createTransactionScope } from './transaction-scope.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-dialect-'));
const path = join(folder, 'file.sqlite');
let handle: SqliteHandle;
let log: LogSync;
let db: Kysely<{ row: { n: number } }>;
let syncs = 0;

beforeAll(async () => {
  handle = new (loadSqlite().DatabaseSync)(path);
  handle.exec('pragma journal_mode = wal');
  log = createLogSync(`${path}-wal`);
  const counting: LogSync = { ...log, committed: (wrote) => ((syncs += wrote ? 1 : 0), log.committed(wrote)) };
  db = new Kysely({ dialect: createSqliteDialect(handle, { path, scope: createTransactionScope(), log: counting }) });
  await sql`create table row (n)`.execute(db);
});
afterAll(async () => {
  await db.destroy();
  await log.close();
  handle.close();
  rmSync(folder, { recursive: true, force: true });
});

const syncsOf = async (action: () => Promise<unknown>): Promise<number> => {
  const before = syncs;
  await action();
  return syncs - before;
};
const insert = (kysely: typeof db, n: number): Promise<unknown> => kysely.insertInto('row').values({ n }).execute();

describe('whoever writes to SQLite waits for the disk', () => {
  it('after a statement alone, whatever it gives back', async () => {
    expect(await syncsOf(() => insert(db, 1))).toBe(1);
    expect(await syncsOf(() => db.insertInto('row').values({ n: 2 }).returning('n').execute())).toBe(1);
    expect(await syncsOf(() => sql`with two as (select 2 as n) delete from row where n in (select n from two)`.execute(db))).toBe(1);
  });

  it('once after a transaction', async () => {
    const work = (): Promise<unknown> =>
      db.transaction().execute(async (trx) => {
        for (let n = 0; n < 5; n++) await insert(trx, n);
      });
    expect(await syncsOf(work)).toBe(1);
  });

  it('and not after having read', async () => {
    expect(await syncsOf(() => db.selectFrom('row').selectAll().execute())).toBe(0);
    expect(await syncsOf(() => db.transaction().execute((trx) => trx.selectFrom('row').selectAll().execute()))).toBe(0);
  });
});
