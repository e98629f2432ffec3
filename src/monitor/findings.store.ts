import type { Transaction } from 'kysely';
import type { Interval } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { type Finding, readHarm, type Urgency } from './finding.ts';
import type { MonitorTables } from './monitor-tables.store.ts';

/** Which findings to read. */
export interface FindingFilter {
  /** Findings of windows that begin in this stretch of event time. */
  readonly interval?: Interval;
  readonly urgency?: Urgency;
  /** The newest so many. @default 1000 */
  readonly limit?: number;
}

/** Records findings within the transaction of their window. */
export async function insertFindings(means: Means, trx: Transaction<MonitorTables>, findings: readonly Finding[]): Promise<void> {
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

/** Findings of a deployment in order of their windows. */
export async function findFindings(means: Means, deployment: string, filter: FindingFilter = {}): Promise<Finding[]> {
  let query = means.db.tables<MonitorTables>().selectFrom('monitor_findings').select('body').where('project', '=', means.project).where('deployment', '=', deployment);
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
  const row = await means.db.tables<MonitorTables>().selectFrom('monitor_findings').select('body').where('project', '=', means.project).where('id', '=', id).executeTakeFirst();
  return row && readFinding(row.body);
}

function readFinding(body: string): Finding {
  const finding = JSON.parse(body) as Finding;
  return { ...finding, harm: readHarm(finding.harm) };
}
