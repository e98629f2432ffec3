import { type Digest, type Instant, Type } from '../kernel/index.ts';
import type { Violation } from '../data/index.ts';
import type { Probabilities } from '../release/index.ts';

/** One unit to decide on. */
export interface PredictionRequest {
  /** Names the prediction; a repeated request with the same name gets the same answer. Made up when absent. */
  readonly predictionId?: string;
  /** What is decided on: a customer, an order, a flight. Its arm follows from it. */
  readonly unitKey: string;
  /** Event time, whole milliseconds. @default now */
  readonly eventAt?: Instant;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export const ARMS = ['champion', 'challenger'] as const;
export type Arm = (typeof ARMS)[number];

/** The schema of a `PredictionRequest`, for doors. */
export const predictionRequestSchema = Type.Object(
  {
    predictionId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    unitKey: Type.String({ minLength: 1, maxLength: 200 }),
    eventAt: Type.Optional(Type.Integer({ minimum: -8.64e15, maximum: 8.64e15 })),
    inputs: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);

/** The answer. A refused unit has no score and no decision. */
export interface PredictionAnswer {
  readonly predictionId: string;
  readonly release: Digest;
  readonly arm: Arm;
  readonly score: number | null;
  /** Of several classes: the most probable one, whose probability the score is. */
  readonly predicted?: string | null;
  /** Of several classes: the probability of each, by its name. */
  readonly probabilities?: Probabilities | null;
  readonly decision: string | null;
  readonly rule: string | null;
  readonly reason: string;
  readonly violations: readonly Violation[];
}

/** What the log keeps of a prediction. */
export interface PredictionRecord extends PredictionAnswer {
  readonly deployment: string;
  readonly unitKey: string;
  readonly eventAt: Instant;
  readonly recordedAt: Instant;
  /** Probability with which this arm was assigned. */
  readonly propensity: number;
  readonly policyVersion: number;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly features: readonly number[] | null;
}

/** What a shadow would have answered. */
export interface ShadowRecord {
  readonly predictionId: string;
  readonly release: Digest;
  readonly score: number;
  readonly predicted?: string | null;
  readonly probabilities?: Probabilities | null;
  readonly decision: string;
}

/** The outcome of a prediction. The latest revision wins; a duplicate is harmless. */
export interface Feedback {
  readonly predictionId: string;
  /** 0 or 1, the number that was asked for, or the name of the class. */
  readonly label: number | string;
  /** Event time at which the outcome was known. */
  readonly labelAt: Instant;
  /** @default 0 */
  readonly revision?: number;
}

/** The schema of `Feedback`, for doors; what an outcome may be depends on what is asked, and the room says it. */
export const feedbackSchema = Type.Object(
  {
    predictionId: Type.String({ minLength: 1, maxLength: 200 }),
    label: Type.Union([Type.Number(), Type.String({ minLength: 1 })], { description: '0 or 1; the number, or the name of the class, that came true where one is asked for' }),
    labelAt: Type.Integer({ minimum: -8.64e15, maximum: 8.64e15 }),
    revision: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

/** A prediction joined with its shadows and its label as known by some event time, in order of assignment. */
export interface Unit extends PredictionRecord {
  /** Position in the log: the order of assignment. */
  readonly order: number;
  readonly shadows: readonly ShadowRecord[];
  /** 0 or 1, the number that came true, or the place of the class that did in the order of their names. */
  readonly label: number | null;
  readonly labelAt: Instant | null;
}
