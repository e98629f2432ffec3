import { setTimeout as sleep } from 'node:timers/promises';
import { type Instant, type JsonValue, messageOf, newId } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import type { Job, JobOrder, JobState, Lease, Schedule } from './job.ts';
import { advanceSchedule, changeJob, findDueJob, findDueSchedules, insertJob, listJobs, removeSchedule, saveSchedule } from './jobs.store.ts';
import { workErrors } from './work.errors.ts';

/** Does one job. It may be begun twice (after a crash), so it must not matter; what it throws is a failed attempt. */
export type JobHandler = (job: Job, about: { readonly token: number; readonly signal: AbortSignal }) => Promise<void>;

/** A small durable queue over the project's records: a job that was accepted happens, whatever happens to its workers. */
export interface Jobs {
  /** Accepts a job; the same kind and key again gives the job that is there. */
  enqueue(order: JobOrder): Promise<Job>;
  /** Takes the most urgent due job of these kinds, also one whose worker let its lease end. Undefined when none is due. */
  lease(kinds: readonly string[]): Promise<Lease | undefined>;
  /** Lengthens a lease. Throws WORK_LEASE_LOST. */
  heartbeat(lease: Lease): Promise<Lease>;
  /** Throws WORK_LEASE_LOST: then another worker has the job, and its outcome counts. */
  complete(lease: Lease): Promise<void>;
  /** Puts the job back, later with every attempt, or gives it up after the last. Throws WORK_LEASE_LOST. */
  fail(lease: Lease, error: string): Promise<JobState>;
  /** Declares a repeating job. Missed times are made up by one job, not by many. */
  schedule(schedule: Schedule): Promise<void>;
  unschedule(name: string): Promise<void>;
  /** Enqueues what the schedules ask for by now; gives how many. Harmless when several processes do it. */
  tick(): Promise<number>;
  list(states?: readonly JobState[]): Promise<Job[]>;
  /** Does all jobs that are due now, one after another; gives how many attempts were made. */
  drain(handlers: Readonly<Record<string, JobHandler>>, signal?: AbortSignal): Promise<number>;
  /** Drains and ticks until the signal ends it. */
  work(handlers: Readonly<Record<string, JobHandler>>, signal: AbortSignal): Promise<void>;
}

/** How patient the queue is. Times in ms. */
export interface JobsOptions {
  /** A worker that is silent this long has lost its job. @default 30_000 */
  readonly leaseMs?: number;
  /** The wait after the first failure; it doubles with each. @default 1_000 */
  readonly backoffMs?: number;
  /** The longest wait after a failure. @default 3_600_000 */
  readonly maxBackoffMs?: number;
  /** How long `work` rests when nothing is due. @default 500 */
  readonly pollMs?: number;
}

