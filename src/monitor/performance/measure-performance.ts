import { DAY, type Digest, type Interval } from '../../kernel/index.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { findQuarantined } from '../windows.store.ts';
import { findTallies } from './tallies.store.ts';
import { mergeTallies, reportTally } from './tally.ts';
import type { RollingPerformance } from '../window.ts';

/**
 * How a release did over the matured windows that begin in the interval, in whatever roles it scored. Quarantined windows count as days, not in the figures:
 * broken data is no reason to call a model bad. Null when it scored in none.
 */
export async function measurePerformance({ serve, means, options, judging }: MonitorMeans, release: Digest, interval: Interval): Promise<RollingPerformance | null> {
  const deployment = await serve.deployment();
  if (!deployment) return null;
  const tallies = await findTallies(means, { deployment: deployment.name, release, interval });
  const quarantined = new Set((await findQuarantined(means, deployment.name)).map((stretch) => stretch.from));
  const merged = mergeTallies(tallies.filter(({ from }) => !quarantined.has(from)).map(({ tally }) => tally));
  if (merged === undefined) return null;
  const windows = new Set(tallies.map(({ from }) => from)).size;
  return { ...reportTally(merged, judging.metric), interval, days: (windows * options.window) / DAY };
}
