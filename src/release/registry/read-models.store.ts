import type { Selectable } from 'kysely';
import type { ModelVersion } from './model-version.ts';
import { fillVersions, type RegistryDb, versionsOf } from './read-versions.store.ts';
import { registryErrors } from './registry.errors.ts';
import type { ModelRow } from './registry-tables.store.ts';
import type { RegisteredModel } from './registered-model.ts';

type StoredModel = Selectable<ModelRow>;

/** The row of one model. Throws REGISTRY_MODEL_UNKNOWN. */
export async function findModelRow(db: RegistryDb, project: string, name: string): Promise<StoredModel> {
  const row = await db.selectFrom('release_models').selectAll().where('project', '=', project).where('name', '=', name).executeTakeFirst();
  if (!row) throw registryErrors.MODEL_UNKNOWN({ name });
  return row;
}

/** Rows with their tags, aliases and newest versions, in the order given. */
export async function fillModels(db: RegistryDb, project: string, rows: readonly StoredModel[]): Promise<RegisteredModel[]> {
  const nos = rows.map((row) => row.no);
  if (nos.length === 0) return [];
  const tags = await db.selectFrom('release_model_tags').selectAll().where('model', 'in', nos).orderBy('key').execute();
  const aliases = await db
    .selectFrom('release_model_aliases')
    .innerJoin('release_versions', 'release_versions.no', 'release_model_aliases.version')
    .select(['release_model_aliases.model', 'alias', 'release_versions.version'])
    .where('release_model_aliases.model', 'in', nos)
    .orderBy('alias')
    .execute();
  const latest = await findLatest(db, project, nos);
  return rows.map((row) => ({
    name: row.name,
    description: row.description,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    tags: Object.fromEntries(tags.filter((tag) => tag.model === row.no).map(({ key, value }) => [key, value])),
    aliases: Object.fromEntries(aliases.filter((alias) => alias.model === row.no).map(({ alias, version }) => [alias, version])),
    latestVersions: latest.filter((version) => version.name === row.name),
  }));
}

/** The newest version of each stage of these models, oldest first. */
export async function findLatest(db: RegistryDb, project: string, models: readonly number[]): Promise<ModelVersion[]> {
  const rows = await versionsOf(db, project)
    .where('release_versions.model', 'in', models)
    .where('release_versions.version', '=', (e) =>
      e
        .selectFrom('release_versions as newer')
        .select((f) => f.fn.max('newer.version').as('version'))
        .whereRef('newer.model', '=', 'release_versions.model')
        .whereRef('newer.stage', '=', 'release_versions.stage'),
    )
    .orderBy('release_versions.version')
    .execute();
  return fillVersions(db, rows);
}
