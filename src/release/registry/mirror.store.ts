import { isCapstanError, type Digest } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { findRelease } from '../release.store.ts';
import type { Release } from '../release.ts';
import { change } from './change.store.ts';
import { CHAMPION } from './deployed-model.ts';
import { type RegistryDb, versionsOf } from './read-versions.store.ts';
import type { RegistryTables } from './registry-tables.store.ts';

interface Tables extends RegistryTables {
  release_releases: { readonly project: string; readonly id: string; readonly number: number };
}

/** Who adds versions for releases. */
const MIRROR = { actor: 'capstan', why: 'every release is a version of the model of its deployment' };

/** The releases that are no version of the model yet, in the order of making. */
export async function findUnmirrored(means: Means, model: string): Promise<readonly { readonly release: Release; readonly number: number }[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('release_releases')
    .select(['id', 'number'])
    .where('project', '=', means.project)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('release_versions')
            .innerJoin('release_models', 'release_models.no', 'release_versions.model')
            .select('release_versions.no')
            .where('release_models.project', '=', means.project)
            .where('release_models.name', '=', model)
            .whereRef('release_versions.release', '=', 'release_releases.id'),
        ),
      ),
    )
    .orderBy('number')
    .execute();
  return Promise.all(rows.map(async ({ id, number }) => ({ release: await findRelease(means, id as Digest), number })));
}

/** Adds the version of a release, and the model before its first one. What another process has added meanwhile stays. */
export async function addReleaseVersion(means: Means, model: string, about: { readonly release: Release; readonly number: number; readonly source: string }): Promise<void> {
  const { release, number, source } = about;
  try {
    await change(means, MIRROR, async ({ trx, now, tell }) => {
      const made = await trx
        .insertInto('release_models')
        .values({ project: means.project, name: model, description: `The releases of the deployment ${model}.`, last_version: 0, created_at: now, updated_at: now })
        .onConflict((c) => c.doNothing())
        .returning('no')
        .executeTakeFirst();
      if (made) await tell({ noun: 'model', name: model, from: null, to: 'registered' });
      const { no, last_version: version } = await trx
        .updateTable('release_models')
        .set((e) => ({ last_version: e('last_version', '+', 1), updated_at: now }))
        .where('project', '=', means.project)
        .where('name', '=', model)
        .returning(['no', 'last_version'])
        .executeTakeFirstOrThrow();
      const text = { description: `r${number}: ${release.note}`, user_id: MIRROR.actor, stage: 'None', run_link: '', logged_model: null };
      const times = { created_at: release.createdAt, updated_at: release.createdAt };
      await trx
        .insertInto('release_versions')
        .values({ model: no, version, ...text, source, storage_location: source, run_id: release.run, release: release.id, ...times })
        .execute();
      await tell({ noun: 'model version', name: `${model}/${version}`, from: null, to: 'None', evidence: { release: release.id } });
    });
  } catch (error) {
    if (!isCapstanError(error, 'STORE_ROW_EXISTS')) throw error;
  }
}

/** Points the alias `champion` where the deployment's champion is. It is no change of its own: the ledger has the promotion. */
export async function followChampion(means: Means, model: string, champion: Digest | null): Promise<void> {
  const tables = means.db.tables<RegistryTables>();
  const told = await findChampionRelease(tables, means.project, model);
  if (told === champion) return;
  await means.db.transaction<RegistryTables, void>(async (trx) => {
    const row = await versionsOf(trx, means.project).where('release_models.name', '=', model).where('release_versions.release', '=', champion).executeTakeFirst();
    if (!row) return;
    await trx
      .insertInto('release_model_aliases')
      .values({ model: row.model, alias: CHAMPION, version: row.no })
      .onConflict((c) => c.columns(['model', 'alias']).doUpdateSet({ version: row.no }))
      .execute();
  });
}

async function findChampionRelease(db: RegistryDb, project: string, model: string): Promise<string | null | undefined> {
  const row = await versionsOf(db, project)
    .innerJoin('release_model_aliases', 'release_model_aliases.version', 'release_versions.no')
    .where('release_models.name', '=', model)
    .where('release_model_aliases.alias', '=', CHAMPION)
    .executeTakeFirst();
  return row?.release;
}
