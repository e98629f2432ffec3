import { defineOperation, instantSchema, oneOf, orNull, parseDuration, Type, writtenDurationSchema } from '../../kernel/index.ts';
import { DELIVERY_STATES, deliverySchema } from './delivery.ts';
import { alertSchema, FINDING_KINDS } from '../finding.ts';
import type { MonitorRoom } from '../monitor-room.ts';
import { muteSchema } from './mute.ts';

/** The room, and who an operation is run for. */
type Context = { readonly monitor: MonitorRoom; readonly actor: string };

const why = Type.Optional(Type.String({ minLength: 1, maxLength: 2000, description: 'the reason, for the record' }));

/** What doors can do with alerts. */
export const alertOperations = [
  defineOperation({
    name: 'monitor.alerts',
    summary: 'List the alerts: one for each unbroken run of the same paging finding.',
    permission: 'read',
    command: { words: 'alerts list' },
    input: Type.Object({}),
    output: Type.Array(alertSchema),
    run: ({ monitor }: Context) => monitor.alerts(),
  }),
  defineOperation({
    name: 'alerts.acknowledge',
    summary: 'Say that you look after an alert: nobody else is told of it.',
    permission: 'write',
    command: { words: 'alerts acknowledge', positions: ['alert'] },
    input: Type.Object({ alert: Type.String({ description: 'its id' }), why }),
    output: alertSchema,
    run: ({ monitor, actor }: Context, input) => monitor.acknowledge(input.alert, { actor, why: input.why ?? `${actor} looks after it` }),
  }),
  defineOperation({
    name: 'alerts.mute',
    summary: 'Tell nobody of some alerts for a while: of a kind, about a column, or all. They are recorded all the same, and what they are about stays out of training.',
    permission: 'write',
    command: { words: 'alerts mute' },
    input: Type.Object({
      kind: Type.Optional(oneOf(FINDING_KINDS, 'alerts of this kind; of all unless told')),
      column: Type.Optional(Type.String({ minLength: 1, description: 'alerts about this column; about all unless told' })),
      for: Type.Optional(writtenDurationSchema('how long', { default: '1d' })),
      until: Type.Optional(instantSchema('until when, in wall time; goes before `for`')),
      why: Type.String({ minLength: 1, maxLength: 2000, description: 'the reason, for the record' }),
    }),
    output: muteSchema,
    run: ({ monitor, actor }: Context, { until, for: length = '1d', ...input }) => monitor.mute({ ...input, until: until ?? monitor.now() + parseDuration(length)!, actor }),
  }),
  defineOperation({
    name: 'alerts.mutes',
    summary: 'List the mutes that hold.',
    permission: 'read',
    command: { words: 'alerts mutes' },
    input: Type.Object({}),
    output: Type.Array(muteSchema),
    run: ({ monitor }: Context) => monitor.mutes(),
  }),
  defineOperation({
    name: 'alerts.unmute',
    summary: 'End a mute before its time.',
    permission: 'write',
    command: { words: 'alerts unmute', positions: ['mute'] },
    input: Type.Object({ mute: Type.String({ description: 'its id' }), why }),
    output: muteSchema,
    run: ({ monitor, actor }: Context, input) => monitor.unmute(input.mute, { actor, why: input.why ?? `lifted by ${actor}` }),
  }),
  defineOperation({
    name: 'alerts.deliveries',
    summary: 'List who was told of which alerts, and what is still to be sent.',
    permission: 'read',
    command: { words: 'alerts deliveries' },
    input: Type.Object({
      state: Type.Optional(oneOf(DELIVERY_STATES, 'in this state alone')),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'the newest so many' })),
    }),
    output: Type.Array(deliverySchema),
    run: ({ monitor }: Context, { state, limit = 100 }) => monitor.deliveries({ limit, ...(state !== undefined && { state }) }),
  }),
  defineOperation({
    name: 'alerts.test',
    summary: 'Send a test message to every target of the project’s alerts, or to one.',
    permission: 'write',
    command: { words: 'alerts test', positions: [] },
    input: Type.Object({ target: Type.Optional(Type.String({ description: 'its name; its kind unless the project names it' })) }),
    output: Type.Array(Type.Object({ target: Type.String(), sent: Type.Boolean(), error: orNull(Type.String()) })),
    run: ({ monitor }: Context, { target }) => monitor.testTargets(target),
  }),
] as const;
