import type { Digest, Instant, JsonValue } from '../kernel/index.ts';
import type { Means, Migration } from '../store/index.ts';
import type { KnownFile } from './file-digests.ts';
import type { StepMetric } from './pipeline-result.ts';

/** What a step made under its key. Written in one piece, after its outputs are durable. */
export interface StepRecord {
  readonly key: Digest;
  /** The key without parameters. */
  readonly staticKey: Digest;
  /** Names of the parameters that it read; `*` when it looked at all. */
  readonly reads: readonly string[];
  readonly outputs: Readonly<Record<string, Digest>>;
  /** Files of the project that it read without declaring them, as they were: relative path → digest. Its key does not name them, so they are compared when it is found. */
  readonly undeclared: Readonly<Record<string, Digest>>;
  readonly metrics: readonly StepMetric[];
  readonly milliseconds: number;
}

/** The identity of a step when it was last up to date, part by part, to explain the next change. */
export interface StepTrace {
  readonly step: string;
  readonly key: Digest;
  readonly parts: Readonly<Record<string, string>>;
}

interface WorkTables {
  readonly work_step: {
    readonly project: string;
    readonly key: string;
    readonly static_key: string;
    readonly reads: string;
    readonly outputs: string;
    /** Null where there are none. */
    readonly undeclared: string | null;
    readonly metrics: string;
    readonly milliseconds: number;
    readonly made_at: Instant;
  };
  readonly work_trace: { readonly project: string; readonly pipeline: string; readonly step: string; readonly key: string; readonly parts: string };
  readonly work_file: { readonly project: string; readonly path: string; readonly identity: string; readonly digest: string; readonly hashed_at: number };
  readonly work_code: { readonly project: string; readonly entries: string; readonly code: string };
}

