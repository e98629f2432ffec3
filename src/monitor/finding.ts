import type { Digest, Instant, Interval } from '../kernel/index.ts';

/** What kind of change was found; a closed set. */
export const FINDING_KINDS = ['volume', 'missing', 'unseen', 'out_of_range', 'constant', 'sentinel', 'drift', 'score_drift', 'performance', 'calibration', 'violations'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Kinds that say the window's rows are wrong: a page of such a kind keeps the window out of training and trials. */
export const DATA_KINDS: readonly FindingKind[] = ['missing', 'unseen', 'out_of_range', 'constant', 'sentinel', 'drift', 'score_drift', 'violations'];

/** A `page` alerts someone and keeps the window out of training; a `notice` is reported by its effect size and wakes nobody. */
export const URGENCIES = ['page', 'notice'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** What a change is expected to cost, from the release's evidence (its evaluation with the column shuffled). Costs in the scope's terms. */
export interface Harm {
  readonly auc: number;
  readonly referenceAuc: number;
  /** Extra cost per unit, and of the whole window. */
  readonly costPerUnit: number;
  readonly cost: number;
}

/** What was found, where, since when, how sure, how bad, and what to do. */
export interface Finding {
  readonly id: string;
  readonly deployment: string;
  readonly release: Digest;
  readonly window: Interval;
  readonly kind: FindingKind;
  /** The raw column, feature, `score`, or `*` for the whole window. */
  readonly column: string;
  readonly urgency: Urgency;
  /** Size of the change in 0..1 (share of rows, or distance), the natural bound it was judged by, and the corrected p. */
  readonly effect: number;
  readonly natural: number;
  readonly p: number;
  /** First window of an unbroken run of the same finding. */
  readonly since: Instant;
  readonly rows: number;
  /** What the change is expected to cost, from the release's evidence; null when unknown. */
  readonly harm: Harm | null;
  readonly message: string;
  readonly remedy: string;
}

/** `open` until a window passes without the finding. */
export const ALERT_STATES = ['open', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** One call for a person: the same paging finding in window after window is one alert. */
export interface Alert {
  readonly id: string;
  readonly deployment: string;
  readonly kind: FindingKind;
  readonly column: string;
  readonly state: AlertState;
  /** The finding that opened it. */
  readonly finding: string;
  /** Start of its first window, end of its last. */
  readonly since: Instant;
  readonly until: Instant;
  readonly message: string;
}
