import { randomUUID } from 'node:crypto';
import type { Instant, JsonValue } from '../../kernel/index.ts';
import { prepareInsert, type PreparedInsert } from '../../store/index.ts';
import { trainErrors } from '../train.errors.ts';
import { checkText, isStorable, refuse } from './check-entries.ts';
import type { Tags } from './experiment.ts';
import { requireActiveExperiment } from './experiments.store.ts';
import { LIMITS, truncate } from './limits.ts';
import { loadRun, requireActiveRun, requireRun, type RunRow, toRunInfo } from './load-runs.store.ts';
import type { LogProblem } from './log-problem.ts';
import { makeRunName } from './make-run-name.ts';
import type { RunStatus, TrackedRun } from './tracked-run.ts';
import { PARENT_TAG, RUN_NAME_TAG, type TrackingContext, type TrackingMeans } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** Where clients of MLflow 2 find the models of a run. */
const MODEL_HISTORY_TAG = 'mlflow.log-model.history';

/** What a run begins with. */
export interface RunOrder {
  readonly experiment: number;
  readonly name?: string;
  readonly user?: string;
  readonly startedAt?: Instant;
  readonly tags?: Tags;
  readonly id?: string;
}

/** See `TrackingContext.addTags`. */
export const prepareTags = ({ db }: TrackingMeans): PreparedInsert => prepareInsert<TrackingTables, 'train_tags'>(db, { into: 'train_tags', columns: ['run', 'key', 'value'] });

/** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_RUN_NAMES_DIFFER, TRAIN_RUN_EXISTS, TRAIN_LOG_INVALID. */
export async function createRun(ctx: TrackingContext, order: RunOrder): Promise<TrackedRun> {
  const { project, clock } = ctx.means;
  const { tags, name } = nameRun(ctx, order);
  const keys = await ctx.keys.number(Object.keys(tags));
  const id = order.id ?? randomUUID().replaceAll('-', '');
  return ctx.write(async (trx) => {
    const experiment = await requireActiveExperiment(ctx, trx, order.experiment);
    const row: Omit<RunRow, 'no' | 'folds'> = {
      project,
      id,
      experiment: order.experiment,
      name,
      user_id: order.user ?? '',
      status: 'RUNNING',
      start_time: order.startedAt ?? clock.now(),
      end_time: null,
      artifact_uri: `${experiment.artifact_location.replace(/\/+$/, '')}/${id}/artifacts`,
      parent: tags[PARENT_TAG] ?? null,
      lifecycle: 'active',
      deleted_at: null,
    };
    const made = await trx
      .insertInto('train_tracked_runs')
      .values(row)
      .onConflict((c) => c.columns(['project', 'id']).doNothing())
      .returning('no')
      .executeTakeFirst();
    if (!made) throw trainErrors.RUN_EXISTS({ run: id });
    // In blocks: nothing bounds how many there are, but a statement takes a bounded number of values.
    await ctx.addTags.run(
      trx as never,
      Object.entries(tags).flatMap(([key, value]) => [made.no, keys.get(key)!, value]),
    );
    return { info: toRunInfo(row), metrics: [], params: {}, tags, datasets: [], modelInputs: [], modelOutputs: [] };
  });
}

/** The tags of a new run with its name among them: a random one when it was given none. MLflow does not check the keys of these tags, so neither do we. */
function nameRun(ctx: TrackingContext, order: RunOrder): { tags: Tags; name: string } {
  const problems: LogProblem[] = [];
  const entries = Object.entries(order.tags ?? {}).map(([key, value]) => {
    checkText(key, { path: 'key', limit: LIMITS.key }, problems);
    const kept = truncate(value, LIMITS.tagValue);
    checkText(kept, { path: 'value', limit: LIMITS.tagValue }, problems);
    return [key, kept] as const;
  });
  if (order.name !== undefined) checkText(order.name, { path: 'run_name', limit: LIMITS.tagValue }, problems);
  if (order.user !== undefined) checkText(order.user, { path: 'user_id', limit: LIMITS.tagValue }, problems);
  if (order.startedAt !== undefined && !Number.isSafeInteger(order.startedAt)) problems.push({ path: 'start_time', value: order.startedAt, reason: 'timestamp' });
  refuse(problems);
  const tags = Object.fromEntries(entries);
  const tag = tags[RUN_NAME_TAG];
  if (order.name && tag && order.name !== tag) throw trainErrors.RUN_NAMES_DIFFER({ name: order.name, tag });
  const name = order.name || tag || makeRunName(ctx.random);
  return { tags: { ...tags, [RUN_NAME_TAG]: name }, name };
}