/** Opens the queue of a project. Several processes may. */
export function createJobs(means: Means, options: JobsOptions = {}): Jobs {
  const { leaseMs = 30_000, backoffMs = 1_000, maxBackoffMs = 3_600_000, pollMs = 500 } = options;
  const { clock } = means;

  const enqueue = (order: JobOrder): Promise<Job> => {
    const id = newId('job', clock);
    const { kind, key = id, payload = null, dueAt = clock.now(), maxAttempts = 5 } = order;
    return insertJob(means, { id, kind, key, payload, state: 'queued', dueAt, attempts: 0, maxAttempts, error: null });
  };

  /** Takes one job, or gives up one whose worker died in its last attempt; `again` when somebody else was faster. */
  const tryLease = async (kinds: readonly string[]): Promise<Lease | 'again' | undefined> => {
    if (kinds.length === 0) return undefined;
    const now = clock.now();
    const due = await findDueJob(means, kinds, now);
    if (due === undefined) return undefined;
    const { job, token } = due;
    const expected = { id: job.id, token, state: job.state };
    if (job.attempts >= job.maxAttempts) {
      await changeJob(means, expected, { state: 'dead', leased_until: null, error: job.error ?? 'its worker vanished in the last attempt' });
      return 'again';
    }
    const until = now + leaseMs;
    const attempts = job.attempts + 1;
    if (!(await changeJob(means, expected, { state: 'leased', token: token + 1, attempts, leased_until: until }))) return 'again';
    return { job: { ...job, state: 'leased', attempts }, token: token + 1, until };
  };
  const lease = async (kinds: readonly string[]): Promise<Lease | undefined> => {
    for (;;) {
      const taken = await tryLease(kinds);
      if (taken !== 'again') return taken;
    }
  };

  const settle = async (held: Lease, change: Parameters<typeof changeJob>[2]): Promise<void> => {
    const kept = await changeJob(means, { id: held.job.id, token: held.token, state: 'leased' }, change);
    if (!kept) throw workErrors.LEASE_LOST({ job: held.job.id, token: held.token });
  };
  const heartbeat = async (held: Lease): Promise<Lease> => {
    const until = clock.now() + leaseMs;
    await settle(held, { leased_until: until });
    return { ...held, until };
  };
  const complete = (held: Lease): Promise<void> => settle(held, { state: 'done', leased_until: null, error: null });
  const fail = async (held: Lease, error: string): Promise<JobState> => {
    const { attempts, maxAttempts } = held.job;
    const state = attempts >= maxAttempts ? 'dead' : 'queued';
    await settle(held, { state, leased_until: null, error, due_at: clock.now() + Math.min(backoffMs * 2 ** (attempts - 1), maxBackoffMs) });
    return state;
  };

  const attempt = async (held: Lease, handler: JobHandler, signal: AbortSignal): Promise<void> => {
    const lost = new AbortController();
    const beat = setInterval(() => void heartbeat(held).catch((error: unknown) => lost.abort(error)), leaseMs / 3).unref();
    try {
      await handler(held.job, { token: held.token, signal: AbortSignal.any([signal, lost.signal]) });
      clearInterval(beat);
      if (!lost.signal.aborted) await complete(held);
    } catch (error) {
      clearInterval(beat);
      // A lost lease is the other worker's business now.
      if (!lost.signal.aborted) await fail(held, messageOf(error)).catch(() => undefined);
    }
  };

  const tick = async (): Promise<number> => {
    const now = clock.now();
    const due = await findDueSchedules(means, now);
    for (const { name, kind, payload, every, nextAt } of due) {
      // The key names the time: two processes that tick make one job. The job first: a crash between the two repeats, and loses nothing.
      await enqueue({ kind, payload, key: `${name}@${nextAt}`, dueAt: now });
      await advanceSchedule(means, name, nextAt, nextTime(nextAt, every, now));
    }
    return due.length;
  };

  const drain = async (handlers: Readonly<Record<string, JobHandler>>, signal = new AbortController().signal): Promise<number> => {
    let attempts = 0;
    while (!signal.aborted) {
      const held = await lease(Object.keys(handlers));
      if (held === undefined) break;
      await attempt(held, handlers[held.job.kind]!, signal);
      attempts++;
    }
    return attempts;
  };

  return {
    enqueue,
    lease,
    heartbeat,
    complete,
    fail,
    tick,
    drain,
    schedule: ({ name, kind, payload = null, every, from = clock.now() }) => saveSchedule(means, { name, kind, payload: payload as JsonValue, every, nextAt: from }),
    unschedule: (name) => removeSchedule(means, name),
    list: (states = ['queued', 'leased', 'done', 'dead']) => listJobs(means, states, 1_000),
    async work(handlers, signal) {
      while (!signal.aborted) {
        await tick();
        if ((await drain(handlers, signal)) === 0) await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** The first time after `now` in the schedule's rhythm. */
const nextTime = (at: Instant, every: number, now: Instant): Instant => at + (Math.floor((now - at) / every) + 1) * every;
