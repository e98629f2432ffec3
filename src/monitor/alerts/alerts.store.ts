import type { Transaction } from 'kysely';
import type { Instant, JsonValue } from '../../kernel/index.ts';
import type { Means, Migration } from '../../store/index.ts';
import { type Delivery, type DeliveryState, newsOf } from './delivery.ts';
import type { Acknowledged, Alert, AlertState } from '../finding.ts';
import type { Mute, MuteState } from './mute.ts';
import { tellingOf } from './plan-deliveries.ts';

interface Tables {
  monitor_alerts: { readonly project: string; readonly id: string; readonly deployment: string; readonly state: AlertState; readonly since: Instant; readonly body: string };
  monitor_mutes: { readonly project: string; readonly id: string; readonly deployment: string; readonly state: MuteState; readonly until: Instant; readonly body: string };
  monitor_deliveries: { readonly project: string; readonly id: string; readonly state: DeliveryState; readonly created_at: Instant; readonly body: string };
  /** That an alert is, or was, told to a target: at most once. */
  monitor_tellings: { readonly project: string; readonly alert: string; readonly target: string; readonly delivery: string };
}

/** The tables of mutes and deliveries. */
export const alertsMigration: Migration = {
  room: 'monitor',
  number: 2,
  name: 'mutes and deliveries of alerts',
  async up(db) {
    await db.schema
      .createTable('monitor_mutes')
      .ifNotExists()
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('deployment', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('until', 'bigint', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('monitor_mutes_key', ['project', 'id'])
      .execute();
    await db.schema
      .createTable('monitor_deliveries')
      .ifNotExists()
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('monitor_deliveries_key', ['project', 'id'])
      .execute();
    await db.schema.createIndex('monitor_deliveries_state').ifNotExists().on('monitor_deliveries').columns(['project', 'state', 'created_at']).execute();
    await db.schema
      .createTable('monitor_tellings')
      .ifNotExists()
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('alert', 'text', (c) => c.notNull())
      .addColumn('target', 'text', (c) => c.notNull())
      .addColumn('delivery', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('monitor_tellings_key', ['project', 'alert', 'target'])
      .execute();
  },
};

const tables = (means: Means) => means.db.tables<Tables>();

/** Alerts of a deployment, oldest first. */
export async function findAlerts(means: Means, deployment: string, states?: readonly AlertState[]): Promise<Alert[]> {
  let query = tables(means).selectFrom('monitor_alerts').select('body').where('project', '=', means.project).where('deployment', '=', deployment);
  if (states) query = query.where('state', 'in', states);
  const rows = await query.orderBy('since').orderBy('id').execute();
  return rows.map((row) => JSON.parse(row.body) as Alert);
}

/** Writes an alert as it stands after a window, with its event when its state changed. That somebody acknowledged it meanwhile stays so. */
export async function saveAlert(means: Means, trx: Transaction<unknown>, alert: Alert, at: Instant): Promise<void> {
  const own = trx as unknown as Transaction<Tables>;
  const row = await own.selectFrom('monitor_alerts').select('body').where('project', '=', means.project).where('id', '=', alert.id).executeTakeFirst();
  const earlier = row && (JSON.parse(row.body) as Alert);
  const now: Alert = { ...alert, ...(earlier?.acknowledged && { acknowledged: earlier.acknowledged, ...(alert.state === 'open' && { state: 'acknowledged' as const }) }) };
  const body = JSON.stringify(now);
  await own
    .insertInto('monitor_alerts')
    .values({ project: means.project, id: now.id, deployment: now.deployment, state: now.state, since: now.since, body })
    .onConflict((c) => c.columns(['project', 'id']).doUpdateSet({ state: now.state, body }))
    .execute();
  if (earlier?.state === now.state) return;
  const why = now.state === 'resolved' ? `${now.kind} of ${now.column} was not found again` : now.message;
  await tellOfAlert(means, trx, { alert: now, from: earlier?.state ?? null, why, actor: 'monitor', at });
}

/** Says that somebody looks after an alert. False when it is not open. */
export async function saveAcknowledgement(means: Means, id: string, acknowledged: Acknowledged): Promise<Alert | undefined> {
  return means.db.transaction<Tables, Alert | undefined>(async (trx) => {
    const row = await trx.selectFrom('monitor_alerts').select('body').where('project', '=', means.project).where('id', '=', id).where('state', '=', 'open').executeTakeFirst();
    if (row === undefined) return undefined;
    const alert: Alert = { ...(JSON.parse(row.body) as Alert), state: 'acknowledged', acknowledged };
    await trx
      .updateTable('monitor_alerts')
      .set({ state: alert.state, body: JSON.stringify(alert) })
      .where('project', '=', means.project)
      .where('id', '=', id)
      .execute();
    await tellOfAlert(means, trx as never, { alert, from: 'open', why: acknowledged.why, actor: acknowledged.by, at: alert.until });
    return alert;
  });
}

async function tellOfAlert(
  means: Means,
  trx: Transaction<unknown>,
  { alert, from, why, actor, at }: { alert: Alert; from: AlertState | null; why: string; actor: string; at: Instant },
): Promise<void> {
  const { id, kind, column, finding, since, state } = alert;
  await means.ledger.append({ eventAt: at, actor, noun: 'alert', name: id, from, to: state, why, evidence: { kind, column, finding, since } }, { trx });
}

/** Mutes of a deployment that were not lifted, oldest first. */
export async function findMutes(means: Means, deployment: string): Promise<Mute[]> {
  const rows = await tables(means)
    .selectFrom('monitor_mutes')
    .select('body')
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute();
  return rows.map((row) => JSON.parse(row.body) as Mute);
}

/** Writes a mute, new or lifted, with its event. */
export async function saveMute(means: Means, mute: Mute, event: { readonly from: MuteState | null; readonly why: string; readonly actor: string }): Promise<void> {
  const body = JSON.stringify(mute);
  const { id, deployment, state, until, kind, column } = mute;
  await means.db.transaction<Tables, void>(async (trx) => {
    await trx
      .insertInto('monitor_mutes')
      .values({ project: means.project, id, deployment, state, until, body })
      .onConflict((c) => c.columns(['project', 'id']).doUpdateSet({ state, body }))
      .execute();
    await means.ledger.append({ eventAt: null, noun: 'mute', name: id, to: state, ...event, evidence: { kind, column, until } }, { trx });
  });
}

/** `alert target` pairs of these alerts for which there is a delivery. */
export async function findTellings(means: Means, alerts: readonly Pick<Alert, 'id'>[]): Promise<Set<string>> {
  if (alerts.length === 0) return new Set();
  const ids = alerts.map((alert) => alert.id);
  const rows = await tables(means).selectFrom('monitor_tellings').select(['alert', 'target']).where('project', '=', means.project).where('alert', 'in', ids).execute();
  return new Set(rows.map((row) => tellingOf({ id: row.alert }, row.target)));
}

/** Queues deliveries with the window that they are about. */
export async function insertDeliveries(means: Means, trx: Transaction<unknown>, deliveries: readonly Delivery[]): Promise<void> {
  const own = trx as unknown as Transaction<Tables>;
  for (const delivery of deliveries) {
    const { id, state, target, alerts, createdAt } = delivery;
    await own
      .insertInto('monitor_deliveries')
      .values({ project: means.project, id, state, created_at: createdAt, body: JSON.stringify(delivery) })
      .execute();
    if (newsOf(delivery) === 'found')
      await own
        .insertInto('monitor_tellings')
        .values(alerts.map((alert) => ({ project: means.project, alert: alert.id, target, delivery: id })))
        .execute();
    const evidence: JsonValue = alerts.map((alert) => alert.id);
    const why = `${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'}${newsOf(delivery) === 'over' ? ' that are over,' : ''} for ${target}`;
    await means.ledger.append({ eventAt: delivery.window.to, actor: 'monitor', noun: 'delivery', name: id, from: null, to: state, why, evidence }, { trx });
  }
}

/** Deliveries, the newest last. */
export async function findDeliveries(means: Means, filter: { readonly state?: DeliveryState; readonly limit?: number } = {}): Promise<Delivery[]> {
  let query = tables(means).selectFrom('monitor_deliveries').select('body').where('project', '=', means.project);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit ?? 1000)
    .execute();
  return rows.reverse().map((row) => JSON.parse(row.body) as Delivery);
}

/** One delivery by its id. */
export async function findDelivery(means: Means, id: string): Promise<Delivery | undefined> {
  const row = await tables(means).selectFrom('monitor_deliveries').select('body').where('project', '=', means.project).where('id', '=', id).executeTakeFirst();
  return row && (JSON.parse(row.body) as Delivery);
}

/** Writes how an attempt went, with an event when it was the last. */
export async function changeDelivery(means: Means, delivery: Delivery, change: Pick<Delivery, 'state' | 'attempts' | 'error'>): Promise<void> {
  const ended = change.state !== 'queued';
  const changed: Delivery = { ...delivery, ...change, endedAt: ended ? means.clock.now() : null };
  await means.db.transaction<Tables, void>(async (trx) => {
    await trx
      .updateTable('monitor_deliveries')
      .set({ state: changed.state, body: JSON.stringify(changed) })
      .where('project', '=', means.project)
      .where('id', '=', delivery.id)
      .execute();
    if (!ended) return;
    const why = changed.error ?? `told ${delivery.target} after ${changed.attempts} ${changed.attempts === 1 ? 'attempt' : 'attempts'}`;
    await means.ledger.append(
      {
        eventAt: delivery.window.to,
        actor: 'monitor',
        noun: 'delivery',
        name: delivery.id,
        from: 'queued',
        to: changed.state,
        why,
        evidence: delivery.alerts.map((alert) => alert.id),
      },
      { trx },
    );
  });
}
