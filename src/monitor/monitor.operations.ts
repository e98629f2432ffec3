import { defineOperation, instantSchema, oneOf, orNull, Type } from '../kernel/index.ts';
import { foldFindings } from './continue-finding.ts';
import { alertOperations } from './alerts/alert.operations.ts';
import { findingSchema, URGENCIES } from './finding.ts';
import type { MonitorRoom } from './monitor-room.ts';
import { performanceOperations } from './performance/performance.operations.ts';
import { quarantineOperations } from './quarantine/quarantine.operations.ts';
import { watchOperations } from './diagnosis/watch.operations.ts';
import { alarmBudgetSchema } from './verdict/alarm-budget.ts';
import { WINDOW_STATES, windowReportSchema } from './window.ts';

/** The room, and who an operation is run for. */
type Context = {
  readonly monitor: MonitorRoom;
  readonly actor: string;
};

/** Findings that are read to tell what goes on once. */
const MOST_FINDINGS = 100_000;

const filter = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'the newest so many' })),
  from: Type.Optional(instantSchema('windows that begin then or later, in event time')),
  to: Type.Optional(instantSchema('windows that begin before, in event time')),
};

interface Filter {
  readonly limit?: number;
  readonly from?: number;
  readonly to?: number;
}

/** As the room takes it: where the caller gave either end, the stretch between them. */
const readFilter = ({ limit, from, to }: Filter) => ({
  ...(limit !== undefined && { limit }),
  ...((from !== undefined || to !== undefined) && { interval: { from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER } }),
});

/** What doors can do with what was watched. */
export const monitorOperations = [
  defineOperation({
    name: 'monitor.windows',
    summary: 'List the windows of the deployment in order of time: volume, columns beside the reference, and measured quality.',
    permission: 'read',
    command: { words: 'monitor windows' },
    input: Type.Object({ ...filter, state: Type.Optional(oneOf(WINDOW_STATES, 'in this state alone')) }),
    output: Type.Array(windowReportSchema),
    run: ({ monitor }: Context, { state, ...rest }) => monitor.windows({ ...readFilter(rest), ...(state !== undefined && { state }) }),
  }),
  defineOperation({
    name: 'monitor.findings',
    summary: 'List what was found: what, where, since when and in how many windows, how sure, how bad, and what to do; what goes on is told once, as it was last.',
    permission: 'read',
    command: { words: 'monitor findings' },
    input: Type.Object({
      ...filter,
      urgency: Type.Optional(oneOf(URGENCIES, 'of this urgency alone')),
      each: Type.Optional(Type.Boolean({ description: 'tell it for each window anew' })),
    }),
    output: Type.Array(findingSchema),
    run: async ({ monitor }: Context, { urgency, each, limit = 1000, ...rest }) => {
      const findings = await monitor.findings({ ...readFilter(rest), limit: MOST_FINDINGS, ...(urgency !== undefined && { urgency }) });
      return (each === true ? findings : foldFindings(findings)).slice(-limit);
    },
  }),
  defineOperation({
    name: 'monitor.budget',
    summary: 'Tell how many false alarms are to be expected of the deployment in these 30 days, and what is left of them.',
    permission: 'read',
    command: { words: 'monitor budget' },
    input: Type.Object({}),
    output: orNull(alarmBudgetSchema),
    run: async ({ monitor }: Context) => (await monitor.windows({ limit: 1 }))[0]?.alarms ?? null,
  }),
  ...watchOperations,
  ...alertOperations,
  ...quarantineOperations,
  ...performanceOperations,
] as const;
