import type { Instant } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { DATA_KINDS, isHolding, STANDING } from '../finding.ts';
import { findAlerts } from '../alerts/alerts.store.ts';
import { findFindings } from '../findings.store.ts';
import { findHeldOrReleased } from '../windows.store.ts';
import { joinNeighbours } from './join-neighbours.ts';
import type { HeldStretch, Quarantine } from './quarantine.ts';
import { sayFinding } from './say-finding.ts';

/** Every window that was ever quarantined, in order of time, with the findings that did it. */
export async function listQuarantine(means: Means, deployment: string): Promise<Quarantine[]> {
  const windows = await findHeldOrReleased(means, deployment);
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const found = await findFindings(means, deployment, { interval: { from: first.interval.from, to: last.interval.to }, limit: 100_000 });
  return windows.map(({ interval, quarantined, held = null, released = null }) => {
    const here = found.filter((finding) => finding.window.from === interval.from && isHolding(finding));
    const why = here.length === 0 ? 'a paging finding about its data' : here.map(sayFinding).join(', ');
    return { deployment, window: interval, state: quarantined || held ? 'held' : 'released', why, findings: here.map((finding) => finding.id), rows: held, released };
  });
}

/**
 * What must not be learned from, as known at `asOf`: the held windows, neighbours joined, of those that are held by rows the rows, and, while an alarm about data stands, everything after its last window: nobody has
 * said yet that it is over.
 */
export async function listHeldStretches(means: Means, deployment: string, asOf: Instant): Promise<HeldStretch[]> {
  const held = (await listQuarantine(means, deployment)).filter((one) => one.state === 'held');
  const standing = (await findAlerts(means, deployment, STANDING)).filter((alert) => DATA_KINDS.includes(alert.kind));
  const unjudged = standing
    .filter((alert) => alert.until < asOf && held.some((one) => one.window.to === alert.until))
    .map((alert): HeldStretch => ({ from: alert.until, to: asOf, why: `the alarm stands (${alert.column}: ${alert.kind.replaceAll('_', ' ')})`, findings: [alert.finding] }));
  const whole = held.filter((one) => one.rows === null).map(({ window, why, findings }): HeldStretch => ({ ...window, why, findings }));
  const asked = new Map((await findHeldOrReleased(means, deployment)).map(({ interval, predictions, refused }) => [interval.from, predictions + refused]));
  const inPart = held.flatMap(({ window, why, findings, rows }): HeldStretch[] =>
    rows === null ? [] : [{ ...window, why, findings, held: rows, asked: asked.get(window.from)! }],
  );
  return [
    ...joinNeighbours(
      [...whole, ...unjudged].sort((a, b) => a.from - b.from),
      tellTogether,
    ),
    ...inPart,
  ].sort((a, b) => a.from - b.from);
}

/** Two stretches that touch, told as one. */
const tellTogether = (last: HeldStretch, next: HeldStretch): HeldStretch => ({
  ...last,
  why: [...new Set([...last.why.split(', '), ...next.why.split(', ')])].join(', '),
  findings: [...new Set([...last.findings, ...next.findings])],
});
