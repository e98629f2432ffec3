import type { Instant, JsonValue } from '../kernel/index.ts';

/** `queued` waits for its time; `leased` is worked on; `done` and `dead` (all attempts failed) are final. */
export const JOB_STATES = ['queued', 'leased', 'done', 'dead'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A piece of work that must happen, kept until it has. */
export interface Job {
  readonly id: string;
  /** Names the handler. */
  readonly kind: string;
  /** What makes it the same job when it is asked for again. */
  readonly key: string;
  readonly payload: JsonValue;
  readonly state: JobState;
  /** Not before this. */
  readonly dueAt: Instant;
  /** How often it was begun. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Of the last failed attempt. */
  readonly error: string | null;
}

/** A job to be done. */
export interface JobOrder {
  readonly kind: string;
  /** Asking again under the same key changes nothing, also when the job is done. @default a new one */
  readonly key?: string;
  /** @default null */
  readonly payload?: JsonValue;
  /** @default now */
  readonly dueAt?: Instant;
  /** @default 5 */
  readonly maxAttempts?: number;
}

/** A job in one worker's hands until `until`. The token grows with every lease: whoever comes back late is told. */
export interface Lease {
  readonly job: Job;
  readonly token: number;
  readonly until: Instant;
}

/** A job that comes again: every so many ms, the first time at `from`. */
export interface Schedule {
  readonly name: string;
  readonly kind: string;
  readonly payload?: JsonValue;
  /** In ms. */
  readonly every: number;
  /** @default now */
  readonly from?: Instant;
}