/** The tables of cached steps; those of jobs are in jobs.store.ts. */
export const stepMigrations: readonly Migration[] = [
  {
    room: 'work',
    number: 1,
    name: 'steps',
    up: async (db) => {
      await db.schema
        .createTable('work_step')
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('key', 'text', (c) => c.notNull())
        .addColumn('static_key', 'text', (c) => c.notNull())
        .addColumn('reads', 'text', (c) => c.notNull())
        .addColumn('outputs', 'text', (c) => c.notNull())
        .addColumn('metrics', 'text', (c) => c.notNull())
        .addColumn('milliseconds', 'double precision', (c) => c.notNull())
        .addColumn('made_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('work_step_pk', ['project', 'key'])
        .execute();
      await db.schema.createIndex('work_step_static').on('work_step').columns(['project', 'static_key']).execute();
      await db.schema
        .createTable('work_trace')
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('pipeline', 'text', (c) => c.notNull())
        .addColumn('step', 'text', (c) => c.notNull())
        .addColumn('key', 'text', (c) => c.notNull())
        .addColumn('parts', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('work_trace_pk', ['project', 'pipeline', 'step'])
        .execute();
      await db.schema
        .createTable('work_file')
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('path', 'text', (c) => c.notNull())
        .addColumn('identity', 'text', (c) => c.notNull())
        .addColumn('digest', 'text', (c) => c.notNull())
        .addColumn('hashed_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('work_file_pk', ['project', 'path'])
        .execute();
      await db.schema
        .createTable('work_code')
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('entries', 'text', (c) => c.notNull())
        .addColumn('code', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('work_code_pk', ['project', 'entries'])
        .execute();
    },
  },
  {
    room: 'work',
    number: 3,
    name: 'undeclared reads',
    up: async (db) => {
      await db.schema.alterTable('work_step').addColumn('undeclared', 'text').execute();
    },
  },
];

/** Which sets of parameters the steps of this static key have read. */
export async function findReads(means: Means, staticKey: Digest): Promise<string[][]> {
  const rows = await means.db
    .tables<WorkTables>()
    .selectFrom('work_step')
    .select('reads')
    .distinct()
    .where('project', '=', means.project)
    .where('static_key', '=', staticKey)
    .execute();
  return rows.map((row) => JSON.parse(row.reads) as string[]);
}

/** What is recorded under one of these keys. */
export async function findStep(means: Means, keys: readonly Digest[]): Promise<StepRecord | undefined> {
  if (keys.length === 0) return undefined;
  const row = await means.db
    .tables<WorkTables>()
    .selectFrom('work_step')
    .selectAll()
    .where('project', '=', means.project)
    .where('key', 'in', [...keys])
    .orderBy('made_at', 'desc')
    .executeTakeFirst();
  return (
    row && {
      key: row.key as Digest,
      staticKey: row.static_key as Digest,
      reads: JSON.parse(row.reads) as string[],
      outputs: JSON.parse(row.outputs) as Record<string, Digest>,
      undeclared: row.undeclared === null ? {} : (JSON.parse(row.undeclared) as Record<string, Digest>),
      // JSON has no NaN: it is null there.
      metrics: (JSON.parse(row.metrics) as StepMetric[]).map((metric) => ({ ...metric, value: metric.value ?? NaN })),
      milliseconds: row.milliseconds,
    }
  );
}

/** Records what steps made, and their traces, in one transaction: all of it or nothing. */
export async function saveSteps(means: Means, made: { pipeline: string; records: readonly StepRecord[]; traces: readonly StepTrace[] }): Promise<void> {
  const { project } = means;
  const made_at = means.clock.now();
  const rows = lastOfEach(made.records, (record) => record.key).map(({ key, staticKey, reads, outputs, undeclared, metrics, milliseconds }) => ({
    project,
    key,
    static_key: staticKey,
    reads: JSON.stringify(reads),
    outputs: JSON.stringify(outputs),
    undeclared: Object.keys(undeclared).length === 0 ? null : JSON.stringify(undeclared),
    metrics: JSON.stringify(metrics),
    milliseconds,
    made_at,
  }));
  const traces = lastOfEach(made.traces, (trace) => trace.step).map(({ step, key, parts }) => ({ project, pipeline: made.pipeline, step, key, parts: JSON.stringify(parts) }));
  await means.db.transaction<WorkTables, void>(async (trx) => {
    // One statement each, whatever their number: a row costs little, a statement much.
    if (rows.length > 0) {
      await trx
        .insertInto('work_step')
        .values(rows)
        .onConflict((c) =>
          c.columns(['project', 'key']).doUpdateSet((e) => ({
            static_key: e.ref('excluded.static_key'),
            reads: e.ref('excluded.reads'),
            outputs: e.ref('excluded.outputs'),
            undeclared: e.ref('excluded.undeclared'),
            metrics: e.ref('excluded.metrics'),
            milliseconds: e.ref('excluded.milliseconds'),
            made_at: e.ref('excluded.made_at'),
          })),
        )
        .execute();
    }
    if (traces.length > 0) {
      await trx
        .insertInto('work_trace')
        .values(traces)
        .onConflict((c) => c.columns(['project', 'pipeline', 'step']).doUpdateSet((e) => ({ key: e.ref('excluded.key'), parts: e.ref('excluded.parts') })))
        .execute();
    }
  });
}

/** PostgreSQL refuses to change a row twice in one statement. */
const lastOfEach = <T>(items: readonly T[], name: (item: T) => string): T[] => [...new Map(items.map((item) => [name(item), item])).values()];

/** The traces of a pipeline's steps, by name. */
export async function readTraces(means: Means, pipeline: string): Promise<ReadonlyMap<string, StepTrace>> {
  const rows = await means.db.tables<WorkTables>().selectFrom('work_trace').selectAll().where('project', '=', means.project).where('pipeline', '=', pipeline).execute();
  return new Map(rows.map((row) => [row.step, { step: row.step, key: row.key as Digest, parts: JSON.parse(row.parts) as Record<string, string> }]));
}

/** What is remembered of files, by path. */
export async function readFiles(means: Means): Promise<ReadonlyMap<string, KnownFile>> {
  const rows = await means.db.tables<WorkTables>().selectFrom('work_file').selectAll().where('project', '=', means.project).execute();
  return new Map(rows.map((row) => [row.path, { path: row.path, identity: row.identity, digest: row.digest as Digest, hashedAt: row.hashed_at }]));
}

/** Remembers files that were hashed. */
export async function saveFiles(means: Means, files: readonly KnownFile[]): Promise<void> {
  if (files.length === 0) return;
  const { project } = means;
  const rows = files.map(({ path, identity, digest, hashedAt }) => ({ project, path, identity, digest, hashed_at: hashedAt }));
  await means.db.transaction<WorkTables, void>(async (trx) => {
    for (let start = 0; start < rows.length; start += 1_000) {
      await trx
        .insertInto('work_file')
        .values(rows.slice(start, start + 1_000))
        .onConflict((c) =>
          c.columns(['project', 'path']).doUpdateSet((e) => ({ identity: e.ref('excluded.identity'), digest: e.ref('excluded.digest'), hashed_at: e.ref('excluded.hashed_at') })),
        )
        .execute();
    }
  });
}

/** What was bundled for these entries last. */
export async function findCode(means: Means, entries: Digest): Promise<JsonValue | undefined> {
  const row = await means.db.tables<WorkTables>().selectFrom('work_code').select('code').where('project', '=', means.project).where('entries', '=', entries).executeTakeFirst();
  return row && (JSON.parse(row.code) as JsonValue);
}

/** Remembers what was bundled. */
export async function saveCode(means: Means, entries: Digest, code: JsonValue): Promise<void> {
  const row = { code: JSON.stringify(code) };
  await means.db
    .tables<WorkTables>()
    .insertInto('work_code')
    .values({ project: means.project, entries, ...row })
    .onConflict((c) => c.columns(['project', 'entries']).doUpdateSet(row))
    .execute();
}
