import type { Instant } from '../../kernel/index.ts';
import type { Feedback, PredictionRecord, ShadowRecord } from '../prediction.ts';

/** A prediction and its place in the log. */
export interface LoggedPrediction {
  /** 0, 1, 2 … in the order of assignment. */
  readonly order: number;
  readonly record: PredictionRecord;
}

/** A shadow's answer, with the event time of its unit. */
export interface LoggedShadow extends ShadowRecord {
  readonly unitEventAt: Instant;
}

/** A label, with the event time of its unit; null when the prediction was not known. */
export interface LoggedFeedback extends Required<Feedback> {
  readonly recordedAt: Instant;
  readonly unitEventAt: Instant | null;
}

/** What is logged at once. */
export type LogBatch =
  | { readonly kind: 'predictions'; readonly first: number; readonly records: readonly PredictionRecord[] }
  | { readonly kind: 'shadows'; readonly shadows: readonly LoggedShadow[] }
  | { readonly kind: 'feedback'; readonly feedback: readonly LoggedFeedback[] };
