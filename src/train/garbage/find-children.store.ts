import type { Means } from '../../store/index.ts';
import type { ArtifactTables } from '../artifacts/artifact-tables.store.ts';
import type { Doomed } from './find-doomed.store.ts';
import { inParts } from './in-parts.ts';

const PARENT_TAG = 'mlflow.parentRunId';

/** The runs that say of one of these, or of one of their children, that it is their parent. */
export async function findChildren(means: Means, parents: readonly string[]): Promise<Doomed[]> {
  const db = means.db.tables<ArtifactTables>();
  const key = await db.selectFrom('train_keys').select('no').where('name', '=', PARENT_TAG).executeTakeFirst();
  if (key === undefined) return [];
  const seen = new Set(parents);
  const found: Doomed[] = [];
  for (let generation = parents; generation.length > 0;) {
    const children = await inParts(generation, (part) =>
      db
        .selectFrom('train_tags')
        .innerJoin('train_tracked_runs', 'train_tracked_runs.no', 'train_tags.run')
        .select(['train_tracked_runs.no', 'train_tracked_runs.id', 'train_tracked_runs.experiment', 'train_tracked_runs.artifact_uri as uri'])
        .where('train_tracked_runs.project', '=', means.project)
        .where('train_tags.key', '=', key.no)
        .where('train_tags.value', 'in', part)
        .execute(),
    );
    const fresh = children.filter((child) => !seen.has(child.id));
    for (const child of fresh) seen.add(child.id);
    found.push(...fresh);
    generation = fresh.map((child) => child.id);
  }
  return found;
}
