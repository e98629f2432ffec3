import type { Transaction } from 'kysely';
import type { Digest, Instant, Interval } from '../../kernel/index.ts';
import type { DeclineState } from '../../stats/index.ts';
import type { Means } from '../../store/index.ts';
import type { MonitorTables } from '../monitor-tables.store.ts';
import type { Tally } from './tally.ts';

/** Records tallies within the transaction of their window. */
export async function insertTallies(means: Means, trx: Transaction<MonitorTables>, about: { deployment: string; from: Instant }, tallies: readonly Tally[]): Promise<void> {
  if (tallies.length === 0) return;
  const rows = tallies.map((tally) => ({
    project: means.project,
    deployment: about.deployment,
    window_from: about.from,
    release: tally.release,
    role: tally.role,
    body: JSON.stringify(tally),
  }));
  await trx
    .insertInto('monitor_tallies')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** How a release's detector of declines stood after its last window as champion before a time; undefined when it has none. */
export async function findDecline(means: Means, about: { deployment: string; release: Digest; before: Instant }): Promise<DeclineState | undefined> {
  const row = await means.db
    .tables<MonitorTables>()
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
    .tables<MonitorTables>()
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
