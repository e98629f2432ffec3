import { messageOf } from '../../kernel/index.ts';
import { createJobs } from '../../work/index.ts';
import { type AlertTarget, nameOfTarget } from './alerting.ts';
import { changeDelivery, findDeliveries, findDelivery } from './alerts.store.ts';
import { type Delivery, newsOf } from './delivery.ts';
import { monitorErrors } from '../monitor.errors.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { sendMessage } from './send-message.ts';

/** The job that sends one delivery. */
const JOB = 'alert delivery';
/** With the waits between them, which double up to a quarter of an hour, about four hours. */
const ATTEMPTS = 24;
const BACKOFF = { backoffMs: 5_000, maxBackoffMs: 900_000 };

/** How a pass over the deliveries went. */
export interface DeliveryPass {
  readonly sent: number;
  /** Attempts that failed; what they were to send is tried again later, or given up. */
  readonly failed: number;
}

/**
 * Sends what is due. A delivery is a job that survives a restart; it is sent once, unless the process ends between sending and writing that down. Nothing waits for it: what a
 * target does is told in the delivery.
 * @param page where people reach the page, unless the project says
 */
export async function deliverAlerts(monitor: MonitorMeans, page: string, signal?: AbortSignal): Promise<DeliveryPass> {
  const { means, alerting } = monitor;
  const jobs = createJobs(means, BACKOFF);
  const waiting = await findDeliveries(means, { state: 'queued' });
  for (const delivery of waiting) {
    // That something is over is said to whom it was said that it was found, and after that.
    if (newsOf(delivery) === 'over' && waiting.some((one) => newsOf(one) === 'found' && one.target === delivery.target && sharesAlert(one, delivery))) continue;
    const job = await jobs.enqueue({ kind: JOB, key: delivery.id, payload: { delivery: delivery.id }, maxAttempts: ATTEMPTS });
    // The process ended in its last attempt.
    if (job.state === 'dead') await changeDelivery(means, delivery, { state: 'failed', attempts: job.attempts, error: job.error });
  }
  let [sent, failed] = [0, 0];
  const post = { project: means.project, url: alerting.url ?? page, variables: alerting.variables, log: alerting.log };
  const send = async (delivery: Delivery, attempt: number): Promise<void> => {
    const target = alerting.to.find((one: AlertTarget) => nameOfTarget(one) === delivery.target);
    if (target === undefined) return changeDelivery(means, delivery, { state: 'failed', attempts: attempt, error: 'the project names this target no more' });
    try {
      await sendMessage(target, delivery, post);
    } catch (error) {
      failed++;
      await changeDelivery(means, delivery, { state: attempt >= ATTEMPTS ? 'failed' : 'queued', attempts: attempt, error: messageOf(error) });
      throw error;
    }
    sent++;
    return changeDelivery(means, delivery, { state: 'sent', attempts: attempt, error: null });
  };
  const handler = async ({ payload, attempts }: { readonly payload: unknown; readonly attempts: number }): Promise<void> => {
    const delivery = await findDelivery(means, (payload as { delivery: string }).delivery);
    if (delivery?.state === 'queued') await send(delivery, attempts);
  };
  await jobs.drain({ [JOB]: handler }, signal);
  return { sent, failed };
}

const sharesAlert = (one: Delivery, other: Delivery): boolean => one.alerts.some((alert) => other.alerts.some(({ id }) => id === alert.id));

/** What a target answered to a test message. */
export interface TestedTarget {
  readonly target: string;
  readonly sent: boolean;
  readonly error: string | null;
}

/** Sends a test message to every target, or to the one of that name, at once. Throws MONITOR_TARGET_UNKNOWN. */
export async function testTargets(
  { means, alerting }: MonitorMeans,
  about: { readonly deployment: string; readonly page: string; readonly target?: string },
): Promise<TestedTarget[]> {
  const now = means.clock.now();
  const test = { id: `test_${now}`, deployment: about.deployment, window: { from: now, to: now }, alerts: [], attempts: 1, error: null, createdAt: now, endedAt: null };
  const post = { project: means.project, url: alerting.url ?? about.page, variables: alerting.variables, log: alerting.log };
  const targets = alerting.to.filter((target) => about.target === undefined || nameOfTarget(target) === about.target);
  if (about.target !== undefined && targets.length === 0) throw monitorErrors.TARGET_UNKNOWN({ target: about.target, known: alerting.to.map(nameOfTarget) });
  return Promise.all(
    targets.map(async (target) => {
      const name = nameOfTarget(target);
      const error = await sendMessage(target, { ...test, target: name, state: 'queued' }, post).then(
        () => null,
        (reason: unknown) => messageOf(reason),
      );
      return { target: name, sent: error === null, error };
    }),
  );
}
