import type { Digest } from '../../kernel/index.ts';
import type { RegisteredOrigin } from '../release.ts';
import { findVersionRow, type RegistryDb } from './read-versions.store.ts';

/** Notes in a registered version which release was made of it. One that is gone by now, or stands for another release already, stays as it is. */
export async function linkVersion(
  trx: RegistryDb,
  about: { readonly project: string; readonly release: { readonly id: Digest; readonly registered?: RegisteredOrigin } },
): Promise<void> {
  const { id, registered } = about.release;
  const row = registered && (await findVersionRow(trx, about.project, registered));
  if (row?.release !== null) return;
  await trx.updateTable('release_versions').set({ release: id }).where('no', '=', row.no).execute();
}
