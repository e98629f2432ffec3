import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { trainErrors } from '../train.errors.ts';
import { checkText, isStorable, refuse } from './check-entries.ts';
import type { Lifecycle, Tags } from './experiment.ts';
import { requireActiveExperiment } from './experiments.store.ts';
import { groupRows } from './group-rows.ts';
import { LIMITS } from './limits.ts';
import type { LogProblem } from './log-problem.ts';
import type { LoggedModel, LoggedModelStatus } from './logged-model.ts';
import { makeRunName } from './make-run-name.ts';
import type { ModelMetric } from './metric.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

type Query = Kysely<TrackingTables>;
/** A row of `train_logged_models`. */
export type LoggedModelRow = Selectable<TrackingTables['train_logged_models']>;
type TextTable = 'train_logged_model_params' | 'train_logged_model_tags';

const AT_ONCE = 500;

/** What a logged model begins with. */
export interface LoggedModelOrder {
  readonly experiment: number;
  readonly name?: string;
  readonly type?: string;
  readonly sourceRun?: string;
  readonly params?: Tags;
  readonly tags?: Tags;
}

/** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_LOG_INVALID. */
export async function createLoggedModel(ctx: TrackingContext, order: LoggedModelOrder): Promise<LoggedModel> {
  const { project, clock } = ctx.means;
  const { params = {}, tags = {} } = order;
  checkOrder(order);
  const keys = await ctx.keys.number([...Object.keys(params), ...Object.keys(tags)]);
  const id = `m-${randomUUID().replaceAll('-', '')}`;
  return ctx.write(async (trx) => {
    const experiment = await requireActiveExperiment(ctx, trx, order.experiment);
    const now = clock.now();
    const row: Omit<LoggedModelRow, 'no'> = {
      project,
      id,
      experiment: order.experiment,
      name: order.name ?? makeRunName(ctx.random),
      model_type: order.type ?? null,
      source_run: order.sourceRun ?? null,
      status: 'LOGGED_MODEL_PENDING',
      status_message: null,
      artifact_uri: `${experiment.artifact_location.replace(/\/+$/, '')}/models/${id}/artifacts`,
      lifecycle: 'active',
      deleted_at: null,
      created_at: now,
      updated_at: now,
    };
    const { no } = await trx.insertInto('train_logged_models').values(row).returning('no').executeTakeFirstOrThrow();
    await writeTexts(trx, { table: 'train_logged_model_params', model: no, texts: params, keys });
    await writeTexts(trx, { table: 'train_logged_model_tags', model: no, texts: tags, keys });
    return toLoggedModel({ ...row, no }, { params, tags, metrics: [] });
  });
}

/** Throws TRAIN_LOGGED_MODEL_UNKNOWN; of a deleted one too, unless asked for it. */
export async function getLoggedModel(ctx: TrackingContext, id: string, options: { readonly deletedToo?: boolean } = {}): Promise<LoggedModel> {
  const row = await requireModel(ctx, ctx.means.db.tables<TrackingTables>(), id);
  if (row.lifecycle === 'deleted' && options.deletedToo !== true) throw trainErrors.LOGGED_MODEL_UNKNOWN({ model: id });
  return (await loadLoggedModels(ctx, [row]))[0]!;
}

/** Adds params. Throws TRAIN_LOGGED_MODEL_UNKNOWN, TRAIN_LOGGED_MODEL_PARAM_CHANGED, TRAIN_LOG_INVALID. */
export async function logModelParams(ctx: TrackingContext, id: string, params: Tags): Promise<void> {
  checkOrder({ experiment: 0, params });
  const keys = await ctx.keys.number(Object.keys(params));
  await ctx.write(async (trx) => {
    const { no } = await requireModel(ctx, trx, id);
    const there = await trx.selectFrom('train_logged_model_params').select(['key', 'value']).where('model', '=', no).execute();
    const values = new Map(there.map((row) => [row.key, row.value]));
    const changes = Object.entries(params).flatMap(([key, value]) => {
      const old = values.get(keys.get(key)!);
      return old === undefined || old === value ? [] : [{ key, old, new: value }];
    });
    if (changes.length > 0) throw trainErrors.LOGGED_MODEL_PARAM_CHANGED({ model: id, changes });
    await writeTexts(trx, { table: 'train_logged_model_params', model: no, texts: params, keys });
  });
}

/** Sets tags, and gives the model as it is then. Throws TRAIN_LOGGED_MODEL_UNKNOWN, TRAIN_LOG_INVALID. */
export async function setModelTags(ctx: TrackingContext, id: string, tags: Tags): Promise<LoggedModel> {
  checkOrder({ experiment: 0, tags });
  const keys = await ctx.keys.number(Object.keys(tags));
  await ctx.write(async (trx) => {
    const { no } = await requireModel(ctx, trx, id);
    await writeTexts(trx, { table: 'train_logged_model_tags', model: no, texts: tags, keys });
  });
  return getLoggedModel(ctx, id, { deletedToo: true });
}

/** Throws TRAIN_LOGGED_MODEL_UNKNOWN, TRAIN_LOGGED_MODEL_TAG_UNKNOWN. */
export async function removeModelTag(ctx: TrackingContext, id: string, key: string): Promise<void> {
  const keyNo = await ctx.keys.find(key);
  await ctx.write(async (trx) => {
    const { no } = await requireModel(ctx, trx, id);
    const removed = keyNo === undefined ? undefined : await trx.deleteFrom('train_logged_model_tags').where('model', '=', no).where('key', '=', keyNo).executeTakeFirst();
    if (!removed?.numDeletedRows) throw trainErrors.LOGGED_MODEL_TAG_UNKNOWN({ model: id, key });
  });
}

