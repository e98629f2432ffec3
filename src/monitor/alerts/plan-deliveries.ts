import { digestOf, type Instant, shortDigest } from '../../kernel/index.ts';
import { type AlertTarget, nameOfTarget } from './alerting.ts';
import type { Delivery, ToldAlert } from './delivery.ts';
import type { Alert, Finding } from '../finding.ts';
import { type Mute, mutes } from './mute.ts';
import type { WindowReport } from '../window.ts';

/** What is decided from when a window closes. */
export interface DeliveryCase {
  readonly window: Pick<WindowReport, 'deployment' | 'interval'>;
  /** Alerts as they stand after the window, and what was found in it. */
  readonly alerts: readonly Alert[];
  readonly findings: readonly Finding[];
  readonly targets: readonly AlertTarget[];
  readonly mutes: readonly Mute[];
  /** `alert target` pairs for which there is a delivery already. */
  readonly told: ReadonlySet<string>;
  readonly now: Instant;
}

/** An alert and a target, as `told` has them. */
export const tellingOf = (alert: Pick<Alert, 'id'>, target: string): string => `${alert.id} ${target}`;

/**
 * Who has to be told what: every target of each alert that is open, not muted, and was not told to it yet; one message a target. Whoever acknowledged an alert knows of it.
 * Pure.
 */
export function planDeliveries({ window, alerts, findings, targets, mutes: all, told, now }: DeliveryCase): Delivery[] {
  const loud = alerts.filter((alert) => alert.state === 'open' && !all.some((mute) => mutes(mute, alert, now)));
  return targets.flatMap((target) => {
    const name = nameOfTarget(target);
    const news = loud.filter((alert) => !told.has(tellingOf(alert, name))).map((alert) => describe(alert, findings));
    if (news.length === 0) return [];
    const ids = news.map((alert) => alert.id);
    return {
      id: `delivery_${shortDigest(digestOf([window.deployment, window.interval.from, name, ids]))}`,
      deployment: window.deployment,
      target: name,
      window: window.interval,
      alerts: news,
      state: 'queued' as const,
      attempts: 0,
      error: null,
      createdAt: now,
      endedAt: null,
    };
  });
}

function describe(alert: Alert, findings: readonly Finding[]): ToldAlert {
  const { id, kind, column, since, message } = alert;
  const finding = findings.find((one) => one.kind === kind && one.column === column);
  return {
    id,
    finding: finding?.id ?? alert.finding,
    kind,
    column,
    since,
    effect: finding?.effect ?? 0,
    natural: finding?.natural ?? 0,
    p: finding?.p ?? 0,
    message: finding?.message ?? message,
    remedy: finding?.remedy ?? '',
  };
}