/** The row as it is then. Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_LOG_INVALID. */
export async function updateRun(ctx: TrackingContext, id: string, change: { readonly status?: RunStatus; readonly endedAt?: Instant; readonly name?: string }): Promise<RunRow> {
  const problems: LogProblem[] = [];
  if (change.name !== undefined) checkText(change.name, { path: 'run_name', limit: LIMITS.tagValue }, problems);
  if (change.endedAt !== undefined && !Number.isSafeInteger(change.endedAt)) problems.push({ path: 'end_time', value: change.endedAt, reason: 'timestamp' });
  refuse(problems);
  const key = change.name ? (await ctx.keys.number([RUN_NAME_TAG])).get(RUN_NAME_TAG)! : 0;
  return ctx.write(async (trx) => {
    const row = await requireActiveRun(ctx, trx, id);
    const changed: RunRow = { ...row, status: change.status ?? row.status, end_time: change.endedAt ?? row.end_time, name: change.name || row.name };
    const { status, end_time, name } = changed;
    await trx.updateTable('train_tracked_runs').set({ status, end_time, name }).where('no', '=', row.no).execute();
    if (change.name)
      await trx
        .insertInto('train_tags')
        .values({ run: row.no, key, value: name })
        .onConflict((c) => c.columns(['run', 'key']).doUpdateSet({ value: name }))
        .execute();
    return changed;
  });
}

/** Throws TRAIN_RUN_UNKNOWN. */
export async function getRun(ctx: TrackingContext, id: string): Promise<TrackedRun> {
  const row = await requireRun(ctx, ctx.means.db.tables<TrackingTables>(), id);
  return loadRun(ctx, row);
}

/** Throws TRAIN_RUN_UNKNOWN. */
export const removeRun = (ctx: TrackingContext, id: string): Promise<void> => setLifecycle(ctx, id, { lifecycle: 'deleted', deleted_at: ctx.means.clock.now() });

/** Throws TRAIN_RUN_UNKNOWN. */
export const restoreRun = (ctx: TrackingContext, id: string): Promise<void> => setLifecycle(ctx, id, { lifecycle: 'active', deleted_at: null });

async function setLifecycle(ctx: TrackingContext, id: string, to: Pick<RunRow, 'lifecycle' | 'deleted_at'>): Promise<void> {
  const { project, db } = ctx.means;
  if (!isStorable(id)) throw trainErrors.RUN_UNKNOWN({ run: id });
  const t = db.tables<TrackingTables>();
  // One that is there already stays as it is: what was deleted long ago is not deleted anew.
  const { numUpdatedRows } = await t
    .updateTable('train_tracked_runs')
    .set(to)
    .where('project', '=', project)
    .where('id', '=', id)
    .where('lifecycle', '!=', to.lifecycle)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await requireRun(ctx, t, id);
}

/** Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_RUN_TAG_UNKNOWN. */
export async function removeRunTag(ctx: TrackingContext, id: string, key: string): Promise<void> {
  const no = await ctx.keys.find(key);
  await ctx.write(async (trx) => {
    const row = await requireActiveRun(ctx, trx, id);
    const removed = no === undefined ? undefined : await trx.deleteFrom('train_tags').where('run', '=', row.no).where('key', '=', no).executeTakeFirst();
    if (!removed?.numDeletedRows) throw trainErrors.RUN_TAG_UNKNOWN({ run: id, key });
    if (key === PARENT_TAG) await trx.updateTable('train_tracked_runs').set({ parent: null }).where('no', '=', row.no).execute();
  });
}

/** Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED. */
export async function logModelOfRun(ctx: TrackingContext, id: string, model: Readonly<Record<string, JsonValue>>): Promise<void> {
  const key = (await ctx.keys.number([MODEL_HISTORY_TAG])).get(MODEL_HISTORY_TAG)!;
  await ctx.write(async (trx) => {
    const row = await requireActiveRun(ctx, trx, id);
    const before = await trx.selectFrom('train_tags').select('value').where('run', '=', row.no).where('key', '=', key).executeTakeFirst();
    const value = JSON.stringify([...readList(before?.value), model]);
    await trx
      .insertInto('train_tags')
      .values({ run: row.no, key, value })
      .onConflict((c) => c.columns(['run', 'key']).doUpdateSet({ value }))
      .execute();
  });
}

/** A client may have set the tag to anything: what is no list is begun anew. */
function readList(text: string | undefined): readonly JsonValue[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as JsonValue[]) : [];
  } catch {
    return [];
  }
}
