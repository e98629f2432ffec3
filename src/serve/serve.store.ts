import { type Instant, type JsonValue, shortDigest } from '../kernel/index.ts';
import { lockServer, type Means, type Migration } from '../store/index.ts';
import type { Deployment } from './deployment.ts';
import { serveErrors } from './serve.errors.ts';

/** How a policy came about; a roll back goes to the champion before, and is no new reign. */
export const POLICY_ACTIONS = ['set', 'rollback'] as const;
export type PolicyAction = (typeof POLICY_ACTIONS)[number];

interface Tables {
  serve_policies: { readonly project: string; readonly deployment: string; readonly version: number; readonly action: string; readonly body: string; readonly made_at: number };
}

/** The table of traffic policies. Predictions are in the log, never here. */
export const serveMigrations: readonly Migration[] = [
  {
    room: 'serve',
    number: 1,
    name: 'traffic policies',
    async up(db) {
      await db.schema
        .createTable('serve_policies')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('version', 'bigint', (c) => c.notNull())
        .addColumn('action', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addColumn('made_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('serve_policies_key', ['project', 'deployment', 'version'])
        .execute();
    },
  },
];

/** Who changes a policy, and why. */
export interface PolicyReason {
  readonly actor: string;
  readonly why: string;
  /** Event time of the change; null when it belongs to none. */
  readonly eventAt: Instant | null;
  readonly evidence?: JsonValue;
}

/** The policy in force, or null. */
export async function findDeployment(means: Means, name: string): Promise<Deployment | null> {
  const row = await means.db
    .tables<Tables>()
    .selectFrom('serve_policies')
    .select('body')
    .where('project', '=', means.project)
    .where('deployment', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? (JSON.parse(row.body) as Deployment) : null;
}

/** Every policy that was in force, the first one first. */
export async function findPolicies(means: Means, name: string): Promise<readonly { readonly action: PolicyAction; readonly policy: Deployment; readonly madeAt: Instant }[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('serve_policies')
    .select(['action', 'body', 'made_at'])
    .where('project', '=', means.project)
    .where('deployment', '=', name)
    .orderBy('version')
    .execute();
  return rows.map((row) => ({ action: row.action as PolicyAction, policy: JSON.parse(row.body) as Deployment, madeAt: row.made_at }));
}

/** Records a policy and its event. Throws SERVE_POLICY_CONTENDED when another change came first. */
export async function saveDeployment(
  means: Means,
  change: { readonly before: Deployment | null; readonly after: Deployment; readonly action: PolicyAction },
  reason: PolicyReason,
): Promise<void> {
  const { before, after, action } = change;
  await means.db.transaction<Tables, void>(async (trx) => {
    const { version } = await trx
      .selectFrom('serve_policies')
      .select((e) => e.fn.max('version').as('version'))
      .where('project', '=', means.project)
      .where('deployment', '=', after.name)
      .executeTakeFirstOrThrow();
    if ((version ?? 0) !== after.policyVersion - 1) throw serveErrors.POLICY_CONTENDED({ deployment: after.name, version: Number(version) });
    await trx
      .insertInto('serve_policies')
      .values({ project: means.project, deployment: after.name, version: after.policyVersion, action, body: JSON.stringify(after), made_at: means.clock.now() })
      .execute();
    const evidence: JsonValue = { action, before: asJson(before), after: asJson(after), because: reason.evidence ?? null };
    await means.ledger.append(
      {
        actor: reason.actor,
        why: reason.why,
        eventAt: reason.eventAt,
        noun: 'deployment',
        name: after.name,
        from: before && describePolicy(before),
        to: describePolicy(after),
        evidence,
      },
      { trx },
    );
  });
}

/** Tells the ledger of a fault in serving that no caller saw. */
export async function recordFault(means: Means, fault: { readonly deployment: string; readonly what: string; readonly reason: string }): Promise<void> {
  await means.ledger.append({
    actor: 'serve',
    why: fault.reason,
    eventAt: null,
    noun: 'deployment',
    name: fault.deployment,
    from: null,
    to: `${fault.what} failed`,
    evidence: null,
  });
}

/** Makes this process the one writer of the prediction log in `folder`. Throws STORE_FOLDER_IN_USE. */
export const lockLog = (means: Means, folder: string): Promise<{ release(): Promise<void> }> =>
  lockServer({ root: folder, path: (...parts) => [folder, ...parts].join('/') }, { clock: means.clock });

/** A policy in a few words. */
export function describePolicy({ champion, challenger, shadows }: Deployment): string {
  const trial = challenger ? `, challenger ${shortDigest(challenger.release)} at ${(100 * challenger.share).toFixed(1)} %` : '';
  return `champion ${shortDigest(champion)}${trial}${shadows.length === 0 ? '' : `, ${shadows.length} shadow${shadows.length === 1 ? '' : 's'}`}`;
}

const asJson = (deployment: Deployment | null): JsonValue =>
  deployment && { ...deployment, challenger: deployment.challenger && { ...deployment.challenger }, shadows: [...deployment.shadows] };
