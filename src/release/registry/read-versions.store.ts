import type { Kysely, Selectable } from 'kysely';
import type { Digest } from '../../kernel/index.ts';
import { type ModelVersion, RELEASE_TAG, type Stage } from './model-version.ts';
import type { RegistryTables, VersionRow } from './registry-tables.store.ts';

/** The tables, or a transaction on them. */
export type RegistryDb = Kysely<RegistryTables>;

/** A version as it is kept, with its model's name. */
export type NamedVersion = Selectable<VersionRow> & { readonly name: string };

/** How many rows one statement asks about: fewer than the parameters that a statement may have. */
const AT_ONCE = 10_000;

/** Every version of a project, with its model's name; to be narrowed. */
export const versionsOf = (db: RegistryDb, project: string) =>
  db
    .selectFrom('release_versions')
    .innerJoin('release_models', 'release_models.no', 'release_versions.model')
    .selectAll('release_versions')
    .select('release_models.name as name')
    .where('release_models.project', '=', project);

/** The row of one version, or undefined. */
export const findVersionRow = (db: RegistryDb, project: string, of: { readonly name: string; readonly version: number }): Promise<NamedVersion | undefined> =>
  versionsOf(db, project).where('release_models.name', '=', of.name).where('release_versions.version', '=', of.version).executeTakeFirst();

/** Adds to a list in its place, since one version may have thousands. */
function append<T>(list: T[] | undefined, item: T): T[] {
  if (list === undefined) return [item];
  list.push(item);
  return list;
}

/** Rows with their tags and aliases, in the order given. */
export async function fillVersions(db: RegistryDb, rows: readonly NamedVersion[]): Promise<ModelVersion[]> {
  const tags = new Map<number, [string, string][]>();
  const aliases = new Map<number, string[]>();
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const nos = rows.slice(from, from + AT_ONCE).map((row) => row.no);
    for (const { version, key, value } of await db.selectFrom('release_version_tags').selectAll().where('version', 'in', nos).orderBy('key').execute())
      tags.set(version, append(tags.get(version), [key, value]));
    for (const { version, alias } of await db.selectFrom('release_model_aliases').selectAll().where('version', 'in', nos).orderBy('alias').execute())
      aliases.set(version, append(aliases.get(version), alias));
  }
  return rows.map((row) => ({
    name: row.name,
    version: row.version,
    description: row.description,
    user: row.user_id,
    stage: row.stage as Stage,
    source: row.source,
    storageLocation: row.storage_location,
    run: row.run_id,
    runLink: row.run_link,
    loggedModel: row.logged_model,
    release: row.release as Digest | null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    tags: { ...Object.fromEntries(tags.get(row.no) ?? []), ...(row.release !== null && { [RELEASE_TAG]: row.release }) },
    aliases: aliases.get(row.no) ?? [],
  }));
}
