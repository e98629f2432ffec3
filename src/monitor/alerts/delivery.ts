import { instantSchema, intervalSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { FINDING_KINDS } from '../finding.ts';

/** `queued` until it is sent, or given up after many attempts. */
export const DELIVERY_STATES = ['queued', 'sent', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The legal moves; every one is an event in the ledger. */
export const DELIVERY_TRANSITIONS: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = { queued: ['sent', 'failed'], sent: [], failed: [] };

/** What a message says of its alerts: that they were found, or that they are over. */
export const DELIVERY_NEWS = ['found', 'over'] as const;
export type DeliveryNews = (typeof DELIVERY_NEWS)[number];

const toldAlertSchema = Type.Object({
  id: Type.String(),
  finding: Type.String({ description: 'the finding that it is about' }),
  kind: oneOf(FINDING_KINDS),
  column: Type.String(),
  since: instantSchema('start of its first window'),
  until: Type.Optional(instantSchema('end of its last window; of what is over')),
  effect: Type.Optional(Type.Number({ description: 'of what was found' })),
  natural: Type.Optional(Type.Number()),
  p: Type.Optional(Type.Number()),
  message: Type.String(),
  remedy: Type.String(),
});

export const deliverySchema = Type.Object({
  id: Type.String(),
  deployment: Type.String(),
  target: Type.String({ description: 'its name in the project' }),
  window: intervalSchema('the window at whose end it was decided'),
  news: Type.Optional(oneOf(DELIVERY_NEWS, 'what it says of them; `found` unless told')),
  alerts: Type.Array(toldAlertSchema, { description: 'what is told, worst first' }),
  state: oneOf(DELIVERY_STATES),
  attempts: Type.Integer(),
  error: orNull(Type.String({ description: 'of the last attempt that failed' })),
  createdAt: instantSchema('wall time'),
  endedAt: orNull(instantSchema('when it was sent or given up, in wall time')),
});

/** One message to one target about the alerts of one window. */
export type Delivery = ValueOf<typeof deliverySchema>;

/** What a delivery says of its alerts; older ones tell of what was found. */
export const newsOf = ({ news = 'found' }: Pick<Delivery, 'news'>): DeliveryNews => news;

/** An alert as it is told. */
export type ToldAlert = ValueOf<typeof toldAlertSchema>;
