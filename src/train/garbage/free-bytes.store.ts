import { type Digest, HOUR } from '../../kernel/index.ts';
import { findNamedBytes, type Means } from '../../store/index.ts';
import { type ArtifactTables, isBelow } from '../artifacts/artifact-tables.store.ts';
import type { Kept } from './garbage.ts';
import { inParts } from './in-parts.ts';

/** What names bytes, but is looked at by itself. */
const OWN: ReadonlySet<string> = new Set(['train_artifacts', 'train_lost_bytes'] satisfies (keyof ArtifactTables)[]);

/** What was freed, or would be. */
export interface Freed {
  readonly blobs: number;
  readonly bytes: number;
  readonly kept: readonly Kept[];
}

/**
 * Removes bytes that were an artifact's once and that nothing names now: no artifact, no record of any room, no manifest that one names. Bytes that were stored, or stored
 * again, within the last hour stay: the record that is to name them may be on its way. `homes` are directories that count as gone, for who only wants to know.
 */
export async function freeBytes(means: Means, options: { readonly dryRun: boolean; readonly homes: ReadonlySet<string> }): Promise<Freed> {
  const { dryRun, homes } = options;
  const lost = await findLost(means, homes);
  const named = await findArtifactsOf(means, lost, homes);
  for (const digest of named) lost.delete(digest);
  // What an artifact names is noted again when it loses that name.
  const found = [...named];
  const freed = { blobs: 0, bytes: 0, kept: [] as Kept[] };
  const needed = lost.size === 0 ? new Set() : await findNamedBytes(means, { except: OWN });
  const before = means.clock.now() - HOUR;
  for (const [digest, size] of lost) {
    const keep = (why: string) => freed.kept.push({ noun: 'bytes', name: digest, why });
    const storedAt = await means.blobs.storedAt(digest);
    if (needed.has(digest)) keep('a record or a manifest names them');
    else if (storedAt === undefined) found.push(digest);
    else if (storedAt >= before || (!dryRun && (await means.blobs.discard(digest, before)) === undefined)) keep('they were stored within the last hour');
    else {
      found.push(digest);
      freed.blobs++;
      freed.bytes += size;
    }
  }
  if (!dryRun)
    await inParts(found, async (part) => {
      await means.db.tables<ArtifactTables>().deleteFrom('train_lost_bytes').where('digest', 'in', part).execute();
      return [];
    });
  return freed;
}

/** What has lost a name, and what would with these homes, with its size. */
async function findLost(means: Means, homes: ReadonlySet<string>): Promise<Map<Digest, number>> {
  const db = means.db.tables<ArtifactTables>();
  const lost = new Map<Digest, number>();
  const note = (rows: readonly { digest: string | null; size: number | null }[]): void => rows.forEach((row) => lost.set(row.digest as Digest, row.size!));
  note(await db.selectFrom('train_lost_bytes').select(['digest', 'size']).where('project', '=', means.project).execute());
  for (const home of homes)
    note(await db.selectFrom('train_artifacts').select(['digest', 'size']).distinct().where(isBelow(means.project, home)).where('digest', 'is not', null).execute());
  return lost;
}

const ROWS = 2_000;

/** Those of the lost bytes that an artifact of any project names, but for what lies in these homes of ours. */
async function findArtifactsOf(means: Means, lost: ReadonlyMap<Digest, number>, homes: ReadonlySet<string>): Promise<Set<Digest>> {
  const named = new Set<Digest>();
  if (lost.size === 0) return named;
  const isGone = (project: string, directory: string): boolean => {
    if (homes.size === 0 || project !== means.project) return false;
    for (let at = directory.indexOf('/'); at !== -1; at = directory.indexOf('/', at + 1)) if (homes.has(directory.slice(0, at))) return true;
    return homes.has(directory);
  };
  const query = means.db
    .tables<ArtifactTables>()
    .selectFrom('train_artifacts')
    .select(['project', 'directory', 'name', 'digest'])
    .orderBy('project')
    .orderBy('directory')
    .orderBy('name')
    .limit(ROWS);
  for (let rows = await query.execute(); rows.length > 0;) {
    for (const row of rows) if (lost.has(row.digest as Digest) && !isGone(row.project, row.directory)) named.add(row.digest as Digest);
    const { project, directory, name } = rows.at(-1)!;
    rows = await query.where((e) => e(e.refTuple('project', 'directory', 'name'), '>', e.tuple(project, directory, name))).execute();
  }
  return named;
}
