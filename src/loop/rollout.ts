import { digestSchema, instantSchema, jsonSchema, oneOf, orNull, Type, type ValueOf } from '../kernel/index.ts';

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

export const rolloutSchema = Type.Object({
  id: Type.String(),
  deployment: Type.String(),
  challenger: digestSchema('the release on trial'),
  champion: digestSchema('the release that it is tried against'),
  state: oneOf(ROLLOUT_STATES),
  startedAt: instantSchema('event time at which it joined the queue'),
  stageStartedAt: instantSchema('event time at which its present state began'),
  endedAt: orNull(instantSchema('event time of its end')),
  why: Type.String({ description: 'of its present state' }),
  trials: Type.Record(Type.String(), jsonSchema('states of a sequential test, and what it said day by day'), {
    description: 'by kind, `shadow` and `live`: enough to draw the chart, to go on and to compute it again',
  }),
});

/** The path of one challenger. */
export type Rollout = ValueOf<typeof rolloutSchema>;

export const transitionSchema = Type.Object({
  rollout: Type.String(),
  release: digestSchema('the release on trial'),
  from: oneOf(ROLLOUT_STATES),
  to: oneOf(ROLLOUT_STATES),
  at: instantSchema('event time'),
  why: Type.String(),
  actor: Type.String({ description: 'who moved it: a person, or `loop`' }),
  evidence: Type.Optional(jsonSchema('what it was decided from')),
});

/** A move of a rollout that was made. */
export type Transition = ValueOf<typeof transitionSchema>;
