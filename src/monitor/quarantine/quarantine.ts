import { instantSchema, intervalSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';

/** `held` keeps a window out of training and trials, from the moment it closes; a person may let it go. */
export const QUARANTINE_STATES = ['held', 'released'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** The legal moves; every one is an event in the ledger. */
export const QUARANTINE_TRANSITIONS: Readonly<Record<QuarantineState, readonly QuarantineState[]>> = { held: ['released'], released: [] };

export const releasedSchema = Type.Object({
  by: Type.String({ description: 'who let it go' }),
  at: instantSchema('when, in wall time'),
  why: Type.String({ description: 'a false alarm, or what was repaired' }),
});

/** Who let a window go, when, and why. */
export type Released = ValueOf<typeof releasedSchema>;

export const quarantineSchema = Type.Object({
  deployment: Type.String(),
  window: intervalSchema('the event time that is kept out'),
  state: oneOf(QUARANTINE_STATES),
  why: Type.String({ description: 'what was found' }),
  findings: Type.Array(Type.String(), { description: 'ids of the findings that hold it' }),
  released: orNull(releasedSchema),
});

/** A window that findings about its data keep, or kept, out of training and trials. */
export type Quarantine = ValueOf<typeof quarantineSchema>;

/** A stretch of event time that must not be learned from, and why. */
export interface HeldStretch {
  readonly from: number;
  readonly to: number;
  readonly why: string;
  /** Ids of the findings that say so. */
  readonly findings: readonly string[];
}
