import type { Kysely } from 'kysely';
import type { Migration } from '../store/index.ts';
import { describePoints, describeTrackedRun } from './describe-tracked-run.ts';
import type { MetricPoint, Run } from './run.ts';
import { ByteWriter } from './tracking/byte-writer.ts';
import { encodePoints, type NumberedPoint } from './tracking/point-log.ts';
import type { TrackingTables } from './tracking/tracking-tables.store.ts';

interface Tables extends TrackingTables {
  train_runs: { readonly project: string; readonly body: string };
  train_metrics: { readonly project: string; readonly run: string; readonly name: string; readonly at: number; readonly value: number };
}
type Query = Kysely<Tables>;

/** Runs that were made before runs of pipelines were tracked become tracked runs, with their curves. The tables that they come from stay as they are. */
export const adoptionMigration: Migration = {
  room: 'train',
  number: 4,
  name: 'runs of pipelines are tracked runs',
  async up(db) {
    const t = db as Query;
    const rows = await t.selectFrom('train_runs').select(['project', 'body']).execute();
    for (const { project, body } of rows) await adopt(t, project, JSON.parse(body) as Run);
  },
};

async function adopt(t: Query, project: string, run: Run): Promise<void> {
  const { name, status, params, tags, inputs } = describeTrackedRun(run);
  const experiment = await findOrAddExperiment(t, project, run.startedAt);
  const { no } = await t
    .insertInto('train_tracked_runs')
    .values({
      project,
      id: run.id,
      experiment,
      name,
      user_id: '',
      status,
      start_time: Math.round(run.startedAt),
      end_time: run.endedAt === null ? null : Math.round(run.endedAt),
      artifact_uri: `mlflow-artifacts:/${experiment}/${run.id}/artifacts`,
      lifecycle: 'active',
      deleted_at: null,
    })
    .returning('no')
    .executeTakeFirstOrThrow();
  for (const [key, value] of Object.entries(params))
    await t
      .insertInto('train_params')
      .values({ run: no, key: await numberKey(t, key), value })
      .execute();
  for (const [key, value] of Object.entries({ ...tags, 'mlflow.runName': name }))
    await t
      .insertInto('train_tags')
      .values({ run: no, key: await numberKey(t, key), value })
      .execute();
  for (const { dataset, tags: used } of inputs) {
    const { sourceType, ...same } = dataset;
    const row = { ...same, project, experiment, source_type: sourceType };
    await t
      .insertInto('train_datasets')
      .values(row)
      .onConflict((c) => c.doNothing())
      .execute();
    const found = await t.selectFrom('train_datasets').select('no').where('project', '=', project).where('digest', '=', dataset.digest).executeTakeFirstOrThrow();
    await t
      .insertInto('train_run_inputs')
      .values({ run: no, dataset: found.no, context: 'training', tags: JSON.stringify(used) })
      .execute();
  }
  const points = await t.selectFrom('train_metrics').select(['name', 'at', 'value']).where('project', '=', project).where('run', '=', run.id).orderBy('at').execute();
  await addPoints(t, no, { run, points });
}

async function addPoints(t: Query, no: number, about: { run: Run; points: readonly MetricPoint[] }): Promise<void> {
  if (about.points.length === 0) return;
  const numbered: NumberedPoint[] = [];
  const latest = new Map<number, NumberedPoint>();
  for (const { key, ...point } of describePoints(about.run, about.points)) {
    const one = { ...point, at: Math.round(point.at), key: await numberKey(t, key) };
    numbered.push(one);
    latest.set(one.key, one);
  }
  await t
    .insertInto('train_metric_journal')
    .values({ run: no, points: numbered.length, body: encodePoints(numbered, new ByteWriter()) })
    .execute();
  for (const { key, value, step, at } of latest.values()) await t.insertInto('train_latest_metrics').values({ run: no, key, value, is_nan: 0, step, timestamp: at }).execute();
}

async function findOrAddExperiment(t: Query, project: string, at: number): Promise<number> {
  const there = await t
    .selectFrom('train_experiments')
    .select('no')
    .where('project', '=', project)
    .where('name', '=', project)
    .where('lifecycle', '=', 'active')
    .executeTakeFirst();
  if (there) return there.no;
  const last = await t
    .selectFrom('train_experiments')
    .select((e) => e.fn.max('no').as('no'))
    .where('project', '=', project)
    .executeTakeFirstOrThrow();
  const no = ((last.no as number | null) ?? 0) + 1;
  const times = { created_at: Math.round(at), updated_at: Math.round(at) };
  await t
    .insertInto('train_experiments')
    .values({ project, no, name: project, artifact_location: `mlflow-artifacts:/${no}`, lifecycle: 'active', deleted_at: null, ...times })
    .execute();
  return no;
}

async function numberKey(t: Query, name: string): Promise<number> {
  await t
    .insertInto('train_keys')
    .values({ name })
    .onConflict((c) => c.doNothing())
    .execute();
  return (await t.selectFrom('train_keys').select('no').where('name', '=', name).executeTakeFirstOrThrow()).no;
}
