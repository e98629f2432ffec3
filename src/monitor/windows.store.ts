import type { Transaction } from 'kysely';
import type { Instant, Interval } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { insertDeliveries, saveAlert } from './alerts/alerts.store.ts';
import type { Delivery } from './alerts/delivery.ts';
import { type Alert, type Finding, isHolding } from './finding.ts';
import { insertFindings } from './findings.store.ts';
import { type MonitorTables, QUARANTINE, type WindowRow } from './monitor-tables.store.ts';
import { saveStreams } from './performance/streams.store.ts';
import { insertTallies } from './performance/tallies.store.ts';
import type { Tally } from './performance/tally.ts';
import type { WatchedStream } from './performance/watch-stream.ts';
import type { Quarantine, Released } from './quarantine/quarantine.ts';
import type { WindowReport, WindowState } from './window.ts';

/** Which windows to read; all of the deployment, in order of time, by default. */
export interface WindowFilter {
  /** Windows that begin in this stretch of event time. */
  readonly interval?: Interval;
  readonly state?: WindowState;
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

/** What a window that has matured adds. */
export interface MaturedWindow extends ClosedWindow {
  readonly tallies: readonly Tally[];
}

const windowName = (report: WindowReport): string => `${report.deployment} ${new Date(report.interval.from).toISOString()}`;

function windowRow(means: Means, report: WindowReport): WindowRow {
  const { deployment, interval, state, predictions, refused, flagged } = report;
  const quarantined = report.quarantined ? QUARANTINE.window : report.released ? QUARANTINE.released : report.held ? QUARANTINE.rows : QUARANTINE.nothing;
  return { project: means.project, deployment, from_at: interval.from, to_at: interval.to, state, quarantined, predictions, refused, flagged, body: JSON.stringify(report) };
}

/** Records in the window's transaction what was found in it and who is to be told. */
async function insertOutcome(means: Means, trx: Transaction<MonitorTables>, { report, findings, alerts, deliveries, streams }: ClosedWindow): Promise<void> {
  await insertFindings(means, trx, findings);
  for (const alert of alerts) await saveAlert(means, trx as never, alert, report.interval.to);
  await insertDeliveries(means, trx as never, deliveries);
  await saveStreams(means, trx as never, streams);
}

/** Says in the ledger that a window, or rows of it, are held, and for which findings. */
async function tellHeld(
  means: Means,
  trx: Transaction<MonitorTables>,
  report: WindowReport,
  { from, findings }: { from: 'held' | null; findings: readonly Finding[] },
): Promise<void> {
  const why = findings.map((finding) => finding.message).join(' ');
  const evidence = findings.map((finding) => finding.id);
  await means.ledger.append({ eventAt: report.interval.to, actor: 'monitor', noun: 'quarantine', name: windowName(report), from, to: 'held', why, evidence }, { trx });
}

function whyClosed({ predictions, quarantined, held }: WindowReport, findings: number): string {
  const kept = held ? `, ${held.units} of them kept out of training${quarantined ? ', and the window of trials' : ''}` : quarantined ? ', kept out of training and trials' : '';
  return `${predictions} predictions, ${findings} findings${kept}`;
}

/** Records a closed window with all that follows from it, or nothing. False when another process had closed it already. */
export async function saveClosedWindow(means: Means, closed: ClosedWindow): Promise<boolean> {
  const { report, findings } = closed;
  return means.db.transaction<MonitorTables, boolean>(async (trx) => {
    const inserted = await trx
      .insertInto('monitor_windows')
      .values(windowRow(means, report))
      .onConflict((c) => c.doNothing())
      .returning('from_at')
      .executeTakeFirst();
    if (inserted === undefined) return false;
    await insertOutcome(means, trx, closed);
    const { predictions, refused, quarantined } = report;
    const evidence = { predictions, refused, quarantined, findings: findings.map((finding) => finding.id) };
    const why = whyClosed(report, findings.length);
    await means.ledger.append({ eventAt: report.interval.to, actor: 'monitor', noun: 'window', name: windowName(report), from: 'open', to: 'provisional', why, evidence }, { trx });
    if (quarantined || report.held) await tellHeld(means, trx, report, { from: null, findings: findings.filter(isHolding) });
    return true;
  });
}

/** Records that a window has matured. False when another process did it already. */
export async function saveMaturedWindow(means: Means, matured: MaturedWindow): Promise<boolean> {
  const { report, findings, tallies } = matured;
  const { deployment, interval, performance } = report;
  return means.db.transaction<MonitorTables, boolean>(async (trx) => {
    const now = await trx
      .selectFrom('monitor_windows')
      .select('body')
      .where('project', '=', means.project)
      .where('deployment', '=', deployment)
      .where('from_at', '=', interval.from)
      .executeTakeFirst();
    // A person may have let it go since it was read, or rows of it.
    const before = now === undefined ? report : (JSON.parse(now.body) as WindowReport);
    const { released } = before;
    const merged: WindowReport = { ...report, quarantined: before.quarantined, held: released ? (before.held ?? null) : (report.held ?? null), ...(released && { released }) };
    const { state, body, quarantined } = windowRow(means, merged);
    const updated = await trx
      .updateTable('monitor_windows')
      .set({ state, body, quarantined })
      .where('project', '=', means.project)
      .where('deployment', '=', deployment)
      .where('from_at', '=', interval.from)
      .where('state', '=', 'provisional')
      .returning('from_at')
      .executeTakeFirst();
    if (updated === undefined) return false;
    await insertOutcome(means, trx, matured);
    await insertTallies(means, trx, { deployment, from: interval.from }, tallies);
    const holding = findings.filter(isHolding);
    if (report.held && !released && holding.length > 0) await tellHeld(means, trx, report, { from: before.quarantined || before.held ? 'held' : null, findings: holding });
    const evidence = performance.map(({ release, role, labelled, quality }) => ({ release, role, labelled, [quality.metric]: quality.value }));
    const why = `labels have had their time: ${performance.find((one) => one.role === 'champion')?.labelled ?? 0} of the champion's units have one`;
    await means.ledger.append({ eventAt: interval.to, actor: 'monitor', noun: 'window', name: windowName(report), from: 'provisional', to: 'matured', why, evidence }, { trx });
    return true;
  });
}

const bodiesOf = (means: Means, deployment: string) =>
  means.db.tables<MonitorTables>().selectFrom('monitor_windows').select('body').where('project', '=', means.project).where('deployment', '=', deployment);

/** Windows of a deployment in order of time. */
export async function findWindows(means: Means, deployment: string, filter: WindowFilter = {}): Promise<WindowReport[]> {
  let query = bodiesOf(means, deployment);
  if (filter.interval) query = query.where('from_at', '>=', filter.interval.from).where('from_at', '<', filter.interval.to);
  if (filter.state) query = query.where('state', '=', filter.state);
  const rows = await query
    .orderBy('from_at', 'desc')
    .limit(filter.limit ?? 1000)
    .execute();
  return rows.reverse().map((row) => readReport(row.body));
}

/** The first window that begins after one moment, ends by another, and whose labels have not been judged yet. */
export async function findNextProvisional(means: Means, deployment: string, { after, by }: { readonly after: Instant; readonly by: Instant }): Promise<WindowReport | undefined> {
  const row = await bodiesOf(means, deployment)
    .where('state', '=', 'provisional')
    .where('from_at', '>', after)
    .where('to_at', '<=', by)
    .orderBy('from_at')
    .limit(1)
    .executeTakeFirst();
  return row && readReport(row.body);
}

/** Windows that are quarantined, or were until a person let them go, in order of time. */
export async function findHeldOrReleased(means: Means, deployment: string): Promise<WindowReport[]> {
  const rows = await bodiesOf(means, deployment).where('quarantined', '>', QUARANTINE.nothing).orderBy('from_at').execute();
  return rows.map((row) => readReport(row.body));
}

/** Lets one quarantined window go, but for the rows that stay held; nothing happens when somebody did so already. */
export async function saveRelease(means: Means, { deployment, window, findings, rows }: Quarantine, released: Released): Promise<void> {
  await means.db.transaction<MonitorTables, void>(async (trx) => {
    const held = await trx
      .selectFrom('monitor_windows')
      .select('body')
      .where('project', '=', means.project)
      .where('deployment', '=', deployment)
      .where('from_at', '=', window.from)
      .where('quarantined', 'in', [QUARANTINE.window, QUARANTINE.rows])
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
    .tables<MonitorTables>()
    .selectFrom('monitor_windows')
    .select(['from_at', 'to_at'])
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .where('quarantined', '=', QUARANTINE.window)
    .orderBy('from_at')
    .execute();
  return rows.map((row) => ({ from: row.from_at, to: row.to_at }));
}

/** End of the newest window, or undefined. */
export async function findClosedUntil(means: Means, deployment: string): Promise<Instant | undefined> {
  const row = await means.db
    .tables<MonitorTables>()
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
    .tables<MonitorTables>()
    .selectFrom('monitor_windows')
    .select(['from_at', 'predictions', 'refused', 'flagged', 'quarantined'])
    .where('project', '=', means.project)
    .where('deployment', '=', deployment)
    .where('from_at', '>=', interval.from)
    .where('from_at', '<', interval.to)
    .orderBy('from_at')
    .execute();
  return rows.map(({ from_at, quarantined, ...volume }) => ({ ...volume, from: from_at, quarantined: quarantined === QUARANTINE.window }));
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
