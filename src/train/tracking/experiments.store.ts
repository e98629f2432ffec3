import type { Kysely, Selectable } from 'kysely';
import { prepareInsert } from '../../store/index.ts';
import { checkArtifactLocation } from '../artifacts/parse-artifact-path.ts';
import { trainErrors } from '../train.errors.ts';
import { checkExperimentTags, checkText, isStorable, refuse } from './check-entries.ts';
import type { Experiment, Lifecycle, Tags } from './experiment.ts';
import { groupRows } from './group-rows.ts';
import { LIMITS } from './limits.ts';
import type { LogProblem } from './log-problem.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

type Row = Selectable<TrackingTables['train_experiments']>;
type Query = Kysely<TrackingTables>;

const tables = (ctx: TrackingContext): Query => ctx.means.db.tables<TrackingTables>();

/** Makes experiment 0, `Default`, unless it is there. Two processes may do so at once. */
export async function ensureDefaultExperiment(ctx: TrackingContext): Promise<void> {
  if (await findRow(ctx, tables(ctx), 0)) return;
  const now = ctx.means.clock.now();
  const row: Row = {
    project: ctx.means.project,
    no: 0,
    name: 'Default',
    artifact_location: 'mlflow-artifacts:/0',
    lifecycle: 'active',
    deleted_at: null,
    created_at: now,
    updated_at: now,
  };
  await tables(ctx)
    .insertInto('train_experiments')
    .values(row)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Makes an experiment with the next number. Throws TRAIN_LOG_INVALID, TRAIN_ARTIFACT_PATH_INVALID, TRAIN_EXPERIMENT_EXISTS. */
export async function createExperiment(ctx: TrackingContext, order: { readonly name: string; readonly artifactLocation?: string; readonly tags?: Tags }): Promise<Experiment> {
  const { project, clock, db } = ctx.means;
  const { name, tags = {} } = order;
  const problems: LogProblem[] = [];
  checkName(name, problems);
  if (order.artifactLocation !== undefined) checkText(order.artifactLocation, { path: 'artifact_location', limit: LIMITS.artifactLocation }, problems);
  checkExperimentTags(tags, problems);
  refuse(problems);
  if (order.artifactLocation !== undefined) checkArtifactLocation(order.artifactLocation);
  return db.transaction<TrackingTables, Experiment>(async (trx) => {
    await db.lock(trx as never, 'train_experiments');
    await refuseTaken(ctx, trx, name);
    const last = await trx
      .selectFrom('train_experiments')
      .select((e) => e.fn.max('no').as('no'))
      .where('project', '=', project)
      .executeTakeFirstOrThrow();
    const no = ((last.no as number | null) ?? 0) + 1;
    const now = clock.now();
    const row: Row = {
      project,
      no,
      name,
      artifact_location: order.artifactLocation ?? `mlflow-artifacts:/${no}`,
      lifecycle: 'active',
      deleted_at: null,
      created_at: now,
      updated_at: now,
    };
    await trx.insertInto('train_experiments').values(row).execute();
    const addTags = prepareInsert<TrackingTables, 'train_experiment_tags'>(db, { into: 'train_experiment_tags', columns: ['project', 'experiment', 'key', 'value'] });
    await addTags.run(
      trx as never,
      Object.entries(tags).flatMap(([key, value]) => [project, no, key, value]),
    );
    return toExperiment(row, tags);
  });
}

/** Throws TRAIN_EXPERIMENT_UNKNOWN. */
export async function getExperiment(ctx: TrackingContext, no: number): Promise<Experiment> {
  const row = await requireRow(ctx, tables(ctx), no);
  return (await loadExperiments(ctx, [row]))[0]!;
}

/** The active one of a name, else the one deleted last. Throws TRAIN_EXPERIMENT_UNKNOWN. */
export async function getExperimentByName(ctx: TrackingContext, name: string): Promise<Experiment> {
  if (!isStorable(name)) throw trainErrors.EXPERIMENT_UNKNOWN({ experiment: name });
  const row = await tables(ctx)
    .selectFrom('train_experiments')
    .selectAll()
    .where('project', '=', ctx.means.project)
    .where('name', '=', name)
    .orderBy('lifecycle')
    .orderBy('deleted_at', 'desc')
    .executeTakeFirst();
  if (!row) throw trainErrors.EXPERIMENT_UNKNOWN({ experiment: name });
  return (await loadExperiments(ctx, [row]))[0]!;
}

/** Rows as experiments, with their tags. */
export async function loadExperiments(ctx: TrackingContext, rows: readonly Row[]): Promise<Experiment[]> {
  const found: { readonly experiment: number; readonly key: string; readonly value: string }[] = [];
  for (let from = 0; from < rows.length; from += 500) {
    const nos = rows.slice(from, from + 500).map((row) => row.no);
    const some = await tables(ctx)
      .selectFrom('train_experiment_tags')
      .select(['experiment', 'key', 'value'])
      .where('project', '=', ctx.means.project)
      .where('experiment', 'in', nos)
      .execute();
    for (const tag of some) found.push(tag);
  }
  const tags = groupRows(found, (tag) => tag.experiment);
  return rows.map((row) => toExperiment(row, Object.fromEntries((tags.get(row.no) ?? []).map(({ key, value }) => [key, value]))));
}

/** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_EXPERIMENT_EXISTS, TRAIN_LOG_INVALID. */
export async function renameExperiment(ctx: TrackingContext, no: number, name: string): Promise<void> {
  const problems: LogProblem[] = [];
  checkName(name, problems);
  refuse(problems);
  await change(ctx, no, async (trx, row) => {
    if (row.lifecycle !== 'active') throw trainErrors.EXPERIMENT_DELETED({ experiment: no });
    if (name !== row.name) await refuseTaken(ctx, trx, name);
    return { name };
  });
}

/** Deletes an active experiment and its active runs. Throws TRAIN_EXPERIMENT_UNKNOWN. */
export async function removeExperiment(ctx: TrackingContext, no: number): Promise<void> {
  await change(ctx, no, async (trx, row) => {
    if (row.lifecycle !== 'active') throw trainErrors.EXPERIMENT_UNKNOWN({ experiment: no });
    const runs = trx.selectFrom('train_tracked_runs').where('project', '=', ctx.means.project).where('experiment', '=', no);
    const last = await runs.select((e) => e.fn.max('deleted_at').as('at')).executeTakeFirstOrThrow();
    // The time is also what tells these runs from those that were deleted on their own.
    const at = Math.max(ctx.means.clock.now(), ((last.at as number | null) ?? 0) + 1);
    await moveRuns(ctx, trx, { experiment: no, from: { lifecycle: 'active', deleted_at: null }, to: { lifecycle: 'deleted', deleted_at: at } });
    return { lifecycle: 'deleted', deleted_at: at };
  });
}

/** Restores a deleted experiment and the runs that were deleted with it. Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_EXISTS when its name is taken. */
export async function restoreExperiment(ctx: TrackingContext, no: number): Promise<void> {
  await change(ctx, no, async (trx, row) => {
    if (row.lifecycle !== 'deleted') throw trainErrors.EXPERIMENT_UNKNOWN({ experiment: no });
    await refuseTaken(ctx, trx, row.name);
    await moveRuns(ctx, trx, { experiment: no, from: { lifecycle: 'deleted', deleted_at: row.deleted_at }, to: { lifecycle: 'active', deleted_at: null } });
    return { lifecycle: 'active', deleted_at: null };
  });
}

/** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_LOG_INVALID. */
export async function setExperimentTag(ctx: TrackingContext, no: number, tag: { readonly key: string; readonly value: string }): Promise<void> {
  const problems: LogProblem[] = [];
  checkExperimentTags({ [tag.key]: tag.value }, problems);
  refuse(problems);
  const { project } = ctx.means;
  await changeTags(ctx, no, async (trx) => {
    await trx
      .insertInto('train_experiment_tags')
      .values({ project, experiment: no, ...tag })
      .onConflict((c) => c.columns(['project', 'experiment', 'key']).doUpdateSet({ value: tag.value }))
      .execute();
  });
}

/** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_EXPERIMENT_TAG_UNKNOWN. */
export async function removeExperimentTag(ctx: TrackingContext, no: number, key: string): Promise<void> {
  await changeTags(ctx, no, async (trx) => {
    if (!isStorable(key)) throw trainErrors.EXPERIMENT_TAG_UNKNOWN({ experiment: no, key });
    const { numDeletedRows } = await trx
      .deleteFrom('train_experiment_tags')
      .where('project', '=', ctx.means.project)
      .where('experiment', '=', no)
      .where('key', '=', key)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw trainErrors.EXPERIMENT_TAG_UNKNOWN({ experiment: no, key });
  });
}

/** The row of an experiment that takes new runs. Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED. */
export async function requireActiveExperiment(ctx: TrackingContext, trx: Query, no: number): Promise<Row> {
  const row = await requireRow(ctx, trx, no);
  if (row.lifecycle !== 'active') throw trainErrors.EXPERIMENT_DELETED({ experiment: no });
  return row;
}

const findRow = (ctx: TrackingContext, trx: Query, no: number): Promise<Row | undefined> =>
  trx.selectFrom('train_experiments').selectAll().where('project', '=', ctx.means.project).where('no', '=', no).executeTakeFirst();

async function requireRow(ctx: TrackingContext, trx: Query, no: number): Promise<Row> {
  const row = Number.isSafeInteger(no) ? await findRow(ctx, trx, no) : undefined;
  if (!row) throw trainErrors.EXPERIMENT_UNKNOWN({ experiment: no });
  return row;
}

/** Changes the row as `decide` says, in one transaction with what `decide` does. */
async function change(ctx: TrackingContext, no: number, decide: (trx: Query, row: Row) => Promise<Partial<Row>>): Promise<void> {
  const { project, clock, db } = ctx.means;
  await db.transaction<TrackingTables, void>(async (trx) => {
    await db.lock(trx as never, 'train_experiments');
    const changed = await decide(trx, await requireRow(ctx, trx, no));
    await trx
      .updateTable('train_experiments')
      .set({ ...changed, updated_at: clock.now() })
      .where('project', '=', project)
      .where('no', '=', no)
      .execute();
  });
}

async function changeTags(ctx: TrackingContext, no: number, write: (trx: Query) => Promise<void>): Promise<void> {
  await ctx.means.db.transaction<TrackingTables, void>(async (trx) => {
    await requireActiveExperiment(ctx, trx, no);
    await write(trx);
  });
}

async function moveRuns(
  ctx: TrackingContext,
  trx: Query,
  move: { experiment: number; from: { lifecycle: Lifecycle; deleted_at: number | null }; to: { lifecycle: Lifecycle; deleted_at: number | null } },
): Promise<void> {
  await trx
    .updateTable('train_tracked_runs')
    .set(move.to)
    .where('project', '=', ctx.means.project)
    .where('experiment', '=', move.experiment)
    .where('lifecycle', '=', move.from.lifecycle)
    .where('deleted_at', move.from.deleted_at === null ? 'is' : '=', move.from.deleted_at)
    .execute();
}

async function refuseTaken(ctx: TrackingContext, trx: Query, name: string): Promise<void> {
  const taken = await trx
    .selectFrom('train_experiments')
    .select('no')
    .where('project', '=', ctx.means.project)
    .where('name', '=', name)
    .where('lifecycle', '=', 'active')
    .executeTakeFirst();
  if (taken) throw trainErrors.EXPERIMENT_EXISTS({ name });
}

function checkName(name: string, problems: LogProblem[]): void {
  if (typeof name !== 'string' || name.trim() === '') problems.push({ path: 'name', value: name, reason: 'missing' });
  else checkText(name, { path: 'name', limit: LIMITS.experimentName }, problems);
}

const toExperiment = (row: Row, tags: Tags): Experiment => ({
  no: row.no,
  name: row.name,
  artifactLocation: row.artifact_location,
  lifecycle: row.lifecycle as Lifecycle,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  tags,
});
