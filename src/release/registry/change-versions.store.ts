import { type Means, prepareInsert } from '../../store/index.ts';
import type { Tags } from '../../train/index.ts';
import { type By, change } from './change.store.ts';
import type { Lineage } from './check-source.ts';
import { isFree } from './link-version.store.ts';
import { type ModelVersion, RELEASE_TAG, type Stage } from './model-version.ts';
import { findModelRow } from './read-models.store.ts';
import { fillVersions, findVersionRow, type NamedVersion, type RegistryDb } from './read-versions.store.ts';
import { registryErrors } from './registry.errors.ts';
import type { RegistryTables } from './registry-tables.store.ts';

/** One version of one model. */
export interface NumberedVersion {
  readonly name: string;
  readonly version: number;
}

/** What a new version is made of. */
export interface NewVersion extends Lineage {
  readonly name: string;
  readonly description?: string;
  readonly runLink?: string;
  readonly tags?: Tags;
}

async function findRow(db: RegistryDb, project: string, of: NumberedVersion): Promise<NamedVersion> {
  const row = await findVersionRow(db, project, of);
  if (!row) throw registryErrors.VERSION_UNKNOWN({ ...of });
  return row;
}

const nameOf = (of: NumberedVersion): string => `${of.name}/${of.version}`;

/** Adds a version under the next number. Throws REGISTRY_MODEL_UNKNOWN. */
export const createVersion = (means: Means, order: NewVersion, by: By): Promise<ModelVersion> =>
  change(means, by, async ({ trx, now, tell }) => {
    const { name } = order;
    const model = await findModelRow(trx, means.project, name);
    const { last_version: version } = await trx
      .updateTable('release_models')
      .set((e) => ({ last_version: e('last_version', '+', 1), updated_at: now }))
      .where('no', '=', model.no)
      .returning('last_version')
      .executeTakeFirstOrThrow();
    const row = await trx
      .insertInto('release_versions')
      .values({
        model: model.no,
        version,
        description: order.description ?? '',
        user_id: by.actor,
        stage: 'None',
        source: order.source,
        storage_location: order.storageLocation,
        run_id: order.run,
        run_link: order.runLink ?? '',
        logged_model: order.loggedModel,
        release: order.release !== null && (await isFree(trx, model.no, order.release)) ? order.release : null,
        created_at: now,
        updated_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const addTags = prepareInsert<RegistryTables, 'release_version_tags'>(means.db, { into: 'release_version_tags', columns: ['version', 'key', 'value'] });
    await addTags.run(
      trx as never,
      Object.entries(order.tags ?? {}).flatMap(([key, value]) => (key === RELEASE_TAG ? [] : [row.no, key, value])),
    );
    await tell({ noun: 'model version', name: nameOf({ name, version }), from: null, to: 'None', evidence: { source: order.source, run: order.run } });
    return (await fillVersions(trx, [{ ...row, name }]))[0]!;
  });

/** Throws REGISTRY_VERSION_UNKNOWN. */
export async function readVersion(means: Means, of: NumberedVersion): Promise<ModelVersion> {
  const db = means.db.tables<RegistryTables>();
  return (await fillVersions(db, [await findRow(db, means.project, of)]))[0]!;
}

/** Throws REGISTRY_VERSION_UNKNOWN. */
export async function describeVersion(means: Means, of: NumberedVersion, description: string | null): Promise<ModelVersion> {
  const db = means.db.tables<RegistryTables>();
  const { no } = await findRow(db, means.project, of);
  await db.updateTable('release_versions').set({ description, updated_at: means.clock.now() }).where('no', '=', no).execute();
  return readVersion(means, of);
}

/** Moves a version to a stage, and those in it to the archive when told so. Throws REGISTRY_VERSION_UNKNOWN. */
export const moveVersion = (means: Means, move: NumberedVersion & { readonly to: Stage; readonly archiveExisting: boolean }, by: By): Promise<ModelVersion> =>
  change(means, by, async ({ trx, now, tell }) => {
    const { name, to } = move;
    const row = await findRow(trx, means.project, move);
    const others = move.archiveExisting
      ? await trx.selectFrom('release_versions').selectAll().where('model', '=', row.model).where('stage', '=', to).where('no', '!=', row.no).orderBy('version').execute()
      : [];
    const moves = [...others.map((other) => ({ ...other, to: 'Archived' })), { ...row, to }];
    for (const { no, version, stage: from, to: stage } of moves) {
      await trx.updateTable('release_versions').set({ stage, updated_at: now }).where('no', '=', no).execute();
      if (from !== stage) await tell({ noun: 'model version', name: nameOf({ name, version }), from, to: stage });
    }
    await trx.updateTable('release_models').set({ updated_at: now }).where('no', '=', row.model).execute();
    return (await fillVersions(trx, [{ ...row, stage: to, updated_at: now }]))[0]!;
  });

/** Removes a version with its tags, and the aliases that name it. Throws REGISTRY_VERSION_UNKNOWN. */
export const removeVersion = (means: Means, of: NumberedVersion, by: By): Promise<void> =>
  change(means, by, async ({ trx, now, tell }) => {
    const row = await findRow(trx, means.project, of);
    const aliases = await trx.deleteFrom('release_model_aliases').where('version', '=', row.no).returning('alias').execute();
    await trx.deleteFrom('release_version_tags').where('version', '=', row.no).execute();
    await trx.deleteFrom('release_versions').where('no', '=', row.no).execute();
    await trx.updateTable('release_models').set({ updated_at: now }).where('no', '=', row.model).execute();
    for (const { alias } of aliases) await tell({ noun: 'model alias', name: `${of.name}@${alias}`, from: String(of.version), to: 'removed' });
    await tell({ noun: 'model version', name: nameOf(of), from: row.stage, to: 'removed' });
  });

/** Throws REGISTRY_VERSION_UNKNOWN. */
export async function setVersionTag(means: Means, of: NumberedVersion, tag: { readonly key: string; readonly value: string }): Promise<void> {
  const db = means.db.tables<RegistryTables>();
  const { no } = await findRow(db, means.project, of);
  await db
    .insertInto('release_version_tags')
    .values({ version: no, key: tag.key, value: tag.value })
    .onConflict((c) => c.columns(['version', 'key']).doUpdateSet({ value: tag.value }))
    .execute();
}

/** A tag that is not there is no error. Throws REGISTRY_VERSION_UNKNOWN. */
export async function removeVersionTag(means: Means, of: NumberedVersion, key: string): Promise<void> {
  const db = means.db.tables<RegistryTables>();
  const { no } = await findRow(db, means.project, of);
  await db.deleteFrom('release_version_tags').where('version', '=', no).where('key', '=', key).execute();
}
