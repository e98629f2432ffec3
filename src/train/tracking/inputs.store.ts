import type { Kysely } from 'kysely';
import { checkText, refuse } from './check-entries.ts';
import type { DatasetInput, DatasetUse, RunInput } from './dataset-input.ts';
import { LIMITS } from './limits.ts';
import { requireActiveRun } from './load-runs.store.ts';
import type { LogProblem } from './log-problem.ts';
import type { RunModel } from './tracked-run.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

type Query = Kysely<TrackingTables>;

/** The tag that says how a run used a dataset. */
const CONTEXT_TAG = 'mlflow.data.context';

/**
 * Notes what a run read. A dataset is known by its experiment, name and digest: what else is said of it counts the first time. One that the run has already stays as it is.
 * Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_LOG_INVALID.
 */
export async function logInputs(
  ctx: TrackingContext,
  id: string,
  inputs: { readonly datasets?: readonly RunInput[]; readonly models?: readonly { readonly model: string }[] },
): Promise<void> {
  const { datasets = [], models = [] } = inputs;
  checkInputs(datasets, models);
  await ctx.write(async (trx) => {
    const run = await requireActiveRun(ctx, trx, id);
    for (const { dataset, tags } of datasets) {
      const no = await findOrAddDataset(ctx, trx, { dataset, experiment: run.experiment });
      const row = { run: run.no, dataset: no, context: tags[CONTEXT_TAG] ?? null, tags: JSON.stringify(tags) };
      await trx
        .insertInto('train_run_inputs')
        .values(row)
        .onConflict((c) => c.doNothing())
        .execute();
    }
    await addModels(
      trx,
      models.map(({ model }) => ({ run: run.no, model, side: 'input', step: 0 })),
    );
  });
}

/** Notes which models a run wrote, and at which step. Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_LOG_INVALID. */
export async function logOutputs(ctx: TrackingContext, id: string, models: readonly RunModel[]): Promise<void> {
  const problems: LogProblem[] = [];
  checkModels(models, problems);
  models.forEach(({ step }, index) => {
    if (!Number.isSafeInteger(step)) problems.push({ path: `models[${index}].step`, value: step, reason: 'step' });
  });
  refuse(problems);
  await ctx.write(async (trx) => {
    const run = await requireActiveRun(ctx, trx, id);
    await addModels(
      trx,
      models.map(({ model, step }) => ({ run: run.no, model, side: 'output', step })),
    );
  });
}

/** The most uses that are listed at once. */
const MOST_USES = 1000;

/** Which datasets the runs of some experiments read, and how; each use once. */
export async function listDatasetUses(ctx: TrackingContext, experiments: readonly number[]): Promise<DatasetUse[]> {
  if (experiments.length === 0) return [];
  return ctx.means.db
    .tables<TrackingTables>()
    .selectFrom('train_datasets')
    .innerJoin('train_run_inputs', 'train_run_inputs.dataset', 'train_datasets.no')
    .select(['train_datasets.experiment', 'train_datasets.name', 'train_datasets.digest', 'train_run_inputs.context'])
    .distinct()
    .where('train_datasets.project', '=', ctx.means.project)
    .where('train_datasets.experiment', 'in', [...new Set(experiments)])
    .orderBy('train_datasets.experiment')
    .orderBy('train_datasets.name')
    .orderBy('train_datasets.digest')
    .orderBy('train_run_inputs.context')
    .limit(MOST_USES)
    .execute();
}

async function findOrAddDataset(ctx: TrackingContext, trx: Query, about: { dataset: DatasetInput; experiment: number }): Promise<number> {
  const { project } = ctx.means;
  const { name, digest, sourceType, source, schema, profile } = about.dataset;
  const row = { project, experiment: about.experiment, name, digest, source_type: sourceType, source, schema, profile };
  const found = await trx
    .selectFrom('train_datasets')
    .select('no')
    .where('project', '=', project)
    .where('experiment', '=', about.experiment)
    .where('name', '=', name)
    .where('digest', '=', digest)
    .executeTakeFirst();
  return (found ?? (await trx.insertInto('train_datasets').values(row).returning('no').executeTakeFirstOrThrow())).no;
}

async function addModels(trx: Query, rows: readonly { run: number; model: string; side: string; step: number }[]): Promise<void> {
  for (const row of rows)
    await trx
      .insertInto('train_run_models')
      .values(row)
      .onConflict((c) => c.doNothing())
      .execute();
}

function checkInputs(inputs: readonly RunInput[], models: readonly { readonly model: string }[]): void {
  const problems: LogProblem[] = [];
  checkModels(models, problems);
  if (inputs.length > LIMITS.datasetsAtOnce) problems.push({ path: 'datasets', value: inputs.length, reason: 'count', limit: LIMITS.datasetsAtOnce });
  for (const { dataset, tags } of inputs) {
    checkText(dataset.name, { path: 'name', limit: LIMITS.datasetName }, problems);
    checkText(dataset.digest, { path: 'digest', limit: dataset.sourceType === 'capstan' ? LIMITS.capstanDigest : LIMITS.datasetDigest }, problems);
    checkText(dataset.sourceType, { path: 'source_type', limit: LIMITS.datasetSource }, problems);
    checkText(dataset.source, { path: 'source', limit: LIMITS.datasetSource }, problems);
    if (dataset.schema !== null) checkText(dataset.schema, { path: 'schema', limit: LIMITS.datasetSchema }, problems);
    if (dataset.profile !== null) checkText(dataset.profile, { path: 'profile', limit: LIMITS.datasetProfile }, problems);
    for (const [key, value] of Object.entries(tags)) {
      checkText(key, { path: 'key', limit: LIMITS.inputTagKey }, problems);
      checkText(value, { path: 'value', limit: LIMITS.inputTagValue }, problems);
    }
  }
  refuse(problems);
}

function checkModels(models: readonly { readonly model: string }[], problems: LogProblem[]): void {
  if (models.length > LIMITS.modelsAtOnce) problems.push({ path: 'models', value: models.length, reason: 'count', limit: LIMITS.modelsAtOnce });
  models.forEach(({ model }, index) => checkText(model, { path: `models[${index}].model_id`, limit: LIMITS.key }, problems));
}
