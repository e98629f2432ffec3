import type { Digest, Instant, JsonValue } from '../kernel/index.ts';
import type { Means, Migration } from '../store/index.ts';
import type { ContractResult } from './contract/contract-result.ts';
import type { DatasetManifest, DatasetVersion } from './dataset-version.ts';
import type { TableProfile } from './profile/profile.ts';
import { decodeProfile, encodeProfile, type SketchedProfile } from './profile/profile-bytes.ts';
import { yardstickMigration } from './yardsticks.store.ts';

interface VersionRow {
  readonly project: string;
  readonly id: string;
  readonly dataset: string;
  readonly number: number;
  readonly created_at: Instant;
  readonly parent: string | null;
  readonly quarantined: string | null;
  readonly profile: string;
  /** JSON of the manifest, the contract's outcome and the facts. */
  readonly manifest: string;
  readonly contract: string;
  readonly facts: string;
}

interface Tables {
  data_versions: VersionRow;
  data_ingests: { readonly project: string; readonly request: string; readonly version: string };
}

/** The tables of this room. */
export const dataMigrations: readonly Migration[] = [
  {
    room: 'data',
    number: 1,
    name: 'dataset versions',
    async up(db) {
      await db.schema
        .createTable('data_versions')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('dataset', 'text', (c) => c.notNull())
        .addColumn('number', 'bigint', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('parent', 'text')
        .addColumn('quarantined', 'text')
        .addColumn('profile', 'text', (c) => c.notNull())
        .addColumn('manifest', 'text', (c) => c.notNull())
        .addColumn('contract', 'text', (c) => c.notNull())
        .addColumn('facts', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('data_versions_key', ['project', 'id'])
        .addUniqueConstraint('data_versions_number', ['project', 'dataset', 'number'])
        .execute();
      await db.schema
        .createTable('data_ingests')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('request', 'text', (c) => c.notNull())
        .addColumn('version', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('data_ingests_key', ['project', 'request'])
        .execute();
    },
  },
  yardstickMigration,
];

const versionOf = (row: VersionRow): DatasetVersion => {
  const manifest = JSON.parse(row.manifest) as DatasetManifest;
  return {
    id: row.id as Digest,
    manifest,
    rows: manifest.parts.reduce((sum, part) => sum + part.rows, 0),
    createdAt: row.created_at,
    parent: row.parent as Digest | null,
    number: row.number,
    contract: JSON.parse(row.contract) as ContractResult,
    quarantined: row.quarantined as Digest | null,
    profile: row.profile as Digest,
    facts: JSON.parse(row.facts) as Record<string, JsonValue>,
  };
};

/** One version, or undefined. */
export async function findVersion(means: Means, id: string): Promise<DatasetVersion | undefined> {
  const row = await means.db.tables<Tables>().selectFrom('data_versions').selectAll().where('project', '=', means.project).where('id', '=', id).executeTakeFirst();
  return row && versionOf(row);
}

/** Versions whose ids begin with these hex digits: enough of them to know whether there are several. */
export async function findVersionsStarting(means: Means, digits: string): Promise<DatasetVersion[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('data_versions')
    .selectAll()
    .where('project', '=', means.project)
    .where('id', 'like', `sha256:${digits}%`)
    .orderBy('id')
    .limit(4)
    .execute();
  return rows.map(versionOf);
}

/** The versions of a dataset (of all datasets when none is named), newest first. */
export async function findVersions(means: Means, about: { readonly dataset?: string; readonly limit: number }): Promise<DatasetVersion[]> {
  let query = means.db.tables<Tables>().selectFrom('data_versions').selectAll().where('project', '=', means.project);
  if (about.dataset !== undefined) query = query.where('dataset', '=', about.dataset);
  const rows = await query.orderBy('created_at', 'desc').orderBy('number', 'desc').limit(about.limit).execute();
  return rows.map(versionOf);
}

/** The version that the same request made before, or undefined. */
export async function findIngest(means: Means, request: Digest): Promise<DatasetVersion | undefined> {
  const row = await means.db
    .tables<Tables>()
    .selectFrom('data_ingests')
    .innerJoin('data_versions', (join) => join.onRef('data_versions.project', '=', 'data_ingests.project').onRef('data_versions.id', '=', 'data_ingests.version'))
    .selectAll('data_versions')
    .where('data_ingests.project', '=', means.project)
    .where('data_ingests.request', '=', request)
    .executeTakeFirst();
  return row && versionOf(row);
}

/** Remembers what a request came to, where it made no version of its own. */
export async function rememberIngest(means: Means, request: Digest, version: Digest): Promise<void> {
  await means.db
    .tables<Tables>()
    .insertInto('data_ingests')
    .values({ project: means.project, request, version })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** A version about to be recorded. */
export type NewVersion = Omit<DatasetVersion, 'number' | 'createdAt' | 'rows'> & { readonly request: Digest; readonly actor: string; readonly why: string };

/** Records a version, its request and its event, all or nothing. One that is there already stays as it is. */
export async function saveVersion(means: Means, made: NewVersion): Promise<DatasetVersion> {
  const { project, clock, ledger } = means;
  const { dataset, parts } = made.manifest;
  const row = await means.db.transaction<Tables, VersionRow>(async (trx) => {
    await trx
      .insertInto('data_ingests')
      .values({ project, request: made.request, version: made.id })
      .onConflict((c) => c.doNothing())
      .execute();
    const there = await trx.selectFrom('data_versions').selectAll().where('project', '=', project).where('id', '=', made.id).executeTakeFirst();
    if (there !== undefined) return there;
    const last = await trx
      .selectFrom('data_versions')
      .select((eb) => eb.fn.max<number | null>('number').as('number'))
      .where('project', '=', project)
      .where('dataset', '=', dataset)
      .executeTakeFirst();
    const added: VersionRow = {
      project,
      id: made.id,
      dataset,
      number: (last?.number ?? 0) + 1,
      created_at: clock.now(),
      parent: made.parent,
      quarantined: made.quarantined,
      profile: made.profile,
      manifest: JSON.stringify(made.manifest),
      contract: JSON.stringify(made.contract),
      facts: JSON.stringify(made.facts),
    };
    await trx.insertInto('data_versions').values(added).execute();
    const { rows, dropped, verdict } = made.contract;
    await ledger.append(
      {
        eventAt: parts.at(-1)!.interval.to,
        actor: made.actor,
        noun: 'dataset',
        name: dataset,
        from: made.parent,
        to: made.id,
        why: made.why,
        evidence: { rows, dropped, verdict },
      },
      { trx },
    );
    return added;
  });
  return versionOf(row);
}

/** Stores a profile, with its sketches, and names it by content. */
export const saveProfile = (means: Means, profile: SketchedProfile): Promise<Digest> => means.blobs.put(encodeProfile(profile));

/** Reads a stored profile. */
export async function readProfile(means: Means, digest: Digest): Promise<TableProfile> {
  return (await readSketched(means, digest)).profile;
}

/** The same with its sketches. */
export const readSketched = async (means: Means, digest: Digest): Promise<SketchedProfile> => decodeProfile(await means.blobs.get(digest));
