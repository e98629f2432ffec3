import type { Transaction } from 'kysely';
import type { Digest, Instant, Interval, JsonValue } from '../kernel/index.ts';
import type { Means, Migration } from '../store/index.ts';
import { insertDeliveries, saveAlert, alertsMigration } from './alerts/alerts.store.ts';
import type { Delivery } from './alerts/delivery.ts';
import { type Alert, type Finding, isHolding, readHarm, type Urgency } from './finding.ts';
import type { Quarantine, Released } from './quarantine/quarantine.ts';
import type { DeclineState } from '../stats/index.ts';
import { saveStreams, streamsMigration } from './performance/streams.store.ts';
import type { Tally } from './performance/tally.ts';
import type { WatchedStream } from './performance/watch-stream.ts';
import type { WindowReport, WindowState } from './window.ts';

interface WindowRow {
  readonly project: string;
  readonly deployment: string;
  readonly from_at: Instant;
  readonly to_at: Instant;
  readonly state: WindowState;
  /** 1 while it is held, 2 when a person has let it go, 3 while rows of it are held and it counts in figures and trials. */
  readonly quarantined: number;
  readonly predictions: number;
  readonly refused: number;
  readonly flagged: number;
  /** The `WindowReport` as JSON. */
  readonly body: string;
}

interface FindingRow {
  readonly project: string;
  readonly id: string;
  readonly deployment: string;
  readonly window_from: Instant;
  readonly urgency: Urgency;
  /** The `Finding` as JSON. */
  readonly body: string;
}

interface TallyRow {
  readonly project: string;
  readonly deployment: string;
  readonly window_from: Instant;
  readonly release: Digest;
  readonly role: string;
  /** The `Tally` as JSON. */
  readonly body: string;
}

interface Tables {
  monitor_windows: WindowRow;
  monitor_findings: FindingRow;
  monitor_tallies: TallyRow;
}

