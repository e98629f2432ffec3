import type { Kysely } from 'kysely';
import type { Clock, Instant } from '../kernel/index.ts';
import type { Db } from './db.ts';
import { storeErrors } from './store.errors.ts';

/**
 * One step in the growth of a room's tables. Additive (the previous version of the program can still read), never renamed or renumbered once released.
 * Portable column types: `text`, `bigint` (whole numbers and times), `double precision`, `bytea`.
 * @example { room: 'train', number: 1, name: 'runs', up: async (db) => { await db.schema.createTable('train_run').addColumn('id', 'text', (c) => c.primaryKey()).execute(); } }
 */
export interface Migration {
  readonly room: string;
  readonly number: number;
  readonly name: string;
  readonly up: (db: Kysely<unknown>) => Promise<void>;
}

interface MigrationTables {
  readonly store_migration: { readonly room: string; readonly number: number; readonly name: string; readonly applied_at: Instant };
}

/**
 * Applies what is not applied yet, in the order given, in one transaction under a lock: two processes may open at once.
 * Throws STORE_MIGRATION_CONFLICT.
 */
export async function applyMigrations(db: Db, migrations: readonly Migration[], clock: Clock): Promise<void> {
  await db.kysely.schema
    .createTable('store_migration')
    .ifNotExists()
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('number', 'bigint', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('applied_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('store_migration_pk', ['room', 'number'])
    .execute();
  // Asked without the lock first: opening a store that is up to date writes nothing.
  if ((await missing(db.tables(), migrations)).length === 0) return;
  await db.transaction<MigrationTables, void>(async (trx) => {
    await db.lock(trx as never, 'store_migration');
    for (const migration of await missing(trx, migrations)) {
      await migration.up(trx as unknown as Kysely<unknown>);
      const { room, number, name } = migration;
      await trx.insertInto('store_migration').values({ room, number, name, applied_at: clock.now() }).execute();
    }
  });
}

async function missing(db: Kysely<MigrationTables>, migrations: readonly Migration[]): Promise<Migration[]> {
  const rows = await db.selectFrom('store_migration').select(['room', 'number', 'name']).execute();
  const applied = new Map(rows.map((row) => [`${row.room}/${row.number}`, row.name]));
  return migrations.filter(({ room, number, name }) => {
    const recorded = applied.get(`${room}/${number}`);
    if (recorded !== undefined && recorded !== name) throw storeErrors.MIGRATION_CONFLICT({ room, number, recorded, given: name });
    return recorded === undefined;
  });
}
