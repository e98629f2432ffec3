import { DAY, digestOf, formatInstant, HOUR, type Instant, shortDigest } from '../../kernel/index.ts';
import { type AlertTarget, nameOfTarget } from './alerting.ts';
import type { Delivery, DeliveryNews, ToldAlert } from './delivery.ts';
import { type Alert, DATA_KINDS, type Finding } from '../finding.ts';
import { type Mute, mutes } from './mute.ts';
import type { WindowReport } from '../window.ts';
import { nameOf } from './write-message.ts';

/** What is decided from when a window closes. */
export interface DeliveryCase {
  readonly window: Pick<WindowReport, 'deployment' | 'interval'>;
  /** Alerts as they stand after the window, and what was found in it. */
  readonly alerts: readonly Alert[];
  readonly findings: readonly Finding[];
  /** Whether the champion that alerts about the model were about answers no longer. */
  readonly isReplaced: boolean;
  readonly targets: readonly AlertTarget[];
  readonly mutes: readonly Mute[];
  /** `alert target` pairs for which there is a delivery already. */
  readonly told: ReadonlySet<string>;
  /** Whether anybody is told that an alert is over. */
  readonly tellResolved: boolean;
  readonly now: Instant;
}

/** An alert and a target, as `told` has them. */
export const tellingOf = (alert: Pick<Alert, 'id'>, target: string): string => `${alert.id} ${target}`;

/**
 * Who has to be told what, one message a target: of each alert that is open, not muted, and was not told to it yet (whoever acknowledged an alert knows of it); and in another message of
 * each that is over, not muted, and was told to it. Pure.
 */
export function planDeliveries({ window, alerts, findings, isReplaced, targets, mutes: all, told, tellResolved, now }: DeliveryCase): Delivery[] {
  const loud = alerts.filter((alert) => !all.some((mute) => mutes(mute, alert, now)));
  const opened = loud.filter((alert) => alert.state === 'open');
  const over = tellResolved ? loud.filter((alert) => alert.state === 'resolved') : [];
  return targets.flatMap((target) => {
    const name = nameOfTarget(target);
    const isTold = (alert: Alert): boolean => told.has(tellingOf(alert, name));
    const message = (news: DeliveryNews, about: readonly ToldAlert[]): Delivery[] => {
      if (about.length === 0) return [];
      const ids = about.map((alert) => alert.id);
      return [
        {
          id: `delivery_${shortDigest(digestOf([window.deployment, window.interval.from, name, ids, ...(news === 'over' ? [news] : [])]))}`,
          deployment: window.deployment,
          target: name,
          window: window.interval,
          news,
          alerts: about,
          state: 'queued',
          attempts: 0,
          error: null,
          createdAt: now,
          endedAt: null,
        },
      ];
    };
    return [
      ...message(
        'found',
        opened.filter((alert) => !isTold(alert)).map((alert) => describe(alert, findings)),
      ),
      ...message(
        'over',
        over.filter(isTold).map((alert) => describeOver(alert, isReplaced)),
      ),
    ];
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

function describeOver({ id, finding, kind, column, since, until }: Alert, isReplaced: boolean): ToldAlert {
  const judged = isReplaced ? 'another champion answers now, and labels of its answers have come' : 'labels no longer say that it declined and misses the goal';
  const end = kind === 'performance' ? judged : `the window after it does not show ${nameOf({ kind, column })}`;
  const message = `It stood for ${sayLength(until - since)}, from ${formatInstant(since)} to ${formatInstant(until)}; ${end}.`;
  const remedy = DATA_KINDS.includes(kind)
    ? 'what it concerned stays out of training and trials until somebody lets it go: `capstan quarantine` lists it'
    : 'nothing has to be done; what was found stays on record';
  return { id, finding, kind, column, since, until, message, remedy };
}

/** `2 days`, `1 hour`; windows are whole hours. */
function sayLength(length: number): string {
  const [count, unit] = length % DAY === 0 ? [length / DAY, 'day'] : [Math.round(length / HOUR), 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