/** Says how the upload of a model ended. Throws TRAIN_LOGGED_MODEL_UNKNOWN. */
export async function finishLoggedModel(ctx: TrackingContext, id: string, status: LoggedModelStatus): Promise<LoggedModel> {
  await changeModel(ctx, id, { status });
  return getLoggedModel(ctx, id, { deletedToo: true });
}

/** One that is deleted already stays as it is. Throws TRAIN_LOGGED_MODEL_UNKNOWN. */
export async function removeLoggedModel(ctx: TrackingContext, id: string): Promise<void> {
  const { lifecycle } = await requireModel(ctx, ctx.means.db.tables<TrackingTables>(), id);
  if (lifecycle === 'active') await changeModel(ctx, id, { lifecycle: 'deleted', deleted_at: ctx.means.clock.now() });
}

/** Rows as logged models, in their order, with params, tags and metrics. */
export async function loadLoggedModels(ctx: TrackingContext, rows: readonly LoggedModelRow[]): Promise<LoggedModel[]> {
  const models: LoggedModel[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) models.push(...(await loadSome(ctx, rows.slice(from, from + AT_ONCE))));
  return models;
}

async function loadSome(ctx: TrackingContext, rows: readonly LoggedModelRow[]): Promise<LoggedModel[]> {
  const t = ctx.means.db.tables<TrackingTables>();
  const nos = rows.map((row) => row.no);
  const params = await t.selectFrom('train_logged_model_params').selectAll().where('model', 'in', nos).execute();
  const tags = await t.selectFrom('train_logged_model_tags').selectAll().where('model', 'in', nos).execute();
  const metrics = await t.selectFrom('train_logged_model_metrics').selectAll().where('model', 'in', nos).orderBy('timestamp').orderBy('step').execute();
  const names = await ctx.keys.name([params, tags, metrics].flatMap((found) => found.map((row) => row.key)));
  const paramsOf = groupRows(params, (row) => row.model);
  const tagsOf = groupRows(tags, (row) => row.model);
  const metricsOf = groupRows(metrics, (row) => row.model);
  const named = (texts: readonly Selectable<TrackingTables[TextTable]>[] | undefined): Tags => Object.fromEntries((texts ?? []).map((text) => [names.get(text.key)!, text.value]));
  return rows.map((row) =>
    toLoggedModel(row, {
      params: named(paramsOf.get(row.no)),
      tags: named(tagsOf.get(row.no)),
      metrics: (metricsOf.get(row.no) ?? []).map((metric) => toModelMetric(metric, names.get(metric.key)!)),
    }),
  );
}

const toModelMetric = (row: Selectable<TrackingTables['train_logged_model_metrics']>, key: string): ModelMetric => ({
  key,
  value: row.is_nan === 1 ? Number.NaN : row.value,
  at: row.timestamp,
  step: row.step,
  run: row.run,
  datasetName: row.dataset_name,
  datasetDigest: row.dataset_digest,
});

const toLoggedModel = (row: LoggedModelRow, logged: Pick<LoggedModel, 'params' | 'tags' | 'metrics'>): LoggedModel => ({
  id: row.id,
  experiment: row.experiment,
  name: row.name,
  type: row.model_type,
  sourceRun: row.source_run,
  status: row.status as LoggedModelStatus,
  statusMessage: row.status_message,
  artifactUri: row.artifact_uri,
  lifecycle: row.lifecycle as Lifecycle,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...logged,
});

async function requireModel(ctx: TrackingContext, trx: Query, id: string): Promise<LoggedModelRow> {
  const row = isStorable(id) ? await trx.selectFrom('train_logged_models').selectAll().where('project', '=', ctx.means.project).where('id', '=', id).executeTakeFirst() : undefined;
  if (!row) throw trainErrors.LOGGED_MODEL_UNKNOWN({ model: id });
  return row;
}

async function changeModel(ctx: TrackingContext, id: string, change: Partial<Pick<LoggedModelRow, 'status' | 'lifecycle' | 'deleted_at'>>): Promise<void> {
  const { project, db, clock } = ctx.means;
  if (!isStorable(id)) throw trainErrors.LOGGED_MODEL_UNKNOWN({ model: id });
  const { numUpdatedRows } = await db
    .tables<TrackingTables>()
    .updateTable('train_logged_models')
    .set({ ...change, updated_at: clock.now() })
    .where('project', '=', project)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw trainErrors.LOGGED_MODEL_UNKNOWN({ model: id });
}

async function writeTexts(trx: Query, about: { table: TextTable; model: number; texts: Tags; keys: ReadonlyMap<string, number> }): Promise<void> {
  for (const [name, value] of Object.entries(about.texts))
    await trx
      .insertInto(about.table)
      .values({ model: about.model, key: about.keys.get(name)!, value })
      .onConflict((c) => c.columns(['model', 'key']).doUpdateSet({ value }))
      .execute();
}

const FORBIDDEN = /[/:.%"']/;

/** As MLflow: a name is free of what would make its address ambiguous; keys and values are not restricted but in length. */
function checkOrder(order: LoggedModelOrder): void {
  const problems: LogProblem[] = [];
  if (order.name !== undefined && (order.name === '' || FORBIDDEN.test(order.name))) problems.push({ path: 'name', value: order.name, reason: 'model name' });
  const texts = { name: order.name, model_type: order.type, source_run_id: order.sourceRun };
  for (const [path, text] of Object.entries(texts)) if (text !== undefined) checkText(text, { path, limit: LIMITS.experimentName }, problems);
  for (const [key, value] of [...Object.entries(order.params ?? {}), ...Object.entries(order.tags ?? {})]) {
    checkText(key, { path: 'key', limit: LIMITS.inputTagKey }, problems);
    checkText(value, { path: 'value', limit: LIMITS.loggedModelText }, problems);
  }
  refuse(problems);
}
