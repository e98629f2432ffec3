import { digestSchema, instantSchema, intervalSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';

/** `held` keeps a window, or rows of it, out of training, from the moment it closes; a person may let it go. */
export const QUARANTINE_STATES = ['held', 'released'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** The legal moves; every one is an event in the ledger. A held window whose rows go in part is held on. */
export const QUARANTINE_TRANSITIONS: Readonly<Record<QuarantineState, readonly QuarantineState[]>> = { held: ['held', 'released'], released: [] };

export const heldRowsSchema = Type.Object(
  {
    table: digestSchema('which: a Parquet table of `finding`, `unit_key` and `event_at`'),
    units: Type.Integer({ description: 'units that are named, each counted once' }),
    byFinding: Type.Array(
      Type.Object({
        finding: Type.String({ description: 'the id of a finding that names rows' }),
        what: Type.String({ description: 'the column, and what was found' }),
        units: Type.Integer({ description: 'units that it names' }),
      }),
    ),
  },
  { description: 'the rows that are kept out; null when the whole window is' },
);

/** Rows of a window that findings name. */
export type HeldRows = ValueOf<typeof heldRowsSchema>;

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
  rows: orNull(heldRowsSchema),
  released: orNull(releasedSchema),
});

/** A window that findings about its data keep, or kept, out of training, whole or in part. */
export type Quarantine = ValueOf<typeof quarantineSchema>;

/** A stretch of event time that must not be learned from, and why. */
export interface HeldStretch {
  readonly from: number;
  readonly to: number;
  readonly why: string;
  /** Ids of the findings that say so. */
  readonly findings: readonly string[];
  /** The rows that must not; the whole stretch without it. */
  readonly held?: HeldRows;
  /** Requests of the stretch: findings name rows among these, and say nothing of what else the data holds of it. */
  readonly asked?: number;
}
