import { type Expression, type Kysely, type Selectable, sql, type SqlBool } from 'kysely';
import { readColumns } from '../../store/index.ts';
import { trainErrors } from '../train.errors.ts';
import { isStorable } from './check-entries.ts';
import type { RunInput } from './dataset-input.ts';
import type { Lifecycle, Tags } from './experiment.ts';
import { groupRows } from './group-rows.ts';
import { type RunColumns, toTrackedRuns } from './run-columns.ts';
import type { RunInfo, RunStatus, TrackedRun } from './tracked-run.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** A row of `train_tracked_runs`. */
export type RunRow = Selectable<TrackingTables['train_tracked_runs']>;
type Query = Kysely<TrackingTables>;

/** How many runs a statement asks for; then others have their turn. */
const AT_ONCE = 1_000;

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
export const toRunInfo = (row: Omit<RunRow, 'no' | 'project' | 'parent' | 'deleted_at' | 'folds'>): RunInfo => ({
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

/** A run with all that was logged to it. */
export async function loadRun(ctx: TrackingContext, row: RunRow): Promise<TrackedRun> {
  return toTrackedRuns(await loadColumns(ctx, [{ no: row.no, info: toRunInfo(row) }]))[0]!;
}

/** The runs of these numbers that are there, in their order, with all that was logged to them: a few statements for a thousand of them. */
export async function loadRuns(ctx: TrackingContext, nos: readonly number[]): Promise<RunColumns[]> {
  const portions: RunColumns[] = [];
  for (let from = 0; from < nos.length; from += AT_ONCE) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve));
    portions.push(await loadColumns(ctx, await loadInfos(ctx, nos.slice(from, from + AT_ONCE))));
  }
  return portions;
}

interface NumberedRun {
  readonly no: number;
  readonly info: RunInfo;
}

async function loadInfos({ means: { db } }: TrackingContext, nos: readonly number[]): Promise<NumberedRun[]> {
  const rows = db
    .tables<TrackingTables>()
    .selectFrom('train_tracked_runs')
    .where(db.capabilities.among(sql.ref('no'), nos));
  const found = await readColumns(db, rows, INFO_COLUMNS);
  const placeOf = new Map(found.no.map((no, place) => [no, place]));
  return nos.flatMap((no) => {
    const i = placeOf.get(no);
    if (i === undefined) return [];
    const at = <K extends keyof typeof INFO_COLUMNS>(column: K) => found[column][i] as (typeof found)[K][number];
    const info = toRunInfo({
      id: at('id'),
      experiment: at('experiment'),
      name: at('name'),
      user_id: at('user_id'),
      status: at('status'),
      start_time: at('start_time'),
      end_time: at('end_time'),
      artifact_uri: at('artifact_uri'),
      lifecycle: at('lifecycle'),
    });
    return [{ no, info }];
  });
}

async function loadColumns(ctx: TrackingContext, runs: readonly NumberedRun[]): Promise<RunColumns> {
  const { db } = ctx.means;
  const t = db.tables<TrackingTables>();
  const nos = runs.map((run) => run.no);
  const amongThem = db.capabilities.among(sql.ref('run'), nos);
  const metrics = await readColumns(db, t.selectFrom('train_latest_metrics').where(amongThem).orderBy('run'), METRIC_COLUMNS);
  const params = await readColumns(db, t.selectFrom('train_params').where(amongThem).orderBy('run'), TEXT_COLUMNS);
  const tags = await readColumns(db, t.selectFrom('train_tags').where(amongThem).orderBy('run'), TEXT_COLUMNS);
  const inputs = await loadInputs(t, amongThem);
  const models = await t.selectFrom('train_run_models').select(['run', 'model', 'side', 'step']).where(amongThem).orderBy('step').orderBy('model').execute();
  const names = await ctx.keys.name([...new Set([...metrics.key, ...params.key, ...tags.key])]);
  const places = new Map(nos.map((no, place) => [no, place]));
  const placeOf = ({ run }: { readonly run: number }): number => places.get(run)!;
  const ofSide = (side: string) =>
    groupRows(
      models.filter((each) => each.side === side),
      placeOf,
      ({ model, step }) => ({ model, step }),
    );
  return {
    infos: runs.map((run) => run.info),
    names,
    metrics: { ...metrics, spans: spansOf(metrics.run, nos) },
    params: { ...params, spans: spansOf(params.run, nos) },
    tags: { ...tags, spans: spansOf(tags.run, nos) },
    datasets: groupRows(inputs, placeOf, (row) => row.input),
    modelInputs: ofSide('input'),
    modelOutputs: ofSide('output'),
  };
}

const INFO_COLUMNS = {
  no: 'whole',
  id: 'text',
  experiment: 'whole',
  name: 'text',
  user_id: 'text',
  status: 'text',
  start_time: 'whole or null',
  end_time: 'whole or null',
  artifact_uri: 'text',
  lifecycle: 'text',
} as const;
const METRIC_COLUMNS = { run: 'whole', key: 'whole', value: 'digits', is_nan: 'whole', step: 'digits', timestamp: 'digits' } as const;
const TEXT_COLUMNS = { run: 'whole', key: 'whole', value: 'text' } as const;

/** Where the entries of each run lie: those of one are side by side. */
function spansOf(run: readonly number[], nos: readonly number[]): readonly (readonly [number, number])[] {
  const spans = new Map<number, readonly [number, number]>();
  for (let from = 0, to; from < run.length; from = to) {
    for (to = from + 1; run[to] === run[from];) to++;
    spans.set(run[from]!, [from, to]);
  }
  return nos.map((no) => spans.get(no) ?? [0, 0]);
}

async function loadInputs(t: Query, amongThem: Expression<SqlBool>): Promise<{ run: number; input: RunInput }[]> {
  const rows = await t
    .selectFrom('train_run_inputs')
    .innerJoin('train_datasets', 'train_datasets.no', 'train_run_inputs.dataset')
    .select(['train_run_inputs.run', 'train_run_inputs.tags', 'name', 'digest', 'source_type', 'source', 'schema', 'profile'])
    .where(amongThem)
    .orderBy('train_run_inputs.dataset')
    .execute();
  return rows.map(({ run, tags, source_type, ...dataset }) => ({ run, input: { dataset: { ...dataset, sourceType: source_type }, tags: JSON.parse(tags) as Tags } }));
}
