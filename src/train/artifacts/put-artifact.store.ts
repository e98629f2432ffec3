import type { Kysely } from 'kysely';
import type { Digest } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { trainErrors } from '../train.errors.ts';
import type { Artifact } from './artifact.ts';
import { type ArtifactTables, isAt } from './artifact-tables.store.ts';
import { assertHome } from './find-home.store.ts';
import { noteLostBytes, noteUnnamedBytes } from './lost-bytes.store.ts';
import { parseArtifactPath, splitArtifactPath } from './parse-artifact-path.ts';

/**
 * Stores what a stream brings as the file at `path`, in constant memory; a file that was there is replaced in one step, once the bytes are durable. A stream that
 * breaks off leaves nothing. Refused before a byte is read when the path is invalid, its run is not there, or a file and a directory would share a name; and
 * again when the bytes are there, because the run may have been removed meanwhile. Throws TRAIN_ARTIFACT_PATH_INVALID, TRAIN_ARTIFACT_HOME_UNKNOWN,
 * TRAIN_ARTIFACT_IS_DIRECTORY, TRAIN_ARTIFACT_PARENT_IS_FILE, STORE_DISK_FULL, and what the stream throws.
 */
export async function putArtifact(means: Means, path: string, source: AsyncIterable<Uint8Array>): Promise<Artifact> {
  const target = parseArtifactPath(path);
  await examine(means.db.tables<ArtifactTables>(), means.project, target);
  const bytes = await means.blobs.putStream(source);
  try {
    return await nameBytes(means, target, bytes);
  } catch (error) {
    await noteUnnamedBytes(means, bytes).catch(() => undefined);
    throw error;
  }
}

/** Gives bytes that are stored already a name as the file at `path`; nothing is copied. Throws as `putArtifact`, and STORE_BLOB_MISSING. */
export async function linkArtifact(means: Means, path: string, digest: Digest): Promise<Artifact> {
  return nameBytes(means, parseArtifactPath(path), { digest, size: await means.blobs.size(digest) });
}

async function nameBytes(means: Means, target: string, bytes: { readonly digest: Digest; readonly size: number }): Promise<Artifact> {
  const { digest, size } = bytes;
  const createdAt = means.clock.now();
  await means.db.transaction<ArtifactTables, void>(async (trx) => {
    const { missing, replaced } = await examine(trx, means.project, target);
    if (replaced !== undefined && replaced !== digest) await noteLostBytes(means, trx, isAt(means.project, target));
    const file = { is_directory: 0, digest, size, created_at: createdAt };
    const directories = missing.map((directory) => ({ ...splitArtifactPath(directory), ...file, is_directory: 1, digest: null, size: null }));
    const rows = [...directories, { ...splitArtifactPath(target), ...file }].map((row) => ({ project: means.project, ...row }));
    await trx
      .insertInto('train_artifacts')
      .values(rows)
      .onConflict((c) => c.columns(['project', 'directory', 'name']).doUpdateSet(file))
      .execute();
  });
  return { path: target, digest, size, createdAt };
}

/** What must be made before a file can be at `path`, and what is there now. */
async function examine(db: Kysely<ArtifactTables>, project: string, path: string): Promise<{ readonly missing: readonly string[]; readonly replaced: string | undefined }> {
  await assertHome(db, project, path);
  const at = (place: string) => db.selectFrom('train_artifacts').select(['is_directory', 'digest']).where(isAt(project, place)).executeTakeFirst();
  const there = await at(path);
  if (there?.is_directory === 1) throw trainErrors.ARTIFACT_IS_DIRECTORY({ path });
  if (there !== undefined) return { missing: [], replaced: there.digest ?? undefined };
  const missing: string[] = [];
  // A directory that is there has all its parents.
  for (let { directory } = splitArtifactPath(path); directory !== ''; { directory } = splitArtifactPath(directory)) {
    const parent = await at(directory);
    if (parent?.is_directory === 1) break;
    if (parent !== undefined) throw trainErrors.ARTIFACT_PARENT_IS_FILE({ path, file: directory });
    missing.push(directory);
  }
  return { missing, replaced: undefined };
}
