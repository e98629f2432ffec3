import { defineOperation, instantSchema, oneOf, Type } from '../../kernel/index.ts';
import { diagnosisSchema } from './diagnosis.ts';
import { distributionSchema } from './distribution.ts';
import { exampleSchema } from './example.ts';
import { findingSchema } from '../finding.ts';
import { historySchema } from './history.ts';
import type { MonitorRoom } from '../monitor-room.ts';
import { COLUMN_GROUPS, windowReportSchema } from '../window.ts';

/** The room, and who an operation is run for. */
type Context = { readonly monitor: MonitorRoom; readonly actor: string };

const at = instantSchema('a moment in the window, in event time');
const stretch = {
  from: Type.Optional(instantSchema('windows that begin then or later, in event time')),
  to: Type.Optional(instantSchema('windows that begin before, in event time')),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'the newest so many windows' })),
};

interface Stretch {
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
}

/** As the room takes it. */
const readStretch = ({ from = 0, to = Number.MAX_SAFE_INTEGER, limit = 200 }: Stretch) => ({ interval: { from, to }, limit });

/** What doors can look at of windows, one by one and over time. */
export const watchOperations = [
  defineOperation({
    name: 'monitor.diagnoses',
    summary: 'Tell what is wrong, worst first: what, where, since when, how sure, likely cause and what to do; what belongs together is told once.',
    permission: 'read',
    command: { words: 'monitor diagnoses' },
    input: Type.Object(stretch),
    output: Type.Array(diagnosisSchema),
    run: ({ monitor }: Context, input) => monitor.diagnoses(readStretch(input)),
  }),
  defineOperation({
    name: 'monitor.history',
    summary: 'Lay windows out over time: volumes, quality, and how far each column lay from its reference.',
    permission: 'read',
    input: Type.Object(stretch),
    output: historySchema,
    run: ({ monitor }: Context, input) => monitor.history(readStretch(input)),
  }),
  defineOperation({
    name: 'monitor.window',
    summary: 'Show one window with what was found in it.',
    permission: 'read',
    command: { words: 'monitor window', positions: ['at'] },
    input: Type.Object({ at }),
    output: Type.Object({ window: windowReportSchema, findings: Type.Array(findingSchema) }),
    run: ({ monitor }: Context, input) => monitor.window(input.at),
  }),
  defineOperation({
    name: 'monitor.distribution',
    summary: 'Show a column of one window beside the reference: bins or values, missing and unseen.',
    permission: 'read',
    command: { words: 'monitor distribution', positions: ['column', 'at'] },
    input: Type.Object({
      at,
      column: Type.String({ description: 'a raw column, a feature, or `score`' }),
      group: Type.Optional(oneOf(COLUMN_GROUPS, 'which of them, where two have the same name')),
      by: Type.Optional(Type.String({ description: 'an input that is watched by segment' })),
      segment: Type.Optional(Type.String({ description: 'its value: that segment alone, beside its own reference' })),
    }),
    output: distributionSchema,
    run: ({ monitor }: Context, input) => monitor.distribution(input.at, input),
  }),
  defineOperation({
    name: 'monitor.examples',
    summary: 'Show some predictions that a finding is about.',
    permission: 'read',
    command: { words: 'monitor examples', positions: ['finding'] },
    input: Type.Object({ finding: Type.String({ description: 'its id' }) }),
    output: Type.Array(exampleSchema),
    run: ({ monitor }: Context, { finding }) => monitor.examples(finding),
  }),
  // A file on the reader's machine: the command line writes it.
  defineOperation({
    name: 'monitor.report',
    summary: 'Make one page of HTML about a stretch of windows, which opens anywhere: findings, volumes, quality, drift, and every column beside its reference.',
    permission: 'read',
    input: Type.Object(stretch),
    output: Type.Object({ html: Type.String({ description: 'the whole page' }), windows: Type.Integer({ description: 'that it is about' }) }),
    run: async ({ monitor }: Context, input) => {
      const filter = readStretch(input);
      return { html: await monitor.report(filter), windows: (await monitor.windows(filter)).length };
    },
  }),
] as const;
