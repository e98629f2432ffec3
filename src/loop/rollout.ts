import type { Digest, Instant, JsonValue } from '../kernel/index.ts';

/** Where a challenger is on its way. The last five are ends. */
export const ROLLOUT_STATES = ['queued', 'shadow', 'live', 'waiting', 'promoted', 'futile', 'undecided', 'rolled_back', 'withdrawn'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

/** The legal moves; every one is an event in the ledger. */
export const ROLLOUT_TRANSITIONS: Readonly<Record<RolloutState, readonly RolloutState[]>> = {
  queued: ['shadow', 'live', 'withdrawn'],
  shadow: ['live', 'futile', 'undecided', 'withdrawn'],
  live: ['waiting', 'promoted', 'futile', 'undecided', 'rolled_back', 'withdrawn'],
  waiting: ['promoted', 'withdrawn', 'rolled_back'],
  promoted: [],
  futile: [],
  undecided: [],
  rolled_back: [],
  withdrawn: [],
};

/** The path of one challenger. */
export interface Rollout {
  readonly id: string;
  readonly deployment: string;
  readonly challenger: Digest;
  readonly champion: Digest;
  readonly state: RolloutState;
  /** Event times. */
  readonly startedAt: Instant;
  readonly stageStartedAt: Instant;
  readonly endedAt: Instant | null;
  readonly why: string;
  /** States of the sequential tests, and what they said day by day, for the chart and for recomputation. */
  readonly trials: Readonly<Record<string, JsonValue>>;
}
