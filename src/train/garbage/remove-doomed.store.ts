import type { Transaction } from 'kysely';
import type { Means } from '../../store/index.ts';
import { type ArtifactTables, isAt } from '../artifacts/artifact-tables.store.ts';
import { forgetArtifacts } from '../artifacts/artifacts.store.ts';
import { splitArtifactPath } from '../artifacts/parse-artifact-path.ts';
import type { Doomed } from './find-doomed.store.ts';
import type { DatedOrder } from './garbage.ts';
import { homeOf } from './home-of.ts';

type Trx = Transaction<ArtifactTables>;

const OF_RUN = ['train_metric_journal', 'train_metric_chunks', 'train_latest_metrics', 'train_params', 'train_tags', 'train_run_inputs', 'train_run_models'] as const;
const OF_MODEL = ['train_logged_model_params', 'train_logged_model_tags', 'train_logged_model_metrics'] as const;

/** Removes a run with all that was logged to it, in one step; how many files went. Undefined when it was restored meanwhile, or is gone. */
export const removeRunForGood = (means: Means, run: Doomed, order: DatedOrder): Promise<number | undefined> =>
  means.db.transaction<ArtifactTables, number | undefined>(async (trx) => {
    const row = await trx.selectFrom('train_tracked_runs').select(['lifecycle', 'deleted_at']).where('no', '=', run.no).executeTakeFirst();
    if (row === undefined || (order.children !== true && !wasDeleted(row, order))) return undefined;
    for (const table of OF_RUN) await trx.deleteFrom(table).where('run', '=', run.no).execute();
    const files = await forgetHome(means, trx, run.uri);
    await trx.deleteFrom('train_tracked_runs').where('no', '=', run.no).execute();
    return files;
  });

/** Removes a logged model in one step, as `removeRunForGood` does a run. Runs that wrote it do so no more. */
export const removeModelForGood = (means: Means, model: Doomed, order: DatedOrder): Promise<number | undefined> =>
  means.db.transaction<ArtifactTables, number | undefined>(async (trx) => {
    const row = await trx.selectFrom('train_logged_models').select(['lifecycle', 'deleted_at']).where('no', '=', model.no).executeTakeFirst();
    if (row === undefined || !(wasDeleted(row, order) || (await findExperiment(trx, means.project, model.experiment, order)))) return undefined;
    for (const table of OF_MODEL) await trx.deleteFrom(table).where('model', '=', model.no).execute();
    await trx.deleteFrom('train_run_models').where('model', '=', model.id).execute();
    const files = await forgetHome(means, trx, model.uri);
    await trx.deleteFrom('train_logged_models').where('no', '=', model.no).execute();
    return files;
  });

/** Removes an experiment of which nothing is left; false when something is, or it was restored meanwhile. */
export const removeExperimentForGood = (means: Means, no: number, order: DatedOrder): Promise<boolean> =>
  means.db.transaction<ArtifactTables, boolean>(async (trx) => {
    const { project } = means;
    const experiment = await findExperiment(trx, project, no, order);
    if (experiment === undefined) return false;
    for (const table of ['train_tracked_runs', 'train_logged_models'] as const)
      if (await trx.selectFrom(table).select('no').where('project', '=', project).where('experiment', '=', no).executeTakeFirst()) return false;
    for (const table of ['train_datasets', 'train_experiment_tags'] as const) await trx.deleteFrom(table).where('project', '=', project).where('experiment', '=', no).execute();
    await trx.deleteFrom('train_experiments').where('project', '=', project).where('no', '=', no).execute();
    const place = homeOf(experiment.artifact_location);
    if (place !== undefined) await removeEmptyDirectories(trx, project, `${place}/models`);
    return true;
  });

const wasDeleted = (row: { readonly lifecycle: string; readonly deleted_at: number | null }, { before }: DatedOrder): boolean =>
  row.lifecycle === 'deleted' && row.deleted_at !== null && row.deleted_at <= before;

const findExperiment = (trx: Trx, project: string, no: number, { before }: DatedOrder) =>
  trx
    .selectFrom('train_experiments')
    .select('artifact_location')
    .where('project', '=', project)
    .where('no', '=', no)
    .where('lifecycle', '=', 'deleted')
    .where('deleted_at', '<=', before)
    .executeTakeFirst();

async function forgetHome(means: Means, trx: Trx, uri: string): Promise<number> {
  const home = homeOf(uri);
  if (home === undefined) return 0;
  const files = await forgetArtifacts(means, trx, home);
  await removeEmptyDirectories(trx, means.project, splitArtifactPath(home).directory);
  return files;
}

/** Removes a directory in which nothing is left, and then those around it. */
async function removeEmptyDirectories(trx: Trx, project: string, innermost: string): Promise<void> {
  for (let directory = innermost; directory !== ''; { directory } = splitArtifactPath(directory)) {
    if (await trx.selectFrom('train_artifacts').select('name').where('project', '=', project).where('directory', '=', directory).limit(1).executeTakeFirst()) return;
    await trx.deleteFrom('train_artifacts').where(isAt(project, directory)).where('is_directory', '=', 1).execute();
  }
}
