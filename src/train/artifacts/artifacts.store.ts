import type { Readable } from 'node:stream';
import type { Transaction } from 'kysely';
import type { Digest, Page } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { trainErrors } from '../train.errors.ts';
import type { Artifact, ArtifactEntry, ArtifactSizes } from './artifact.ts';
import { type ArtifactTables, isAt, isBelow } from './artifact-tables.store.ts';
import { noteLostBytes } from './lost-bytes.store.ts';
import { parseArtifactPath } from './parse-artifact-path.ts';

/** A directory as it came from outside; empty for the outermost. */
const parseDirectory = (path: string): string => (path === '' || path === '/' ? '' : parseArtifactPath(path));

/** The file at a path, without its bytes. Throws TRAIN_ARTIFACT_PATH_INVALID, TRAIN_ARTIFACT_UNKNOWN, TRAIN_ARTIFACT_IS_DIRECTORY. */
export async function findArtifact(means: Means, path: string): Promise<Artifact> {
  const at = parseArtifactPath(path);
  const row = await means.db.tables<ArtifactTables>().selectFrom('train_artifacts').selectAll().where(isAt(means.project, at)).executeTakeFirst();
  if (row === undefined) throw trainErrors.ARTIFACT_UNKNOWN({ path: at });
  if (row.is_directory === 1) throw trainErrors.ARTIFACT_IS_DIRECTORY({ path: at });
  return { path: at, digest: row.digest as Digest, size: row.size!, createdAt: row.created_at };
}

/** Reads the bytes of a file; see `Blobs.open`. */
export const openArtifact = (means: Means, artifact: Artifact, range?: { readonly start: number; readonly end: number }): Promise<Readable> =>
  means.blobs.open(artifact.digest, range);

/** One page of what a directory holds, files and directories together by the bytes of their names, after the name `after`. Nothing when there is no such directory. */
export async function listArtifacts(means: Means, path: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<ArtifactEntry>> {
  const rows = await means.db
    .tables<ArtifactTables>()
    .selectFrom('train_artifacts')
    .select(['name', 'is_directory', 'size', 'digest'])
    .where('project', '=', means.project)
    .where('directory', '=', parseDirectory(path))
    .$if(page.after !== undefined, (q) => q.where('name', '>', page.after!))
    .orderBy('name')
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map((row) => ({ name: row.name, isDirectory: row.is_directory === 1, size: row.size, digest: row.digest as Digest | null }));
  return rows.length > page.limit ? { items, next: items.at(-1)!.name } : { items };
}

/** How much lies below a directory, at any depth. Bytes count once for each digest: what the disk holds. */
export async function measureArtifacts(means: Means, path: string): Promise<ArtifactSizes> {
  const { files, bytes } = await means.db
    .tables<ArtifactTables>()
    .selectFrom((e) =>
      e
        .selectFrom('train_artifacts')
        .select((s) => [s.fn.countAll<number>().as('files'), s.fn.max('size').as('size')])
        .where(isBelow(means.project, parseDirectory(path)))
        .where('digest', 'is not', null)
        .groupBy('digest')
        .as('contents'),
    )
    .select((e) => [e.fn.sum<number | null>('files').as('files'), e.fn.sum<number | null>('size').as('bytes')])
    .executeTakeFirstOrThrow();
  return { files: Number(files ?? 0), bytes: Number(bytes ?? 0) };
}

/** Removes a file, or a directory with all that is below it, in one step; how many files went. Their bytes stay until `capstan gc` finds that nothing names them. */
export async function removeArtifacts(means: Means, path: string): Promise<number> {
  const at = parseArtifactPath(path);
  return means.db.transaction<ArtifactTables, number>((trx) => forgetArtifacts(means, trx, at));
}

/** The same, of a path that was parsed, within a transaction. */
export async function forgetArtifacts(means: Means, trx: Transaction<ArtifactTables>, path: string): Promise<number> {
  let files = 0;
  for (const pick of [isBelow(means.project, path), isAt(means.project, path)]) {
    await noteLostBytes(means, trx, pick);
    const gone = await trx.deleteFrom('train_artifacts').where(pick).where('is_directory', '=', 0).executeTakeFirst();
    await trx.deleteFrom('train_artifacts').where(pick).execute();
    files += Number(gone.numDeletedRows);
  }
  return files;
}
