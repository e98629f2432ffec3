import type { Columns } from '../data/index.ts';
import { type Digest, type Instant, type JsonValue, messageOf, setOwn } from '../kernel/index.ts';
import { type Means, type Migration, quoteIdentifier } from '../store/index.ts';
import type { Evaluation, MlflowRuntime } from '../train/index.ts';
import { manifestText, releaseIdOf } from './manifest.ts';
import { linkVersion } from './registry/link-version.store.ts';
import type { RegistryDb } from './registry/read-versions.store.ts';
import { registryMigration } from './registry/registry-tables.store.ts';
import type { ModelSource } from './open-release-model.ts';
import type { PartBytes } from './load-release.ts';
import { releaseErrors } from './release.errors.ts';
import { type AnyPart, type Release, RELEASE_PARTS, type ReleaseManifest } from './release.ts';

interface Tables {
  release_releases: { readonly project: string; readonly id: string; readonly created_at: number; readonly number: number; readonly body: string };
  release_aliases: { readonly project: string; readonly name: string; readonly release: string; readonly moved_at: number };
}

/** The tables of releases and their aliases, and of registered models. */
export const releaseMigrations: readonly Migration[] = [
  {
    room: 'release',
    number: 1,
    name: 'releases and aliases',
    async up(db) {
      await db.schema
        .createTable('release_releases')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('number', 'bigint', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('release_releases_key', ['project', 'id'])
        .execute();
      await db.schema
        .createTable('release_aliases')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('release', 'text', (c) => c.notNull())
        .addColumn('moved_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('release_aliases_key', ['project', 'name'])
        .execute();
    },
  },
  registryMigration,
];

/** What the ledger is told of a change. */
export interface Told {
  readonly actor: string;
  readonly why: string;
  readonly eventAt: Instant | null;
  readonly evidence?: JsonValue;
}

/** Stores a value as JSON and names it by content. */
export const saveJson = (means: Means, value: unknown): Promise<Digest> => means.blobs.put(JSON.stringify(value));

/** Reads an evaluation. Throws STORE_BLOB_MISSING, STORE_BLOB_TAMPERED. */
export async function readEvaluation(means: Means, digest: Digest): Promise<Evaluation> {
  return JSON.parse(Buffer.from(await means.blobs.get(digest)).toString('utf8')) as Evaluation;
}

/** Every part, verified: the model as `ModelSource`, the others as their bytes. Throws RELEASE_TAMPERED with the part's name when one was changed or is gone. */
export async function readParts(
  means: Means,
  manifest: ReleaseManifest,
): Promise<{ readonly bytes: PartBytes; readonly model: ModelSource; readonly classes?: readonly string[] }> {
  const release = releaseIdOf(manifest);
  const verified = async <T>(part: AnyPart, read: (digest: Digest) => Promise<T>): Promise<T> => {
    const digest = manifest[part]!;
    try {
      return await read(digest);
    } catch (error) {
      throw releaseErrors.TAMPERED({ release, part, digest, reason: messageOf(error) }, { cause: error });
    }
  };
  const parts = RELEASE_PARTS.filter((part) => part !== 'model');
  const read = async (part: (typeof parts)[number]) => [part, await verified(part, (digest) => means.blobs.get(digest))] as const;
  const bytes = Object.fromEntries(await Promise.all(parts.map(read))) as PartBytes;
  const json = async <T>(part: AnyPart): Promise<T> => verified(part, async (digest) => JSON.parse(Buffer.from(await means.blobs.get(digest)).toString()) as T);
  const classes = manifest.classes !== undefined && { classes: await json<readonly string[]>('classes') };
  if (manifest.runtime === undefined) return { bytes, ...classes, model: { onnx: await verified('model', (digest) => means.blobs.get(digest)) } };
  const runtime = await json<MlflowRuntime>('runtime');
  // A directory of any size: it is compared, and stays on the disk.
  await verified('model', (digest) => means.blobs.verify(digest));
  return { bytes, ...classes, model: { archive: await means.blobs.pathOf(manifest.model), size: await means.blobs.size(manifest.model), runtime } };
}

/** The manifest as its blob says, verified against the release's id. Throws RELEASE_TAMPERED. */
export async function readManifest(means: Means, id: Digest): Promise<ReleaseManifest> {
  try {
    return JSON.parse(Buffer.from(await means.blobs.get(id)).toString('utf8')) as ReleaseManifest;
  } catch (error) {
    throw releaseErrors.TAMPERED({ release: id, part: 'manifest', digest: id, reason: messageOf(error) }, { cause: error });
  }
}

/** Records a release, its manifest and the event of its making, and links the registered version that it was made of. One that is there already stays as it is, and is linked too. */
export async function saveRelease(means: Means, release: Release, told: Told): Promise<Release> {
  await means.blobs.put(manifestText(release.manifest));
  return means.db.transaction<Tables, Release>(async (trx) => {
    if (release.kind === 'model' && release.registered) await linkVersion(trx as unknown as RegistryDb, { project: means.project, release });
    const there = await trx.selectFrom('release_releases').select('body').where('project', '=', means.project).where('id', '=', release.id).executeTakeFirst();
    if (there) return JSON.parse(there.body) as Release;
    const { count } = await trx
      .selectFrom('release_releases')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('project', '=', means.project)
      .executeTakeFirstOrThrow();
    await trx
      .insertInto('release_releases')
      .values({ project: means.project, id: release.id, created_at: release.createdAt, number: Number(count) + 1, body: JSON.stringify(release) })
      .execute();
    await means.ledger.append(
      { actor: told.actor, why: told.why, eventAt: told.eventAt, noun: 'release', name: release.id, from: null, to: 'released', evidence: told.evidence ?? null },
      { trx },
    );
    return release;
  });
}

/** Every release, in the order of making. */
export async function findReleases(means: Means): Promise<Release[]> {
  const rows = await means.db.tables<Tables>().selectFrom('release_releases').select('body').where('project', '=', means.project).orderBy('number').execute();
  return rows.map((row) => JSON.parse(row.body) as Release);
}

/** One release by its id. Throws RELEASE_UNKNOWN. */
export async function findRelease(means: Means, id: Digest): Promise<Release> {
  const row = await means.db.tables<Tables>().selectFrom('release_releases').select('body').where('project', '=', means.project).where('id', '=', id).executeTakeFirst();
  if (!row) throw releaseErrors.UNKNOWN({ release: id, known: (await findReleases(means)).length });
  return JSON.parse(row.body) as Release;
}

/** The release that an alias names, or null. */
export async function findAlias(means: Means, name: string): Promise<Digest | null> {
  const row = await means.db.tables<Tables>().selectFrom('release_aliases').select('release').where('project', '=', means.project).where('name', '=', name).executeTakeFirst();
  return row ? (row.release as Digest) : null;
}

/** Points an alias at a release and tells the ledger; a move to where it points already is none. */
export async function saveAlias(means: Means, move: { readonly name: string; readonly to: Digest }, told: Told): Promise<void> {
  await findRelease(means, move.to);
  await means.db.transaction<Tables, void>(async (trx) => {
    const before = await trx.selectFrom('release_aliases').select('release').where('project', '=', means.project).where('name', '=', move.name).executeTakeFirst();
    if (before?.release === move.to) return;
    const values = { release: move.to, moved_at: means.clock.now() };
    await trx
      .insertInto('release_aliases')
      .values({ project: means.project, name: move.name, ...values })
      .onConflict((c) => c.columns(['project', 'name']).doUpdateSet(values))
      .execute();
    const event = { actor: told.actor, why: told.why, eventAt: told.eventAt, evidence: told.evidence ?? null };
    await means.ledger.append({ ...event, noun: 'alias', name: move.name, from: before?.release ?? null, to: move.to }, { trx });
  });
}

/** Tells the ledger what the gate said of a candidate. */
export async function recordJudgement(means: Means, about: { readonly run: string; readonly passed: boolean }, told: Told): Promise<void> {
  const event = { actor: told.actor, why: told.why, eventAt: told.eventAt, evidence: told.evidence ?? null };
  await means.ledger.append({ ...event, noun: 'candidate', name: about.run, from: 'trained', to: about.passed ? 'passed' : 'refused' });
}

/** Test rows as callers would send them, and their labels: of several classes, places in the given ones, NaN for another. */
export async function readTestRows(
  means: Means,
  digest: Digest,
  { columns, classes }: { readonly columns: Columns; readonly classes: readonly string[] },
): Promise<{ readonly rows: readonly Record<string, unknown>[]; readonly labels: Float64Array }> {
  const path = await means.blobs.pathOf(digest);
  const present = new Set((await means.columns.columnsOf('SELECT * FROM read_parquet($1) LIMIT 0', [path])).names);
  const names = Object.keys(columns).filter((name) => present.has(name));
  const read = await means.columns.columnsOf(`SELECT ${[...names, 'label'].map(quoteIdentifier).join(', ')} FROM read_parquet($1)`, [path]);
  const rows = Array.from({ length: read.rows }, (): Record<string, unknown> => ({}));
  names.forEach((name, at) => {
    const values = read.columns[at]!;
    const isBoolean = columns[name]!.kind === 'boolean';
    rows.forEach((row, i) => {
      const value = values[i]!;
      setOwn(row, name, typeof value !== 'number' ? value : Number.isNaN(value) ? null : isBoolean ? value === 1 : value);
    });
  });
  const labels = read.columns[names.length]!;
  if (labels instanceof Float64Array) return { rows, labels };
  const places = new Map(classes.map((name, k) => [name, k]));
  return { rows, labels: Float64Array.from(labels as readonly string[], (name) => places.get(name) ?? Number.NaN) };
}
