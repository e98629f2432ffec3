import type { Means } from '../../store/index.ts';
import { type By, change } from './change.store.ts';
import type { NumberedVersion } from './change-versions.store.ts';
import type { ModelVersion } from './model-version.ts';
import { findModelRow } from './read-models.store.ts';
import { fillVersions, findVersionRow, versionsOf } from './read-versions.store.ts';
import { registryErrors } from './registry.errors.ts';
import type { RegistryTables } from './registry-tables.store.ts';

/** Points an alias at a version; to where it points already is no change. Throws REGISTRY_VERSION_UNKNOWN. */
export const setAlias = (means: Means, alias: string, to: NumberedVersion, by: By): Promise<void> =>
  change(means, by, async ({ trx, tell }) => {
    const row = await findVersionRow(trx, means.project, to);
    if (!row) throw registryErrors.VERSION_UNKNOWN({ ...to });
    const before = await trx
      .selectFrom('release_model_aliases')
      .innerJoin('release_versions', 'release_versions.no', 'release_model_aliases.version')
      .select('release_versions.version')
      .where('release_model_aliases.model', '=', row.model)
      .where('alias', '=', alias)
      .executeTakeFirst();
    if (before?.version === to.version) return;
    await trx
      .insertInto('release_model_aliases')
      .values({ model: row.model, alias, version: row.no })
      .onConflict((c) => c.columns(['model', 'alias']).doUpdateSet({ version: row.no }))
      .execute();
    await tell({ noun: 'model alias', name: `${to.name}@${alias}`, from: before ? String(before.version) : null, to: String(to.version) });
  });

/** An alias that is not there is no error. Throws REGISTRY_MODEL_UNKNOWN. */
export const removeAlias = (means: Means, of: { readonly name: string; readonly alias: string }, by: By): Promise<void> =>
  change(means, by, async ({ trx, tell }) => {
    const { no } = await findModelRow(trx, means.project, of.name);
    const removed = await trx.deleteFrom('release_model_aliases').where('model', '=', no).where('alias', '=', of.alias).returning('version').executeTakeFirst();
    if (!removed) return;
    const { version } = await trx.selectFrom('release_versions').select('version').where('no', '=', removed.version).executeTakeFirstOrThrow();
    await tell({ noun: 'model alias', name: `${of.name}@${of.alias}`, from: String(version), to: 'removed' });
  });

/** The version that an alias names. Throws REGISTRY_MODEL_UNKNOWN, REGISTRY_ALIAS_UNKNOWN. */
export async function findByAlias(means: Means, name: string, alias: string): Promise<ModelVersion> {
  const db = means.db.tables<RegistryTables>();
  const { no } = await findModelRow(db, means.project, name);
  const row = await versionsOf(db, means.project)
    .innerJoin('release_model_aliases', 'release_model_aliases.version', 'release_versions.no')
    .where('release_model_aliases.model', '=', no)
    .where('release_model_aliases.alias', '=', alias)
    .executeTakeFirst();
  if (!row) throw registryErrors.ALIAS_UNKNOWN({ name, alias });
  return (await fillVersions(db, [row]))[0]!;
}
