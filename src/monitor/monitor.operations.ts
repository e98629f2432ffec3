import { defineOperation, type Operation, Type } from '../kernel/index.ts';
import type { MonitorRoom } from './monitor-room.ts';
import { URGENCIES } from './finding.ts';
import { WINDOW_STATES } from './window.ts';

const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'the newest so many' }));
const instants = {
  from: Type.Optional(Type.Number({ description: 'event time in ms: windows that begin then or later' })),
  to: Type.Optional(Type.Number({ description: 'event time in ms: windows that begin before' })),
};

/** Where the caller gave either end, the stretch between them. */
const intervalOf = ({ from, to }: { from?: number; to?: number }) =>
  from === undefined && to === undefined ? {} : { interval: { from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER } };

/** `monitor.windows`, `monitor.findings` and `monitor.alerts`. */
export function monitorOperations(room: MonitorRoom): readonly Operation<{ readonly actor: string }>[] {
  return [
    defineOperation({
      name: 'monitor.windows',
      summary: 'List the windows of the deployment in order of time: volume, columns beside the reference, and measured quality.',
      permission: 'read',
      input: Type.Object({ limit, ...instants, state: Type.Optional(Type.Union(WINDOW_STATES.map((state) => Type.Literal(state)))) }, { additionalProperties: false }),
      output: Type.Array(Type.Unknown()),
      run: (_, { limit: newest, from, to, state }) =>
        room.windows({
          ...intervalOf({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }),
          ...(newest !== undefined && { limit: newest }),
          ...(state !== undefined && { state }),
        }),
    }),
    defineOperation({
      name: 'monitor.findings',
      summary: 'List what was found in the windows: what, where, since when, how sure, how bad, and what to do.',
      permission: 'read',
      input: Type.Object({ limit, ...instants, urgency: Type.Optional(Type.Union(URGENCIES.map((urgency) => Type.Literal(urgency)))) }, { additionalProperties: false }),
      output: Type.Array(Type.Unknown()),
      run: (_, { limit: newest, from, to, urgency }) =>
        room.findings({
          ...intervalOf({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }),
          ...(newest !== undefined && { limit: newest }),
          ...(urgency !== undefined && { urgency }),
        }),
    }),
    defineOperation({
      name: 'monitor.alerts',
      summary: 'List the alerts: one for each unbroken run of the same paging finding.',
      permission: 'read',
      input: Type.Object({}, { additionalProperties: false }),
      output: Type.Array(Type.Unknown()),
      run: () => room.alerts(),
    }),
  ] as unknown as readonly Operation<{ readonly actor: string }>[];
}
