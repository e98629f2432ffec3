import type { Instant, JsonValue } from '../kernel/index.ts';
import type { Means, Migration } from '../store/index.ts';
import type { Job, JobState } from './job.ts';

interface JobRow {
  readonly project: string;
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: string;
  readonly state: JobState;
  readonly due_at: Instant;
  readonly attempts: number;
  readonly max_attempts: number;
  readonly token: number;
  readonly leased_until: Instant | null;
  readonly error: string | null;
}

interface ScheduleRow {
  readonly project: string;
  readonly name: string;
  readonly kind: string;
  readonly payload: string;
  readonly every: number;
  readonly next_at: Instant;
}

interface JobTables {
  readonly work_job: JobRow;
  readonly work_schedule: ScheduleRow;
}

/** The tables of jobs. */
export const jobMigrations: readonly Migration[] = [
  {
    room: 'work',
    number: 2,
    name: 'jobs',
    up: async (db) => {
      await db.schema
        .createTable('work_job')
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('key', 'text', (c) => c.notNull())
        .addColumn('payload', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('due_at', 'bigint', (c) => c.notNull())
        .addColumn('attempts', 'bigint', (c) => c.notNull())
        .addColumn('max_attempts', 'bigint', (c) => c.notNull())
        .addColumn('token', 'bigint', (c) => c.notNull())
        .addColumn('leased_until', 'bigint')
        .addColumn('error', 'text')
        .addPrimaryKeyConstraint('work_job_pk', ['project', 'id'])
        .addUniqueConstraint('work_job_key', ['project', 'kind', 'key'])
        .execute();
      await db.schema.createIndex('work_job_due').on('work_job').columns(['project', 'state', 'due_at']).execute();
      await db.schema
        .createTable('work_schedule')
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('payload', 'text', (c) => c.notNull())
        .addColumn('every', 'bigint', (c) => c.notNull())
        .addColumn('next_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('work_schedule_pk', ['project', 'name'])
        .execute();
    },
  },
];

const toJob = (row: JobRow): Job => ({
  id: row.id,
  kind: row.kind,
  key: row.key,
  payload: JSON.parse(row.payload) as JsonValue,
  state: row.state,
  dueAt: row.due_at,
  attempts: row.attempts,
  maxAttempts: row.max_attempts,
  error: row.error,
});

/** Adds a job unless one of its kind and key is there; gives the one that is there. */
export async function insertJob(means: Means, job: Job): Promise<Job> {
  const { project, db } = means;
  const { id, kind, key, state, attempts, error } = job;
  const row: JobRow = {
    project,
    id,
    kind,
    key,
    payload: JSON.stringify(job.payload),
    state,
    due_at: job.dueAt,
    attempts,
    max_attempts: job.maxAttempts,
    token: 0,
    leased_until: null,
    error,
  };
  await db
    .tables<JobTables>()
    .insertInto('work_job')
    .values(row)
    .onConflict((c) => c.columns(['project', 'kind', 'key']).doNothing())
    .execute();
  return toJob(
    await db.tables<JobTables>().selectFrom('work_job').selectAll().where('project', '=', project).where('kind', '=', kind).where('key', '=', key).executeTakeFirstOrThrow(),
  );
}

/** The jobs of a state, the most urgent first. */
export async function listJobs(means: Means, states: readonly JobState[], limit: number): Promise<Job[]> {
  const rows = await means.db
    .tables<JobTables>()
    .selectFrom('work_job')
    .selectAll()
    .where('project', '=', means.project)
    .where('state', 'in', [...states])
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toJob);
}

/** The most urgent job of these kinds that is due, or whose lease has ended; with its present token. */
export async function findDueJob(means: Means, kinds: readonly string[], now: Instant): Promise<{ job: Job; token: number } | undefined> {
  const row = await means.db
    .tables<JobTables>()
    .selectFrom('work_job')
    .selectAll()
    .where('project', '=', means.project)
    .where('kind', 'in', [...kinds])
    .where((e) => e.or([e.and([e('state', '=', 'queued'), e('due_at', '<=', now)]), e.and([e('state', '=', 'leased'), e('leased_until', '<=', now)])]))
    .orderBy('due_at')
    .orderBy('id')
    .executeTakeFirst();
  return row && { job: toJob(row), token: row.token };
}

/** What may change of a job. */
export interface JobChange {
  readonly state?: JobState;
  readonly token?: number;
  readonly attempts?: number;
  readonly due_at?: Instant;
  readonly leased_until?: Instant | null;
  readonly error?: string | null;
}

/** Changes a job if its token (and its state, where one is given) is still this one: false when somebody else was there first. */
export async function changeJob(means: Means, expected: { id: string; token: number; state?: JobState }, change: JobChange): Promise<boolean> {
  let query = means.db
    .tables<JobTables>()
    .updateTable('work_job')
    .set(change)
    .where('project', '=', means.project)
    .where('id', '=', expected.id)
    .where('token', '=', expected.token);
  if (expected.state) query = query.where('state', '=', expected.state);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
}

/** A schedule as it is kept. */
export interface ScheduleRecord {
  readonly name: string;
  readonly kind: string;
  readonly payload: JsonValue;
  readonly every: number;
  readonly nextAt: Instant;
}

/** Adds a schedule, or changes what it does; its next time stays unless its rhythm changes. */
export async function saveSchedule(means: Means, schedule: ScheduleRecord): Promise<void> {
  const { project, db } = means;
  const { name, kind, every } = schedule;
  const payload = JSON.stringify(schedule.payload);
  await db.transaction<JobTables, void>(async (trx) => {
    const known = await trx.selectFrom('work_schedule').selectAll().where('project', '=', project).where('name', '=', name).executeTakeFirst();
    const next = known?.every === every ? known.next_at : schedule.nextAt;
    const row = { kind, payload, every, next_at: next };
    await trx
      .insertInto('work_schedule')
      .values({ project, name, ...row })
      .onConflict((c) => c.columns(['project', 'name']).doUpdateSet(row))
      .execute();
  });
}

/** Forgets a schedule; jobs that came of it stay. */
export async function removeSchedule(means: Means, name: string): Promise<void> {
  await means.db.tables<JobTables>().deleteFrom('work_schedule').where('project', '=', means.project).where('name', '=', name).execute();
}

/** The schedules whose time has come. */
export async function findDueSchedules(means: Means, now: Instant): Promise<ScheduleRecord[]> {
  const rows = await means.db
    .tables<JobTables>()
    .selectFrom('work_schedule')
    .selectAll()
    .where('project', '=', means.project)
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .execute();
  return rows.map((row) => ({ name: row.name, kind: row.kind, payload: JSON.parse(row.payload) as JsonValue, every: row.every, nextAt: row.next_at }));
}

/** Moves a schedule on, unless somebody else has. */
export async function advanceSchedule(means: Means, name: string, from: Instant, to: Instant): Promise<void> {
  await means.db
    .tables<JobTables>()
    .updateTable('work_schedule')
    .set({ next_at: to })
    .where('project', '=', means.project)
    .where('name', '=', name)
    .where('next_at', '=', from)
    .execute();
}
