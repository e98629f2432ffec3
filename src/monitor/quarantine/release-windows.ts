import type { Interval } from '../../kernel/index.ts';
import { monitorErrors } from '../monitor.errors.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { saveRelease } from '../windows.store.ts';
import { keepHeldRows, type LetGo } from './held-rows.store.ts';
import { listQuarantine } from './list-quarantine.ts';
import type { Quarantine } from './quarantine.ts';

/** Who lets what go, and why: whole windows, or of those that are held by rows what a finding names, or single units. */
export interface ReleaseOrder extends LetGo {
  /** Windows that begin in it. */
  readonly interval: Interval;
  readonly actor: string;
  readonly why: string;
}

/**
 * Lets quarantined windows go, or rows of them, after a false alarm or a repair: they count in training from now on, and windows that go whole in trials and figures too. What was decided without
 * them stays decided. Returns the windows as they are now. Throws MONITOR_NOTHING_HELD.
 */
export async function releaseWindows({ means, serve }: MonitorMeans, order: ReleaseOrder): Promise<Quarantine[]> {
  const deployment = await serve.deployment();
  const { from, to } = order.interval;
  const inPart = order.finding !== undefined || order.units !== undefined;
  const isAsked = ({ window, state }: Quarantine): boolean => state === 'held' && window.from >= from && window.from < to;
  const asked = deployment === null ? [] : (await listQuarantine(means, deployment.name)).filter(isAsked);
  const changed: Quarantine[] = [];
  for (const one of asked) {
    const rows = inPart && one.rows !== null ? await keepHeldRows(means, one.rows, order) : null;
    if (inPart && (one.rows === null || rows?.table === one.rows.table)) continue;
    const released = { by: order.actor, at: means.clock.now(), why: order.why };
    await saveRelease(means, { ...one, rows }, released);
    changed.push(rows === null ? { ...one, state: 'released', rows, released } : { ...one, rows });
  }
  if (changed.length === 0) throw monitorErrors.NOTHING_HELD({ from, to });
  return changed;
}
