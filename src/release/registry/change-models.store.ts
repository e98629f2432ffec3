import { isCapstanError } from '../../kernel/index.ts';
import { type Means, prepareInsert } from '../../store/index.ts';
import type { Tags } from '../../train/index.ts';
import { type By, change } from './change.store.ts';
import { fillModels, findModelRow } from './read-models.store.ts';
import { isPrompt, type RegisteredModel } from './registered-model.ts';
import { registryErrors } from './registry.errors.ts';
import type { RegistryTables } from './registry-tables.store.ts';

/** What a new registered model is made of. */
export interface ModelOrder {
  readonly name: string;
  readonly description?: string;
  readonly tags?: Tags;
}

const kindOf = (tags: Tags): string => (isPrompt(tags) ? 'Prompt' : 'Registered Model');

/** Throws REGISTRY_MODEL_EXISTS. */
export async function createModel(means: Means, order: ModelOrder, by: By): Promise<RegisteredModel> {
  const { name, description = '', tags = {} } = order;
  const created = await change(means, by, async ({ trx, now, tell }) => {
    const row = await trx
      .insertInto('release_models')
      .values({ project: means.project, name, description, last_version: 0, created_at: now, updated_at: now })
      .onConflict((c) => c.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) return undefined;
    const addTags = prepareInsert<RegistryTables, 'release_model_tags'>(means.db, { into: 'release_model_tags', columns: ['model', 'key', 'value'] });
    await addTags.run(
      trx as never,
      Object.entries(tags).flatMap(([key, value]) => [row.no, key, value]),
    );
    await tell({ noun: 'model', name, from: null, to: 'registered' });
    return (await fillModels(trx, means.project, [row]))[0]!;
  });
  if (created) return created;
  const taken = await readModel(means, name);
  throw registryErrors.MODEL_EXISTS({ name, kind: kindOf(tags), taken: kindOf(taken.tags) });
}

/** Throws REGISTRY_MODEL_UNKNOWN. */
export async function readModel(means: Means, name: string): Promise<RegisteredModel> {
  const db = means.db.tables<RegistryTables>();
  return (await fillModels(db, means.project, [await findModelRow(db, means.project, name)]))[0]!;
}

/** Throws REGISTRY_MODEL_UNKNOWN. */
export async function describeModel(means: Means, name: string, description: string): Promise<RegisteredModel> {
  const db = means.db.tables<RegistryTables>();
  const { no } = await findModelRow(db, means.project, name);
  await db.updateTable('release_models').set({ description, updated_at: means.clock.now() }).where('no', '=', no).execute();
  return readModel(means, name);
}

/** Throws REGISTRY_MODEL_UNKNOWN, REGISTRY_MODEL_EXISTS. */
export async function renameModel(means: Means, names: { readonly from: string; readonly to: string }, by: By): Promise<RegisteredModel> {
  const { from, to } = names;
  try {
    await change(means, by, async ({ trx, now, tell }) => {
      const { no } = await findModelRow(trx, means.project, from);
      await trx.updateTable('release_models').set({ name: to, updated_at: now }).where('no', '=', no).execute();
      await trx.updateTable('release_versions').set({ updated_at: now }).where('model', '=', no).execute();
      await tell({ noun: 'model', name: to, from: 'registered', to: 'registered', evidence: { renamedFrom: from } });
    });
  } catch (error) {
    if (!isCapstanError(error, 'STORE_ROW_EXISTS')) throw error;
    throw registryErrors.MODEL_EXISTS({ name: to, kind: 'Registered Model', taken: 'Registered Model' }, { cause: error });
  }
  return readModel(means, to);
}

/** Removes a model with everything in it. Throws REGISTRY_MODEL_UNKNOWN. */
export const removeModel = (means: Means, name: string, by: By): Promise<void> =>
  change(means, by, async ({ trx, tell }) => {
    const { no } = await findModelRow(trx, means.project, name);
    await trx
      .deleteFrom('release_version_tags')
      .where('version', 'in', (e) => e.selectFrom('release_versions').select('no').where('model', '=', no))
      .execute();
    await trx.deleteFrom('release_model_aliases').where('model', '=', no).execute();
    await trx.deleteFrom('release_model_tags').where('model', '=', no).execute();
    await trx.deleteFrom('release_versions').where('model', '=', no).execute();
    await trx.deleteFrom('release_models').where('no', '=', no).execute();
    await tell({ noun: 'model', name, from: 'registered', to: 'removed' });
  });

/** Throws REGISTRY_MODEL_UNKNOWN. */
export async function setModelTag(means: Means, name: string, tag: { readonly key: string; readonly value: string }): Promise<void> {
  const db = means.db.tables<RegistryTables>();
  const { no } = await findModelRow(db, means.project, name);
  await db
    .insertInto('release_model_tags')
    .values({ model: no, key: tag.key, value: tag.value })
    .onConflict((c) => c.columns(['model', 'key']).doUpdateSet({ value: tag.value }))
    .execute();
}

/** A tag that is not there is no error. Throws REGISTRY_MODEL_UNKNOWN. */
export async function removeModelTag(means: Means, name: string, key: string): Promise<void> {
  const db = means.db.tables<RegistryTables>();
  const { no } = await findModelRow(db, means.project, name);
  await db.deleteFrom('release_model_tags').where('model', '=', no).where('key', '=', key).execute();
}
