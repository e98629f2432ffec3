import type { Kysely, Selectable } from 'kysely';
import { readColumns } from '../../store/index.ts';
import { trainErrors } from '../train.errors.ts';
import { isStorable } from './check-entries.ts';
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
  const row = isStorable(id) ? await trx.selectFrom('train_tracked_runs').selectAll().where('project', '=', ctx.means.project).where('id', '=', id).executeTakeFirst() : undefined;
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
  const { db } = ctx.means;
  const t = db.tables<TrackingTables>();
  const nos = rows.map((row) => row.no);
  const metrics = await readColumns(db, t.selectFrom('train_latest_metrics').where('run', 'in', nos), METRIC_COLUMNS);
  const params = await readColumns(db, t.selectFrom('train_params').where('run', 'in', nos), TEXT_COLUMNS);
  const tags = await readColumns(db, t.selectFrom('train_tags').where('run', 'in', nos), TEXT_COLUMNS);
  const inputs = await loadInputs(t, nos);
  const models = await t.selectFrom('train_run_models').select(['run', 'model', 'side', 'step']).where('run', 'in', nos).orderBy('step').orderBy('model').execute();
  const names = await ctx.keys.name([...new Set([...metrics.key, ...params.key, ...tags.key])]);
  const metricsOf = groupByRun(metrics, names, (key, i): LatestMetric => ({
    key,
    value: metrics.is_nan[i] === 1 ? Number.NaN : metrics.value[i]!,
    at: metrics.timestamp[i]!,
    step: metrics.step[i]!,
  }));
  const paramsOf = groupByRun(params, names, (key, i): readonly [string, string] => [key, params.value[i]!]);
  const tagsOf = groupByRun(tags, names, (key, i): readonly [string, string] => [key, tags.value[i]!]);
  const inputsOf = groupRows(inputs, (row) => row.run);
  const modelsOf = groupRows(models, (row) => row.run);
  const ofSide = (run: number, side: string): RunModel[] => (modelsOf.get(run) ?? []).filter((each) => each.side === side).map(({ model, step }) => ({ model, step }));
  return rows.map((row) => ({
    info: toRunInfo(row),
    metrics: metricsOf.get(row.no) ?? [],
    params: Object.fromEntries(paramsOf.get(row.no) ?? []),
    tags: Object.fromEntries(tagsOf.get(row.no) ?? []),
    datasets: (inputsOf.get(row.no) ?? []).map((each) => each.input),
    modelInputs: ofSide(row.no, 'input'),
    modelOutputs: ofSide(row.no, 'output'),
  }));
}

const METRIC_COLUMNS = { run: 'whole', key: 'whole', value: 'real', is_nan: 'whole', step: 'whole', timestamp: 'whole' } as const;
const TEXT_COLUMNS = { run: 'whole', key: 'whole', value: 'text' } as const;

/** What was logged, by run and there by the name of its key; `make` makes the one at a place of the columns. */
function groupByRun<T>(
  { run, key }: { readonly run: readonly number[]; readonly key: readonly number[] },
  names: ReadonlyMap<number, string>,
  make: (name: string, place: number) => T,
): ReadonlyMap<number, readonly T[]> {
  // Only the names are sorted, once for all runs.
  const placesOf = groupRows([...key.keys()], (place) => key[place]!);
  const sorted = [...placesOf].map(([no, places]) => ({ name: names.get(no)!, places })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const groups = new Map<number, T[]>();
  for (const { name, places } of sorted)
    for (const place of places) {
      const group = groups.get(run[place]!);
      if (group) group.push(make(name, place));
      else groups.set(run[place]!, [make(name, place)]);
    }
  return groups;
}

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
