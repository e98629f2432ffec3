import type { Generated } from 'kysely';
import { clusterByKey, type Migration, rowNumber } from '../../store/index.ts';

// Models and versions have a number of their own (`no`), by which tags and aliases name them: a rename changes one row.

export interface ModelRow {
  readonly no: Generated<number>;
  readonly project: string;
  readonly name: string;
  readonly description: string;
  /** The number given last; no version gets it again. */
  readonly last_version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface VersionRow {
  readonly no: Generated<number>;
  readonly model: number;
  readonly version: number;
  readonly description: string | null;
  readonly user_id: string;
  readonly stage: string;
  readonly source: string;
  readonly storage_location: string;
  readonly run_id: string | null;
  readonly run_link: string;
  readonly logged_model: string | null;
  readonly release: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

interface ModelTagRow {
  readonly model: number;
  readonly key: string;
  readonly value: string;
}

interface VersionTagRow {
  readonly version: number;
  readonly key: string;
  readonly value: string;
}

interface ModelAliasRow {
  readonly model: number;
  readonly alias: string;
  /** The `no` of a version. */
  readonly version: number;
}

/** The tables of the model registry. */
export interface RegistryTables {
  release_models: ModelRow;
  release_model_tags: ModelTagRow;
  release_model_aliases: ModelAliasRow;
  release_versions: VersionRow;
  release_version_tags: VersionTagRow;
}

export const registryMigration: Migration = {
  room: 'release',
  number: 2,
  name: 'registered models and their versions',
  async up(db) {
    await db.schema
      .createTable('release_models')
      .addColumn('no', rowNumber(db), (c) => c.primaryKey())
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('description', 'text', (c) => c.notNull())
      .addColumn('last_version', 'bigint', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('release_models_name', ['project', 'name'])
      .execute();
    await db.schema
      .createTable('release_versions')
      .addColumn('no', rowNumber(db), (c) => c.primaryKey())
      .addColumn('model', 'bigint', (c) => c.notNull())
      .addColumn('version', 'bigint', (c) => c.notNull())
      .addColumn('description', 'text')
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('stage', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('storage_location', 'text', (c) => c.notNull())
      .addColumn('run_id', 'text')
      .addColumn('run_link', 'text', (c) => c.notNull())
      .addColumn('logged_model', 'text')
      .addColumn('release', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('release_versions_number', ['model', 'version'])
      // A release is one version of a model at most; those of none may be as many as there are.
      .addUniqueConstraint('release_versions_release', ['model', 'release'])
      .execute();
    await db.schema.createIndex('release_versions_stage').on('release_versions').columns(['model', 'stage', 'version']).execute();
    await db.schema.createIndex('release_versions_run').on('release_versions').column('run_id').execute();
    for (const [table, owner] of [
      ['release_model_tags', 'model'],
      ['release_version_tags', 'version'],
    ] as const) {
      await clusterByKey(
        db,
        db.schema
          .createTable(table)
          .addColumn(owner, 'bigint', (c) => c.notNull())
          .addColumn('key', 'text', (c) => c.notNull())
          .addColumn('value', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint(`${table}_key`, [owner, 'key']),
      ).execute();
    }
    await clusterByKey(
      db,
      db.schema
        .createTable('release_model_aliases')
        .addColumn('model', 'bigint', (c) => c.notNull())
        .addColumn('alias', 'text', (c) => c.notNull())
        .addColumn('version', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('release_model_aliases_key', ['model', 'alias']),
    ).execute();
    await db.schema.createIndex('release_model_aliases_version').on('release_model_aliases').column('version').execute();
  },
};
