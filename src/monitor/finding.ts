import type { Digest, Instant, Interval } from '../kernel/index.ts';

/** What kind of change was found; a closed set. */
export const FINDING_KINDS = ['volume', 'missing', 'unseen', 'out_of_range', 'constant', 'sentinel', 'drift', 'score_drift', 'performance', 'calibration', 'violations'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** A `page` alerts someone and keeps the window out of training; a `notice` is reported by its effect size and wakes nobody. */
export type Urgency = 'page' | 'notice';

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
  readonly harm: { readonly auc: number; readonly referenceAuc: number; readonly costPerUnit: number; readonly cost: number } | null;
  readonly message: string;
  readonly remedy: string;
}
