import { type Generated, type Kysely, sql } from 'kysely';
import { clusterByKey, type Migration, rowNumber } from '../../store/index.ts';

// Runs, experiments and logged models have a small number of their own (`no`) by which the side tables name them; metric, param and tag keys are interned in
// `train_keys`. A point of a metric is first a few bytes of a row of `train_metric_journal`, in the order of arrival, and later of one of `train_metric_chunks`,
// by run and key; `train_latest_metrics` is what searches look at.

interface ExperimentRow {
  readonly project: string;
  readonly no: number;
  readonly name: string;
  readonly artifact_location: string;
  readonly lifecycle: string;
  readonly deleted_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

interface ExperimentTagRow {
  readonly project: string;
  readonly experiment: number;
  readonly key: string;
  readonly value: string;
}

interface KeyRow {
  readonly no: Generated<number>;
  readonly name: string;
}

interface TrackedRunRow {
  readonly no: Generated<number>;
  readonly project: string;
  readonly id: string;
  readonly experiment: number;
  readonly name: string;
  readonly user_id: string;
  readonly status: string;
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly artifact_uri: string;
  /** The run in which it is nested: its tag `mlflow.parentRunId`, where it can be found quickly. */
  readonly parent: string | null;
  readonly lifecycle: string;
  readonly deleted_at: number | null;
  /** How often points were moved from the journal to chunks: the number of the last chunks. */
  readonly folds: Generated<number>;
}

interface JournalRow {
  readonly seq: Generated<number>;
  readonly run: number;
  /** How many points `body` holds. */
  readonly points: number;
  readonly body: Uint8Array;
}

interface ChunkRow {
  readonly run: number;
  readonly key: number;
  readonly chunk: number;
  readonly points: number;
  readonly body: Uint8Array;
}

interface LatestMetricRow {
  readonly run: number;
  readonly key: number;
  /** 0 when `is_nan` is 1. */
  readonly value: number;
  readonly is_nan: number;
  readonly step: number;
  readonly timestamp: number;
}

interface RunTextRow {
  readonly run: number;
  readonly key: number;
  readonly value: string;
}

interface DatasetRow {
  readonly no: Generated<number>;
  readonly project: string;
  readonly experiment: number;
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
}

interface RunInputRow {
  readonly run: number;
  readonly dataset: number;
  /** The tag `mlflow.data.context`. */
  readonly context: string | null;
  /** All tags, as JSON. */
  readonly tags: string;
}

interface RunModelRow {
  readonly run: number;
  readonly model: string;
  /** `input` or `output`. */
  readonly side: string;
  readonly step: number;
}

interface LoggedModelRow {
  readonly no: Generated<number>;
  readonly project: string;
  readonly id: string;
  readonly experiment: number;
  readonly name: string;
  readonly model_type: string | null;
  readonly source_run: string | null;
  readonly status: string;
  readonly status_message: string | null;
  readonly artifact_uri: string;
  readonly lifecycle: string;
  readonly deleted_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

interface ModelTextRow {
  readonly model: number;
  readonly key: number;
  readonly value: string;
}

interface ModelMetricRow {
  readonly model: number;
  readonly run: string;
  readonly key: number;
  readonly value: number;
  readonly is_nan: number;
  readonly step: number;
  readonly timestamp: number;
  readonly dataset_name: string | null;
  readonly dataset_digest: string | null;
}

/** The tables of experiments, runs and logged models. */
export interface TrackingTables {
  train_experiments: ExperimentRow;
  train_experiment_tags: ExperimentTagRow;
  train_keys: KeyRow;
  train_tracked_runs: TrackedRunRow;
  train_metric_journal: JournalRow;
  train_metric_chunks: ChunkRow;
  train_latest_metrics: LatestMetricRow;
  train_params: RunTextRow;
  train_tags: RunTextRow;
  train_datasets: DatasetRow;
  train_run_inputs: RunInputRow;
  train_run_models: RunModelRow;
  train_logged_models: LoggedModelRow;
  train_logged_model_params: ModelTextRow;
  train_logged_model_tags: ModelTextRow;
  train_logged_model_metrics: ModelMetricRow;
}

export const trackingMigration: Migration = {
  room: 'train',
  number: 2,
  name: 'experiments, tracked runs, logged models',
  async up(db) {
    await createExperimentTables(db);
    await createRunTables(db);
    await createMetricTables(db);
    await createInputTables(db);
    await createLoggedModelTables(db);
  },
};

async function createExperimentTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('train_experiments')
    .addColumn('project', 'text', (c) => c.notNull())
    .addColumn('no', 'bigint', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('artifact_location', 'text', (c) => c.notNull())
    .addColumn('lifecycle', 'text', (c) => c.notNull())
    .addColumn('deleted_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('train_experiments_key', ['project', 'no'])
    .execute();
  await db.schema
    .createIndex('train_experiments_name')
    .on('train_experiments')
    .columns(['project', 'name'])
    .unique()
    .where('lifecycle' as never, '=', 'active')
    .execute();
  await clusterByKey(
    db,
    db.schema
      .createTable('train_experiment_tags')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('experiment', 'bigint', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('train_experiment_tags_key', ['project', 'experiment', 'key']),
  ).execute();
}

async function createRunTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('train_keys')
    .addColumn('no', rowNumber(db), (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .execute();
  await db.schema
    .createTable('train_tracked_runs')
    .addColumn('no', rowNumber(db), (c) => c.primaryKey())
    .addColumn('project', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('experiment', 'bigint', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('start_time', 'bigint')
    .addColumn('end_time', 'bigint')
    .addColumn('artifact_uri', 'text', (c) => c.notNull())
    .addColumn('parent', 'text')
    .addColumn('lifecycle', 'text', (c) => c.notNull())
    .addColumn('deleted_at', 'bigint')
    .addColumn('folds', 'bigint', (c) => c.notNull().defaultTo(0))
    .addUniqueConstraint('train_tracked_runs_id', ['project', 'id'])
    .execute();
  await db.schema
    .createIndex('train_tracked_runs_parent')
    .on('train_tracked_runs')
    .columns(['project', 'parent'])
    .where('parent' as never, 'is not', null)
    .execute();
  await db.schema.createIndex('train_tracked_runs_experiment').on('train_tracked_runs').columns(['project', 'experiment', 'start_time']).execute();
  for (const table of ['train_params', 'train_tags']) {
    await clusterByKey(
      db,
      db.schema
        .createTable(table)
        .addColumn('run', 'bigint', (c) => c.notNull())
        .addColumn('key', 'bigint', (c) => c.notNull())
        .addColumn('value', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint(`${table}_key`, ['run', 'key']),
    ).execute();
  }
}

async function createMetricTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('train_metric_journal')
    .addColumn('seq', rowNumber(db), (c) => c.primaryKey())
    .addColumn('run', 'bigint', (c) => c.notNull())
    .addColumn('points', 'bigint', (c) => c.notNull())
    .addColumn('body', 'bytea', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('train_metric_journal_run').on('train_metric_journal').columns(['run', 'seq']).execute();
  await clusterByKey(
    db,
    db.schema
      .createTable('train_metric_chunks')
      .addColumn('run', 'bigint', (c) => c.notNull())
      .addColumn('key', 'bigint', (c) => c.notNull())
      .addColumn('chunk', 'bigint', (c) => c.notNull())
      .addColumn('points', 'bigint', (c) => c.notNull())
      .addColumn('body', 'bytea', (c) => c.notNull())
      .addPrimaryKeyConstraint('train_metric_chunks_key', ['run', 'key', 'chunk']),
  ).execute();
  await clusterByKey(
    db,
    db.schema
      .createTable('train_latest_metrics')
      .addColumn('run', 'bigint', (c) => c.notNull())
      .addColumn('key', 'bigint', (c) => c.notNull())
      .addColumn('value', 'double precision', (c) => c.notNull())
      .addColumn('is_nan', 'bigint', (c) => c.notNull())
      .addColumn('step', 'bigint', (c) => c.notNull())
      .addColumn('timestamp', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('train_latest_metrics_key', ['run', 'key']),
  ).execute();
}

async function createInputTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('train_datasets')
    .addColumn('no', rowNumber(db), (c) => c.primaryKey())
    .addColumn('project', 'text', (c) => c.notNull())
    .addColumn('experiment', 'bigint', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('source_type', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('schema', 'text')
    .addColumn('profile', 'text')
    .addUniqueConstraint('train_datasets_name', ['project', 'experiment', 'name', 'digest'])
    .execute();
  await db.schema
    .createTable('train_run_inputs')
    .addColumn('run', 'bigint', (c) => c.notNull())
    .addColumn('dataset', 'bigint', (c) => c.notNull())
    .addColumn('context', 'text')
    .addColumn('tags', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('train_run_inputs_key', ['run', 'dataset'])
    .execute();
  await db.schema
    .createTable('train_run_models')
    .addColumn('run', 'bigint', (c) => c.notNull())
    .addColumn('model', 'text', (c) => c.notNull())
    .addColumn('side', 'text', (c) => c.notNull())
    .addColumn('step', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('train_run_models_key', ['run', 'model', 'side', 'step'])
    .execute();
}

async function createLoggedModelTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('train_logged_models')
    .addColumn('no', rowNumber(db), (c) => c.primaryKey())
    .addColumn('project', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('experiment', 'bigint', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('model_type', 'text')
    .addColumn('source_run', 'text')
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('status_message', 'text')
    .addColumn('artifact_uri', 'text', (c) => c.notNull())
    .addColumn('lifecycle', 'text', (c) => c.notNull())
    .addColumn('deleted_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addUniqueConstraint('train_logged_models_id', ['project', 'id'])
    .execute();
  await db.schema.createIndex('train_logged_models_experiment').on('train_logged_models').columns(['project', 'experiment', 'created_at']).execute();
  for (const table of ['train_logged_model_params', 'train_logged_model_tags']) {
    await clusterByKey(
      db,
      db.schema
        .createTable(table)
        .addColumn('model', 'bigint', (c) => c.notNull())
        .addColumn('key', 'bigint', (c) => c.notNull())
        .addColumn('value', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint(`${table}_key`, ['model', 'key']),
    ).execute();
  }
  await db.schema
    .createTable('train_logged_model_metrics')
    .addColumn('model', 'bigint', (c) => c.notNull())
    .addColumn('run', 'text', (c) => c.notNull())
    .addColumn('key', 'bigint', (c) => c.notNull())
    .addColumn('value', 'double precision', (c) => c.notNull())
    .addColumn('is_nan', 'bigint', (c) => c.notNull())
    .addColumn('step', 'bigint', (c) => c.notNull())
    .addColumn('timestamp', 'bigint', (c) => c.notNull())
    .addColumn('dataset_name', 'text')
    .addColumn('dataset_digest', 'text')
    .execute();
  // The same measurement once, also when it is logged again; a dataset may be missing, and two missing ones are the same.
  await sql`create unique index train_logged_model_metrics_once on train_logged_model_metrics
    (model, key, run, step, timestamp, value, is_nan, coalesce(dataset_name, ''), coalesce(dataset_digest, ''))`.execute(db);
}
