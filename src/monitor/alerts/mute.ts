import { instantSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { type Alert, FINDING_KINDS } from '../finding.ts';

/** `active` until its time has passed (of which there is no record) or somebody lifts it. */
export const MUTE_STATES = ['active', 'lifted'] as const;
export type MuteState = (typeof MUTE_STATES)[number];

/** The legal moves; every one is an event in the ledger. */
export const MUTE_TRANSITIONS: Readonly<Record<MuteState, readonly MuteState[]>> = { active: ['lifted'], lifted: [] };

export const muteSchema = Type.Object({
  id: Type.String(),
  deployment: Type.String(),
  kind: orNull(oneOf(FINDING_KINDS, 'alerts of this kind; null for all')),
  column: orNull(Type.String({ description: 'alerts about this column; null for all' })),
  state: oneOf(MUTE_STATES),
  until: instantSchema('wall time until which nobody is told'),
  why: Type.String(),
  by: Type.String({ description: 'who muted them' }),
  at: instantSchema('when, in wall time'),
});

/** Alerts that nobody wants to hear of for a while. They are recorded and shown all the same, and what they are about stays quarantined. */
export type Mute = ValueOf<typeof muteSchema>;

/** Whether a mute holds for an alert at a moment of wall time. */
export const mutes = ({ deployment, kind, column, state, until }: Mute, alert: Pick<Alert, 'deployment' | 'kind' | 'column'>, now: number): boolean =>
  state === 'active' && now < until && deployment === alert.deployment && (kind === null || kind === alert.kind) && (column === null || column === alert.column);
