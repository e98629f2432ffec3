import { type Alert, type Finding, type FindingKind, MATURED_KINDS, MODEL_KINDS, STANDING } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import type { WindowReport } from '../window.ts';
import { findAlerts, findMutes, findTellings } from './alerts.store.ts';
import type { Delivery } from './delivery.ts';
import { planDeliveries } from './plan-deliveries.ts';

/** What a window says of the alerts that stand. */
export interface AlertNews {
  readonly findings: readonly Finding[];
  /** Kinds of which it could say nothing: alerts of theirs stand as they are. */
  readonly unjudged?: readonly FindingKind[];
  /** Whether the champion that alerts about the model are about answers no longer: they are over, and what is found of the one that answers now opens others. */
  readonly isReplaced?: boolean;
}

/** Alerts as they stand after a window has closed, or has matured, and who has to be told. Either looks at the alerts of the kinds that it can find, and leaves the others as they are. */
export async function followAlerts(
  monitor: MonitorMeans,
  window: WindowReport,
  { findings, unjudged = [], isReplaced = false }: AlertNews,
): Promise<{ readonly alerts: readonly Alert[]; readonly deliveries: readonly Delivery[] }> {
  const { means, alerting } = monitor;
  const standing = await findAlerts(means, window.deployment, STANDING);
  const own = standing.filter(({ kind }) => MATURED_KINDS.includes(kind) === (window.state === 'matured') && !unjudged.includes(kind));
  const replaced = own.filter(({ kind }) => isReplaced && MODEL_KINDS.includes(kind));
  const alerts = nextAlerts(own, { findings, replaced }, window);
  const deliveries = planDeliveries({
    window,
    alerts,
    findings,
    isReplaced,
    targets: alerting.to,
    tellResolved: alerting.resolved ?? true,
    told: await findTellings(means, alerts),
    mutes: await findMutes(means, window.deployment),
    now: means.clock.now(),
  });
  return { alerts, deliveries };
}

/** Alerts as they stand after a window: a page opens one or goes on with it; one that is not found again is resolved, unless there was nothing to see. What is about a replaced champion goes on in no case. */
function nextAlerts(
  open: readonly Alert[],
  { findings, replaced }: { readonly findings: readonly Finding[]; readonly replaced: readonly Alert[] },
  window: Pick<WindowReport, 'interval' | 'predictions' | 'deployment'>,
): Alert[] {
  const { interval, deployment } = window;
  const pages = findings.filter((finding) => finding.urgency === 'page');
  const same = (alert: Pick<Alert, 'kind' | 'column'>, finding: Finding): boolean => alert.kind === finding.kind && alert.column === finding.column;
  const going = pages.map((finding): Alert => {
    const alert = open.find((one) => same(one, finding) && !replaced.includes(one));
    if (alert) return { ...alert, until: interval.to };
    const { kind, column, message, id } = finding;
    return { id: `alert_${id.replace(/^finding_/, '')}`, deployment, kind, column, state: 'open', finding: id, since: interval.from, until: interval.to, message };
  });
  const over = window.predictions === 0 ? [] : open.filter((alert) => replaced.includes(alert) || !pages.some((finding) => same(alert, finding)));
  return [...going, ...over.map((alert): Alert => ({ ...alert, state: 'resolved' }))];
}
