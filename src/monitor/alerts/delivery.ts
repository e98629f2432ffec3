import { instantSchema, intervalSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { FINDING_KINDS } from '../finding.ts';

/** `queued` until it is sent, or given up after many attempts. */
export const DELIVERY_STATES = ['queued', 'sent', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The legal moves; every one is an event in the ledger. */
export const DELIVERY_TRANSITIONS: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = { queued: ['sent', 'failed'], sent: [], failed: [] };

const toldAlertSchema = Type.Object({
  id: Type.String(),
  finding: Type.String({ description: 'the finding that it is about' }),
  kind: oneOf(FINDING_KINDS),
  column: Type.String(),
  since: instantSchema('start of its first window'),
  effect: Type.Number(),
  natural: Type.Number(),
  p: Type.Number(),
  message: Type.String(),
  remedy: Type.String(),
});

export const deliverySchema = Type.Object({
  id: Type.String(),
  deployment: Type.String(),
  target: Type.String({ description: 'its name in the project' }),
  window: intervalSchema('the window at whose end it was decided'),
  alerts: Type.Array(toldAlertSchema, { description: 'what is told, worst first' }),
  state: oneOf(DELIVERY_STATES),
  attempts: Type.Integer(),
  error: orNull(Type.String({ description: 'of the last attempt that failed' })),
  createdAt: instantSchema('wall time'),
  endedAt: orNull(instantSchema('when it was sent or given up, in wall time')),
});

/** One message to one target about the alerts of one window. */
export type Delivery = ValueOf<typeof deliverySchema>;

/** An alert as it is told. */
export type ToldAlert = ValueOf<typeof toldAlertSchema>;
