import { join } from 'node:path';
import { type Clock, systemClock } from '../kernel/index.ts';
import type { Blobs } from './blobs.ts';
import type { Columns } from './columns.ts';
import type { Db } from './db.ts';
import { openFileBlobs } from './file-blobs.ts';
import { openFolder, type StateFolder } from './folder.ts';
import { type Ledger, ledgerMigrations, openLedger } from './ledger.ts';
import { applyMigrations, type Migration } from './migration.ts';
import { openColumns } from './open-columns.ts';
import { openSqlite } from './open-sqlite.ts';

/** What a room works with: pass it in as the first argument. */
export interface Means {
  readonly project: string;
  readonly folder: StateFolder;
  readonly db: Db;
  readonly blobs: Blobs;
  readonly columns: Columns;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

const RECORDS = 'records.sqlite';

/** What to open: see `openMeans`. */
export interface MeansOptions {
  readonly project: string;
  /** The state folder, absolute: `/home/me/flights/.capstan`. Made when absent. */
  readonly folder: string;
  /** Of every room that keeps records. The store's own come first by themselves. */
  readonly migrations: readonly Migration[];
  /** @default systemClock */
  readonly clock?: Clock;
}

/**
 * Opens a project's state on one disk folder: SQLite for records, content-addressed files for bytes, DuckDB over Parquet for tables.
 * Two processes may have it open at once. Throws STORE_FOLDER_UNUSABLE, STORE_DATABASE_UNREADABLE, STORE_MIGRATION_CONFLICT.
 */
export async function openMeans(options: MeansOptions): Promise<Means & { close(): Promise<void> }> {
  const { project, clock = systemClock } = options;
  const folder = await openFolder(options.folder);
  const db = await openSqlite(folder.path(RECORDS));
  let blobs: Blobs;
  try {
    await applyMigrations(db, [...ledgerMigrations, ...options.migrations], clock);
    blobs = await openFileBlobs(folder.path('blobs'), { clock });
  } catch (error) {
    await db.close();
    throw error;
  }
  const columns = openColumns({ spillFolder: folder.path('spill') });
  return {
    project,
    folder,
    db,
    blobs,
    columns,
    ledger: openLedger(db, { project, clock }),
    clock,
    async close() {
      await columns.close();
      await db.close();
    },
  };
}

/**
 * Opens the records of a folder once more, for reading alone, beside means of this process that are open over it: what they have committed is seen at once. For a
 * thread that answers what takes long.
 */
export async function openRecordsToRead(about: Pick<Means, 'project'> & { readonly folder: string }): Promise<Pick<Means, 'project' | 'db' | 'clock'>> {
  return { project: about.project, db: await openSqlite(join(about.folder, RECORDS), { readOnly: true }), clock: systemClock };
}
