import type { Digest, JsonValue } from '../kernel/index.ts';
import type { Means, Migration } from '../store/index.ts';
import { adoptionMigration } from './adopt-runs.store.ts';
import { artifactMigration } from './artifacts/artifact-tables.store.ts';
import type { Evaluation } from './evaluation.ts';
import type { Run } from './run.ts';
import { trackingMigration } from './tracking/tracking-tables.store.ts';

interface RunRow {
  readonly project: string;
  readonly id: string;
  readonly state: string;
  readonly started_at: number;
  /** The `Run` without its metric curves, as JSON. */
  readonly body: string;
}

interface Tables {
  train_runs: RunRow;
}

export const trainMigrations: readonly Migration[] = [
  {
    room: 'train',
    number: 1,
    name: 'runs and metrics',
    async up(db) {
      await db.schema
        .createTable('train_runs')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('started_at', 'double precision', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('train_runs_key', ['project', 'id'])
        .execute();
      await db.schema
        .createTable('train_metrics')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('run', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('at', 'double precision', (c) => c.notNull())
        .addColumn('value', 'double precision', (c) => c.notNull())
        .addPrimaryKeyConstraint('train_metrics_key', ['project', 'run', 'name', 'at'])
        .execute();
    },
  },
  trackingMigration,
  artifactMigration,
  adoptionMigration,
];

/** Writes a run, new or changed. */
export async function saveRun(means: Means, run: Run): Promise<void> {
  const row: RunRow = { project: means.project, id: run.id, state: run.state, started_at: run.startedAt, body: JSON.stringify(run) };
  await means.db
    .tables<Tables>()
    .insertInto('train_runs')
    .values(row)
    .onConflict((c) => c.columns(['project', 'id']).doUpdateSet({ state: row.state, body: row.body }))
    .execute();
}

/** Runs whose ids, with or without `run_`, begin with a text: the one of exactly this id first, and enough to know whether there are several. */
export async function findRunsStarting(means: Means, text: string): Promise<Run[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('train_runs')
    .select('body')
    .where('project', '=', means.project)
    .where((eb) => eb.or([text, `run_${text}`].map((start) => eb(eb.fn<string>('substr', ['id', eb.val(1), eb.val(start.length)]), '=', start))))
    .orderBy('id')
    .limit(4)
    .execute();
  return rows.map((row) => JSON.parse(row.body) as Run);
}

/** Runs, newest first. */
export async function findRuns(means: Means, limit: number): Promise<Run[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('train_runs')
    .select('body')
    .where('project', '=', means.project)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => JSON.parse(row.body) as Run);
}

/** Stores a value as canonical JSON and names it by content. */
export const saveJson = (means: Means, value: JsonValue): Promise<Digest> => means.blobs.put(JSON.stringify(value));

/** Stores a text and names it by content. */
export const saveText = (means: Means, text: string): Promise<Digest> => means.blobs.put(text);

/** Reads a run's evaluation. */
export async function readEvaluation(means: Means, digest: Digest): Promise<Evaluation> {
  return JSON.parse(Buffer.from(await means.blobs.get(digest)).toString()) as Evaluation;
}

/** True for a report of `check-model` that says how a model that is not ONNX is run. */
export async function isRuntime(means: Means, report: Digest): Promise<boolean> {
  return (JSON.parse(Buffer.from(await means.blobs.get(report)).toString()) as { kind?: unknown }).kind === 'mlflow';
}

/** Reads the report of a diagnostic. */
export async function readReport<T>(means: Means, digest: Digest): Promise<T> {
  return JSON.parse(Buffer.from(await means.blobs.get(digest)).toString()) as T;
}
