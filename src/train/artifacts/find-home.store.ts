import type { Kysely } from 'kysely';
import type { Means } from '../../store/index.ts';
import { trainErrors } from '../train.errors.ts';
import type { ArtifactHome } from './artifact.ts';
import type { ArtifactTables } from './artifact-tables.store.ts';
import { directoryOfUri } from './parse-artifact-path.ts';

/** What names a run (of a client, of a Capstan pipeline) or a logged model. */
const OWNER = /^(?:(?:m-)?[0-9a-f]{32}|run_[0-9a-v]{26})$/;

/**
 * Goes on when a file at `path` has an owner that is there, or needs none. A path such as `1/<run>/artifacts/x` belongs to that run (or logged model), deleted or
 * not, and must not outlive it; other paths belong to nobody and stay until they are removed. Throws TRAIN_ARTIFACT_HOME_UNKNOWN.
 */
export async function assertHome(db: Kysely<ArtifactTables>, project: string, path: string): Promise<void> {
  const segments = path.split('/');
  const homes = new Map<string, string>();
  segments.forEach((segment, i) => {
    if (OWNER.test(segment) && segments[i + 1] === 'artifacts') homes.set(segments.slice(0, i + 2).join('/'), segment);
  });
  if (homes.size === 0) return;
  const owners = [...homes.values()];
  const uriOf = (table: 'train_tracked_runs' | 'train_logged_models') =>
    db.selectFrom(table).select('artifact_uri').where('project', '=', project).where('id', 'in', owners).execute();
  const found = [...(await uriOf('train_tracked_runs')), ...(await uriOf('train_logged_models'))];
  if (!found.some((row) => homes.has(directoryOfUri(row.artifact_uri) ?? ''))) throw trainErrors.ARTIFACT_HOME_UNKNOWN({ path, homes: [...homes.keys()] });
}

/** Where a run keeps its artifacts. Throws TRAIN_RUN_UNKNOWN, TRAIN_ARTIFACTS_ELSEWHERE. */
export async function findHomeOfRun(means: Means, run: string): Promise<ArtifactHome> {
  const row = await findUri(means, 'train_tracked_runs', run);
  if (!row) throw trainErrors.RUN_UNKNOWN({ run });
  return toHome(row.artifact_uri);
}

/** Where a logged model keeps its artifacts. Throws TRAIN_LOGGED_MODEL_UNKNOWN, TRAIN_ARTIFACTS_ELSEWHERE. */
export async function findHomeOfLoggedModel(means: Means, model: string): Promise<ArtifactHome> {
  const row = await findUri(means, 'train_logged_models', model);
  if (!row) throw trainErrors.LOGGED_MODEL_UNKNOWN({ model });
  return toHome(row.artifact_uri);
}

/** The place that a URI of artifacts names. Throws TRAIN_ARTIFACTS_ELSEWHERE. */
export function toHome(uri: string): ArtifactHome {
  const directory = directoryOfUri(uri);
  if (directory === undefined) throw trainErrors.ARTIFACTS_ELSEWHERE({ uri });
  return { uri, directory };
}

const findUri = (means: Means, table: 'train_tracked_runs' | 'train_logged_models', id: string): Promise<{ artifact_uri: string } | undefined> =>
  means.db.tables<ArtifactTables>().selectFrom(table).select('artifact_uri').where('project', '=', means.project).where('id', '=', id).executeTakeFirst();
