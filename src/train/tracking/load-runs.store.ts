import type { Kysely, Selectable } from 'kysely';
import { trainErrors } from '../train.errors.ts';
import type { RunInput } from './dataset-input.ts';
import type { Lifecycle, Tags } from './experiment.ts';
import { groupRows } from './group-rows.ts';
import type { LatestMetric } from './metric.ts';
import type { RunInfo, RunModel, RunStatus, TrackedRun } from './tracked-run.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** A row of `train_tracked_runs`. */
export type RunRow = Selectable<TrackingTables['train_tracked_runs']>;
type Query = Kysely<TrackingTables>;

/** How many runs a statement asks for. */
const AT_ONCE = 500;

/** The row of a run, deleted or not. Throws TRAIN_RUN_UNKNOWN. */
export async function requireRun(ctx: TrackingContext, trx: Query, id: string): Promise<RunRow> {
  const row = await trx.selectFrom('train_tracked_runs').selectAll().where('project', '=', ctx.means.project).where('id', '=', id).executeTakeFirst();
  if (!row) throw trainErrors.RUN_UNKNOWN({ run: id });
  return row;
}

/** The row of a run that takes what is logged. Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED. */
export async function requireActiveRun(ctx: TrackingContext, trx: Query, id: string): Promise<RunRow> {
  const row = await requireRun(ctx, trx, id);
  if (row.lifecycle !== 'active') throw trainErrors.RUN_DELETED({ run: id });
  return row;
}

/** A row as a run without what was logged to it. */
export const toRunInfo = (row: Omit<RunRow, 'no' | 'folds'>): RunInfo => ({
  id: row.id,
  experiment: row.experiment,
  name: row.name,
  user: row.user_id,
  status: row.status as RunStatus,
  startedAt: row.start_time,
  endedAt: row.end_time,
  artifactUri: row.artifact_uri,
  lifecycle: row.lifecycle as Lifecycle,
});

/** Rows as runs, in their order, with all that was logged to them: a few statements for any number of runs. */
export async function loadRuns(ctx: TrackingContext, rows: readonly RunRow[]): Promise<TrackedRun[]> {
  const runs: TrackedRun[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) runs.push(...(await loadSome(ctx, rows.slice(from, from + AT_ONCE))));
  return runs;
}

async function loadSome(ctx: TrackingContext, rows: readonly RunRow[]): Promise<TrackedRun[]> {
  const t = ctx.means.db.tables<TrackingTables>();
  const nos = rows.map((row) => row.no);
  const metrics = await t.selectFrom('train_latest_metrics').select(['run', 'key', 'value', 'is_nan', 'step', 'timestamp']).where('run', 'in', nos).execute();
  const params = await t.selectFrom('train_params').select(['run', 'key', 'value']).where('run', 'in', nos).execute();
  const tags = await t.selectFrom('train_tags').select(['run', 'key', 'value']).where('run', 'in', nos).execute();
  const names = await ctx.keys.name([metrics, params, tags].flatMap((found) => found.map((row) => row.key)));
  const inputs = await loadInputs(t, nos);
  const models = await t.selectFrom('train_run_models').select(['run', 'model', 'side', 'step']).where('run', 'in', nos).orderBy('step').orderBy('model').execute();
  const metricsOf = groupRows(metrics, (row) => row.run);
  const paramsOf = groupRows(params, (row) => row.run);
  const tagsOf = groupRows(tags, (row) => row.run);
  const inputsOf = groupRows(inputs, (row) => row.run);
  const modelsOf = groupRows(models, (row) => row.run);
  const named = (texts: readonly { key: number; value: string }[]): Tags => Object.fromEntries(texts.map((text) => [names.get(text.key)!, text.value]).toSorted(byName));
  const ofSide = (run: number, side: string): RunModel[] => (modelsOf.get(run) ?? []).filter((each) => each.side === side).map(({ model, step }) => ({ model, step }));
  return rows.map((row) => ({
    info: toRunInfo(row),
    metrics: (metricsOf.get(row.no) ?? []).map((metric) => toLatest(metric, names.get(metric.key)!)).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    params: named(paramsOf.get(row.no) ?? []),
    tags: named(tagsOf.get(row.no) ?? []),
    datasets: (inputsOf.get(row.no) ?? []).map((each) => each.input),
    modelInputs: ofSide(row.no, 'input'),
    modelOutputs: ofSide(row.no, 'output'),
  }));
}

const byName = ([a]: readonly string[], [b]: readonly string[]): number => (a! < b! ? -1 : 1);

const toLatest = (row: { value: number; is_nan: number; step: number; timestamp: number }, key: string): LatestMetric => ({
  key,
  value: row.is_nan === 1 ? Number.NaN : row.value,
  at: row.timestamp,
  step: row.step,
});

async function loadInputs(t: Query, nos: readonly number[]): Promise<{ run: number; input: RunInput }[]> {
  const rows = await t
    .selectFrom('train_run_inputs')
    .innerJoin('train_datasets', 'train_datasets.no', 'train_run_inputs.dataset')
    .select(['train_run_inputs.run', 'train_run_inputs.tags', 'name', 'digest', 'source_type', 'source', 'schema', 'profile'])
    .where('train_run_inputs.run', 'in', nos)
    .orderBy('train_run_inputs.dataset')
    .execute();
  return rows.map(({ run, tags, source_type, ...dataset }) => ({ run, input: { dataset: { ...dataset, sourceType: source_type }, tags: JSON.parse(tags) as Tags } }));
}
