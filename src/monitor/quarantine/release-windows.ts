import type { Interval } from '../../kernel/index.ts';
import { listQuarantine } from './list-quarantine.ts';
import { monitorErrors } from '../monitor.errors.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { saveRelease } from '../monitor.store.ts';
import type { Quarantine } from './quarantine.ts';

/** Who lets which windows go, and why. */
export interface ReleaseOrder {
  /** Windows that begin in it. */
  readonly interval: Interval;
  readonly actor: string;
  readonly why: string;
}

/**
 * Lets quarantined windows go, after a false alarm or a repair: they count in training, trials and figures from now on. What was decided without them stays decided.
 * Throws MONITOR_NOTHING_HELD.
 */
export async function releaseWindows({ means, serve }: MonitorMeans, order: ReleaseOrder): Promise<Quarantine[]> {
  const deployment = await serve.deployment();
  const { from, to } = order.interval;
  const isAsked = ({ window, state }: Quarantine): boolean => state === 'held' && window.from >= from && window.from < to;
  const held = deployment === null ? [] : (await listQuarantine(means, deployment.name)).filter(isAsked);
  if (deployment === null || held.length === 0) throw monitorErrors.NOTHING_HELD({ from, to });
  const released = { by: order.actor, at: means.clock.now(), why: order.why };
  for (const one of held) await saveRelease(means, one, released);
  return held.map((one): Quarantine => ({ ...one, state: 'released', released }));
}