/** The tables of windows, findings, alerts and tallies. */
export const monitorMigrations: readonly Migration[] = [
  {
    room: 'monitor',
    number: 1,
    name: 'windows, findings, alerts and tallies',
    async up(db) {
      await db.schema
        .createTable('monitor_windows')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('from_at', 'bigint', (c) => c.notNull())
        .addColumn('to_at', 'bigint', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('quarantined', 'bigint', (c) => c.notNull())
        .addColumn('predictions', 'bigint', (c) => c.notNull())
        .addColumn('refused', 'bigint', (c) => c.notNull())
        .addColumn('flagged', 'bigint', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('monitor_windows_key', ['project', 'deployment', 'from_at'])
        .execute();
      await db.schema
        .createTable('monitor_findings')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('window_from', 'bigint', (c) => c.notNull())
        .addColumn('urgency', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('monitor_findings_key', ['project', 'id'])
        .execute();
      await db.schema.createIndex('monitor_findings_window').ifNotExists().on('monitor_findings').columns(['project', 'deployment', 'window_from']).execute();
      await db.schema
        .createTable('monitor_alerts')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('since', 'bigint', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('monitor_alerts_key', ['project', 'id'])
        .execute();
      await db.schema
        .createTable('monitor_tallies')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('window_from', 'bigint', (c) => c.notNull())
        .addColumn('release', 'text', (c) => c.notNull())
        .addColumn('role', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('monitor_tallies_key', ['project', 'deployment', 'window_from', 'release', 'role'])
        .execute();
    },
  },
  alertsMigration,
  streamsMigration,
];

/** Which windows to read; all of the deployment, in order of time, by default. */
export interface WindowFilter {
  /** Windows that begin in this stretch of event time. */
  readonly interval?: Interval;
  readonly state?: WindowState;
  readonly quarantined?: true;
  /** The newest so many. @default 1000 */
  readonly limit?: number;
}

/** Which findings to read. */
export interface FindingFilter {
  /** Findings of windows that begin in this stretch of event time. */
  readonly interval?: Interval;
  readonly urgency?: Urgency;
  /** The newest so many. @default 1000 */
  readonly limit?: number;
}

/** Rows of an earlier window, by what became of them. */
export interface WindowVolume {
  readonly from: Instant;
  readonly predictions: number;
  readonly refused: number;
  readonly flagged: number;
  readonly quarantined: boolean;
}

/** What one closed window adds, all at once. */
export interface ClosedWindow {
  readonly report: WindowReport;
  readonly findings: readonly Finding[];
  readonly alerts: readonly Alert[];
  readonly deliveries: readonly Delivery[];
  readonly streams: readonly WatchedStream[];
}

/** What maturing changes of a window. */
export interface MaturedWindow {
  readonly report: WindowReport;
  readonly findings: readonly Finding[];
  readonly alerts: readonly Alert[];
  readonly deliveries: readonly Delivery[];
  readonly tallies: readonly Tally[];
  readonly streams: readonly WatchedStream[];
}

const windowName = (report: WindowReport): string => `${report.deployment} ${new Date(report.interval.from).toISOString()}`;

function windowRow(means: Means, report: WindowReport): WindowRow {
  const { deployment, interval, state, predictions, refused, flagged } = report;
  const quarantined = report.quarantined ? 1 : report.released ? 2 : report.held ? 3 : 0;
  return { project: means.project, deployment, from_at: interval.from, to_at: interval.to, state, quarantined, predictions, refused, flagged, body: JSON.stringify(report) };
}

async function insertFindings(means: Means, trx: Transaction<Tables>, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return;
  const rows = findings.map((finding) => ({
    project: means.project,
    id: finding.id,
    deployment: finding.deployment,
    window_from: finding.window.from,
    urgency: finding.urgency,
    body: JSON.stringify(finding),
  }));
  await trx
    .insertInto('monitor_findings')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Records a closed window with all that follows from it, or nothing. False when another process had closed it already. */
export async function saveClosedWindow(means: Means, { report, findings, alerts, deliveries, streams }: ClosedWindow): Promise<boolean> {
  return means.db.transaction<Tables, boolean>(async (trx) => {
    const inserted = await trx
      .insertInto('monitor_windows')
      .values(windowRow(means, report))
      .onConflict((c) => c.doNothing())
      .returning('from_at')
      .executeTakeFirst();
    if (inserted === undefined) return false;
    await insertFindings(means, trx, findings);
    const tell = (noun: string, name: string, about: { from: string | null; to: string; why: string; evidence: JsonValue }) =>
      means.ledger.append({ eventAt: report.interval.to, actor: 'monitor', noun, name, ...about }, { trx });
    const { predictions, refused, quarantined, held } = report;
    const kept = held ? `, ${held.units} of them kept out of training${quarantined ? ', and the window of trials' : ''}` : quarantined ? ', kept out of training and trials' : '';
    const why = `${predictions} predictions, ${findings.length} findings${kept}`;
    await tell('window', windowName(report), {
      from: 'open',
      to: 'provisional',
      why,
      evidence: { predictions, refused, quarantined, findings: findings.map((finding) => finding.id) },
    });
    const holding = findings.filter(isHolding);
    if (quarantined || held)
      await tell('quarantine', windowName(report), {
        from: null,
        to: 'held',
        why: holding.map((finding) => finding.message).join(' '),
        evidence: holding.map((finding) => finding.id),
      });
    for (const alert of alerts) await saveAlert(means, trx as never, alert, report.interval.to);
    await insertDeliveries(means, trx as never, deliveries);
    await saveStreams(means, trx as never, streams);
    return true;
  });
}

/** Records that a window has matured. False when another process did it already. */
export async function saveMaturedWindow(means: Means, { report, findings, alerts, deliveries, tallies, streams }: MaturedWindow): Promise<boolean> {
  return means.db.transaction<Tables, boolean>(async (trx) => {
    const now = await trx
      .selectFrom('monitor_windows')
      .select('body')
      .where('project', '=', means.project)
      .where('deployment', '=', report.deployment)
      .where('from_at', '=', report.interval.from)
      .executeTakeFirst();
    // A person may have let it go since it was read, or rows of it.
    const before = now === undefined ? report : (JSON.parse(now.body) as WindowReport);
    const { released } = before;
    const merged = { ...report, quarantined: before.quarantined, held: released === undefined ? report.held : before.held, ...(released !== undefined && { released }) };
    const { state, body, quarantined } = windowRow(means, merged as WindowReport);
    const updated = await trx
      .updateTable('monitor_windows')
      .set({ state, body, quarantined })
      .where('project', '=', means.project)
      .where('deployment', '=', report.deployment)
      .where('from_at', '=', report.interval.from)
      .where('state', '=', 'provisional')
      .returning('from_at')
      .executeTakeFirst();
    if (updated === undefined) return false;
    await insertFindings(means, trx, findings);
    if (tallies.length > 0)
      await trx
        .insertInto('monitor_tallies')
        .values(
          tallies.map((tally) => ({
            project: means.project,
            deployment: report.deployment,
            window_from: report.interval.from,
            release: tally.release,
            role: tally.role,
            body: JSON.stringify(tally),
          })),
        )
        .onConflict((c) => c.doNothing())
        .execute();
    const holding = findings.filter(isHolding);
    if (report.held && released === undefined && holding.length > 0)
      await means.ledger.append(
        {
          eventAt: report.interval.to,
          actor: 'monitor',
          noun: 'quarantine',
          name: windowName(report),
          from: before.quarantined || before.held ? 'held' : null,
          to: 'held',
          why: holding.map((finding) => finding.message).join(' '),
          evidence: holding.map((finding) => finding.id),
        },
        { trx },
      );
    for (const alert of alerts) await saveAlert(means, trx as never, alert, report.interval.to);
    await insertDeliveries(means, trx as never, deliveries);
    await saveStreams(means, trx as never, streams);
    const labelled = report.performance.map(({ release, role, labelled: labels, quality }) => ({ release, role, labelled: labels, [quality.metric]: quality.value }));
    const why = `labels have had their time: ${report.performance.find((one) => one.role === 'champion')?.labelled ?? 0} of the champion's units have one`;
    await means.ledger.append(
      { eventAt: report.interval.to, actor: 'monitor', noun: 'window', name: windowName(report), from: 'provisional', to: 'matured', why, evidence: labelled },
      { trx },
    );
    return true;
  });
}

/** Windows of a deployment in order of time. */
export async function findWindows(means: Means, deployment: string, filter: WindowFilter = {}): Promise<WindowReport[]> {
  let query = means.db.tables<Tables>().selectFrom('monitor_windows').select('body').where('project', '=', means.project).where('deployment', '=', deployment);
  if (filter.interval) query = query.where('from_at', '>=', filter.interval.from).where('from_at', '<', filter.interval.to);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.quarantined) query = query.where('quarantined', '=', 1);
  const rows = await query
    .orderBy('from_at', 'desc')
    .limit(filter.limit ?? 1000)
    .execute();
  return rows.reverse().map((row) => readReport(row.body));
}

/** Windows that are quarantined, or were until a person let them go, in order of time. */
export async function findHeldOrReleased(means: Means, deployment: string): Promise<WindowReport[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('monitor_windows')
    .select('body')
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .where('quarantined', '>', 0)
    .orderBy('from_at')
    .execute();
  return rows.map((row) => readReport(row.body));
}

/** Lets one quarantined window go, but for the rows that stay held; nothing happens when somebody did so already. */
export async function saveRelease(means: Means, { deployment, window, findings, rows }: Quarantine, released: Released): Promise<void> {
  await means.db.transaction<Tables, void>(async (trx) => {
    const held = await trx
      .selectFrom('monitor_windows')
      .select('body')
      .where('project', '=', means.project)
      .where('deployment', '=', deployment)
      .where('from_at', '=', window.from)
      .where('quarantined', 'in', [1, 3])
      .executeTakeFirst();
    if (held === undefined) return;
    const before = JSON.parse(held.body) as WindowReport;
    const report: WindowReport = rows === null ? { ...before, quarantined: false, held: null, released } : { ...before, held: rows };
    await trx
      .updateTable('monitor_windows')
      .set({ quarantined: windowRow(means, report).quarantined, body: JSON.stringify(report) })
      .where('project', '=', means.project)
      .where('deployment', '=', deployment)
      .where('from_at', '=', window.from)
      .execute();
    await means.ledger.append(
      {
        eventAt: window.from,
        actor: released.by,
        noun: 'quarantine',
        name: windowName(report),
        from: 'held',
        to: rows === null ? 'released' : 'held',
        why: released.why,
        evidence: findings,
      },
      { trx },
    );
  });
}

/** The stretches of a deployment that a page keeps out of training and trials, in order of time. */
export async function findQuarantined(means: Means, deployment: string): Promise<Interval[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('monitor_windows')
    .select(['from_at', 'to_at'])
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .where('quarantined', '=', 1)
    .orderBy('from_at')
    .execute();
  return rows.map((row) => ({ from: row.from_at, to: row.to_at }));
}

/** End of the newest window, or undefined. */
export async function findClosedUntil(means: Means, deployment: string): Promise<Instant | undefined> {
  const row = await means.db
    .tables<Tables>()
    .selectFrom('monitor_windows')
    .select('to_at')
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .orderBy('to_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.to_at;
}

/** Volumes of windows that begin in the interval. */
export async function findVolumes(means: Means, deployment: string, interval: Interval): Promise<WindowVolume[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('monitor_windows')
    .select(['from_at', 'predictions', 'refused', 'flagged', 'quarantined'])
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .where('from_at', '>=', interval.from)
    .where('from_at', '<', interval.to)
    .orderBy('from_at')
    .execute();
  return rows.map(({ from_at, quarantined, ...volume }) => ({ ...volume, from: from_at, quarantined: quarantined === 1 }));
}

/** Findings of a deployment in order of their windows. */
export async function findFindings(means: Means, deployment: string, filter: FindingFilter = {}): Promise<Finding[]> {
  let query = means.db.tables<Tables>().selectFrom('monitor_findings').select('body').where('project', '=', means.project).where('deployment', '=', deployment);
  if (filter.interval) query = query.where('window_from', '>=', filter.interval.from).where('window_from', '<', filter.interval.to);
  if (filter.urgency) query = query.where('urgency', '=', filter.urgency);
  const rows = await query
    .orderBy('window_from', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit ?? 1000)
    .execute();
  return rows.reverse().map((row) => readFinding(row.body));
}

/** All findings of the windows that begin in the interval, in order of time. */
export const findPrevious = (means: Means, deployment: string, interval: Interval): Promise<Finding[]> => findFindings(means, deployment, { interval, limit: 100_000 });

/** One finding by its id. */
export async function findFinding(means: Means, id: string): Promise<Finding | undefined> {
  const row = await means.db.tables<Tables>().selectFrom('monitor_findings').select('body').where('project', '=', means.project).where('id', '=', id).executeTakeFirst();
  return row && readFinding(row.body);
}

/** How a release's detector of declines stood after its last window as champion before a time; undefined when it has none. */
export async function findDecline(means: Means, about: { deployment: string; release: Digest; before: Instant }): Promise<DeclineState | undefined> {
  const row = await means.db
    .tables<Tables>()
    .selectFrom('monitor_tallies')
    .select('body')
    .where('project', '=', means.project)
    .where('deployment', '=', about.deployment)
    .where('release', '=', about.release)
    .where('role', '=', 'champion')
    .where('window_from', '<', about.before)
    .orderBy('window_from', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as Tally).decline;
}

/** Tallies of one release in windows that begin in the interval, oldest first. */
export async function findTallies(means: Means, about: { deployment: string; release: Digest; interval: Interval }): Promise<{ from: Instant; tally: Tally }[]> {
  const rows = await means.db
    .tables<Tables>()
    .selectFrom('monitor_tallies')
    .select(['window_from', 'body'])
    .where('project', '=', means.project)
    .where('deployment', '=', about.deployment)
    .where('release', '=', about.release)
    .where('window_from', '>=', about.interval.from)
    .where('window_from', '<', about.interval.to)
    .orderBy('window_from')
    .orderBy('role')
    .execute();
  return rows.map((row) => ({ from: row.window_from, tally: JSON.parse(row.body) as Tally }));
}

/** A report as it was stored; what later versions measure was not measured in older ones. */
function readReport(body: string): WindowReport {
  const report = JSON.parse(body) as WindowReport;
  return {
    ...report,
    estimated: report.estimated ?? null,
    performance: report.performance.map((one) => ({
      ...one,
      quality: one.quality ?? { metric: 'auc', value: one.auc, interval: one.aucInterval },
      metrics: one.metrics ?? [],
      calibration: one.calibration ?? null,
    })),
  };
}

function readFinding(body: string): Finding {
  const finding = JSON.parse(body) as Finding;
  return { ...finding, harm: readHarm(finding.harm) };
}
