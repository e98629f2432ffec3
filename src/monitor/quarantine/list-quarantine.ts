import type { Instant } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { DATA_KINDS, type Finding, STANDING } from '../finding.ts';
import { findAlerts } from '../alerts/alerts.store.ts';
import { findFindings, findHeldOrReleased } from '../monitor.store.ts';
import type { HeldStretch, Quarantine } from './quarantine.ts';

/** Every window that was ever quarantined, in order of time, with the findings that did it. */
export async function listQuarantine(means: Means, deployment: string): Promise<Quarantine[]> {
  const windows = await findHeldOrReleased(means, deployment);
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const pages = await findFindings(means, deployment, { interval: { from: first.interval.from, to: last.interval.to }, urgency: 'page', limit: 100_000 });
  return windows.map(({ interval, quarantined, released = null }) => {
    const here = pages.filter((finding) => finding.window.from === interval.from && DATA_KINDS.includes(finding.kind));
    return { deployment, window: interval, state: quarantined ? 'held' : 'released', why: sayWhy(here), findings: here.map((finding) => finding.id), released };
  });
}

/** `departure: constant, hour: drift` */
const sayWhy = (findings: readonly Pick<Finding, 'column' | 'kind'>[]): string =>
  findings.length === 0 ? 'a paging finding about its data' : findings.map(({ column, kind }) => `${column}: ${kind.replaceAll('_', ' ')}`).join(', ');

/**
 * What must not be learned from, as known at `asOf`: the held windows, neighbours joined, and, while an alarm about data stands, everything after its last window: nobody has
 * said yet that it is over.
 */
export async function listHeldStretches(means: Means, deployment: string, asOf: Instant): Promise<HeldStretch[]> {
  const held = (await listQuarantine(means, deployment)).filter((one) => one.state === 'held');
  const standing = (await findAlerts(means, deployment, STANDING)).filter((alert) => DATA_KINDS.includes(alert.kind));
  const unjudged = standing
    .filter((alert) => alert.until < asOf && held.some((one) => one.window.to === alert.until))
    .map((alert): HeldStretch => ({ from: alert.until, to: asOf, why: `the alarm stands (${alert.column}: ${alert.kind.replaceAll('_', ' ')})`, findings: [alert.finding] }));
  const stretches = held.map(({ window, why, findings }): HeldStretch => ({ ...window, why, findings }));
  return joinNeighbours([...stretches, ...unjudged.sort((a, b) => a.from - b.from)]);
}

/** Stretches in order, those that touch as one. */
function joinNeighbours(stretches: readonly HeldStretch[]): HeldStretch[] {
  const joined: HeldStretch[] = [];
  for (const one of stretches) {
    const last = joined.at(-1);
    if (last === undefined || last.to < one.from) joined.push(one);
    else {
      const why = [...new Set([...last.why.split(', '), ...one.why.split(', ')])].join(', ');
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, one.to), why, findings: [...new Set([...last.findings, ...one.findings])] };
    }
  }
  return joined;
}
