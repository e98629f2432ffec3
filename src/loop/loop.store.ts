import type { Instant } from '../kernel/index.ts';
import type { Means, Migration } from '../store/index.ts';
import type { Rollout } from './rollout.ts';

/** How far the loop has come in event time, and what it remembers between steps. */
export interface LoopProgress {
  readonly advancedTo: Instant;
  /** When a retraining last led to no trial: it failed, or the gate refused. */
  readonly lastFailedAt: Instant | null;
}

interface RolloutRow {
  readonly project: string;
  readonly id: string;
  readonly deployment: string;
  readonly state: string;
  readonly started_at: number;
  readonly body: string;
}

interface Tables {
  loop_rollouts: RolloutRow;
  loop_progress: { readonly project: string; readonly deployment: string; readonly body: string };
}

export const loopMigrations: readonly Migration[] = [
  {
    room: 'loop',
    number: 1,
    name: 'rollouts and progress',
    async up(db) {
      await db.schema
        .createTable('loop_rollouts')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('started_at', 'double precision', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('loop_rollouts_key', ['project', 'id'])
        .execute();
      await db.schema
        .createTable('loop_progress')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('loop_progress_key', ['project', 'deployment'])
        .execute();
    },
  },
];

/** An event of the loop's own nouns. */
export type LoopEvent = Parameters<Means['ledger']['append']>[0];

/** Writes a rollout, new or changed, and what is to be told of it: both or neither. */
export async function saveRollout(means: Means, rollout: Rollout, event?: LoopEvent): Promise<void> {
  const row: RolloutRow = {
    project: means.project,
    id: rollout.id,
    deployment: rollout.deployment,
    state: rollout.state,
    started_at: rollout.startedAt,
    body: JSON.stringify(rollout),
  };
  await means.db.transaction<Tables, void>(async (trx) => {
    await trx
      .insertInto('loop_rollouts')
      .values(row)
      .onConflict((c) => c.columns(['project', 'id']).doUpdateSet({ state: row.state, body: row.body }))
      .execute();
    if (event) await means.ledger.append(event, { trx });
  });
}

/** Rollouts of a deployment in the order of their making. */
export async function findRollouts(means: Means, deployment: string): Promise<Rollout[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('loop_rollouts')
    .select('body')
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => JSON.parse(row.body) as Rollout);
}

/** How far the loop has come; null before its first step. */
export async function readProgress(means: Means, deployment: string): Promise<LoopProgress | null> {
  const row = await means.db
    .tables<Tables>()
    .selectFrom('loop_progress')
    .select('body')
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .executeTakeFirst();
  return row ? (JSON.parse(row.body) as LoopProgress) : null;
}

/** Writes how far the loop has come. */
export async function saveProgress(means: Means, deployment: string, progress: LoopProgress): Promise<void> {
  const body = JSON.stringify(progress);
  await means.db
    .tables<Tables>()
    .insertInto('loop_progress')
    .values({ project: means.project, deployment, body })
    .onConflict((c) => c.columns(['project', 'deployment']).doUpdateSet({ body }))
    .execute();
}

/** Tells an event. */
export async function record(means: Means, event: LoopEvent): Promise<void> {
  await means.ledger.append(event);
}

/** Tells an event that belongs to an event time, unless it was told before the step that tells it was cut short. */
export async function recordOnce(means: Means, event: LoopEvent): Promise<void> {
  const told = await means.ledger.list({ noun: event.noun, name: event.name, limit: 100_000 });
  if (!told.some((before) => before.eventAt === event.eventAt && before.to === event.to)) await means.ledger.append(event);
}
