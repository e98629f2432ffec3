import type { Digest } from '../../kernel/index.ts';
import type { RegisteredOrigin } from '../release.ts';
import { findVersionRow, type RegistryDb } from './read-versions.store.ts';

/** True when no version of a model is this release yet: it can be one at most. */
export const isFree = async (db: RegistryDb, model: number, release: string): Promise<boolean> =>
  (await db.selectFrom('release_versions').select('no').where('model', '=', model).where('release', '=', release).executeTakeFirst()) === undefined;

/** Notes in a registered version which release it is. One that is gone by now, or is another release already, stays as it is. */
export async function linkVersion(
  trx: RegistryDb,
  about: { readonly project: string; readonly release: { readonly id: Digest; readonly registered?: RegisteredOrigin } },
): Promise<void> {
  const { id, registered } = about.release;
  const row = registered && (await findVersionRow(trx, about.project, registered));
  if (row?.release !== null || !(await isFree(trx, row.model, id))) return;
  await trx.updateTable('release_versions').set({ release: id }).where('no', '=', row.no).execute();
}
