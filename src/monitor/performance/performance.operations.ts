import { defineOperation, instantSchema, oneOf, Type } from '../../kernel/index.ts';
import type { DataRoom } from '../../data/index.ts';
import type { MonitorRoom } from '../monitor-room.ts';
import { SKEW_SOURCES, skewReportSchema } from '../skew/skew.ts';
import { evaluatedTableSchema, TASKS } from './evaluated-table.ts';
import { listOf } from './evaluation-order.ts';
import { measuredSegmentsSchema } from './measured-segments.ts';

/** What of the rooms is asked, and who an operation is run for. */
type TableContext = {
  readonly data: Pick<DataRoom, 'table'>;
  readonly monitor: Pick<MonitorRoom, 'evaluate'>;
  readonly actor: string;
};
type Context = {
  readonly monitor: Pick<MonitorRoom, 'skew' | 'segments'>;
  readonly actor: string;
};

/** What can be asked of a table of predictions, with a project or without one. */
export const evaluateOperation = defineOperation({
  name: 'monitor.evaluate',
  summary: 'Measure predictions in a table, a file or a dataset version, with intervals, whole and by segment; rows without a label are estimated.',
  permission: 'read',
  command: { words: 'monitor evaluate', positions: ['table'] },
  input: Type.Object({
    table: Type.String({
      description: 'a Parquet, Arrow or CSV file, relative to the project, the name of a dataset for its newest version, or the id of a version or its first digits',
    }),
    task: oneOf(TASKS, 'what is predicted'),
    label: Type.String({ description: 'the column of what came true; rows without it are estimated' }),
    score: Type.Optional(Type.String({ description: 'the column of scores or predicted numbers; for several classes `class=column,class=column`' })),
    predicted: Type.Optional(Type.String({ description: 'the column of predicted classes, of several' })),
    by: Type.Optional(Type.String({ description: 'columns to cut segments by, separated by commas' })),
    group: Type.Optional(Type.String({ description: 'for ranking, the column that says which rows belong together' })),
    positive: Type.Optional(Type.String({ description: 'of two labels, the one that scores speak of; 1, or the last in order, by default' })),
    threshold: Type.Optional(Type.Number({ description: 'of two labels, decide for the positive one from this score on; 0.5 by default' })),
    k: Type.Optional(Type.Integer({ minimum: 1, description: 'for ranking, how many ranks count; 10 by default' })),
    reference: Type.Optional(
      Type.String({
        description: 'another table, whose labelled rows say how to estimate; it is named as the table is, which needs no label then; the labelled rows of the table by default',
      }),
    ),
    features: Type.Optional(
      Type.String({ description: 'for numbers, columns that errors may depend on, separated by commas; all others of numbers, truth values and texts by default' }),
    ),
    quantile: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'for numbers, of the pinball loss; 0.5 by default' })),
  }),
  output: evaluatedTableSchema,
  run: async ({ data, monitor }: TableContext, { table, reference, ...order }) =>
    monitor.evaluate(
      { name: table, table: await data.table(table), ...(reference !== undefined && { reference: { name: reference, table: await data.table(reference) } }) },
      order,
    ),
});

/** What doors can do about how models did. */
export const performanceOperations = [
  evaluateOperation,
  defineOperation({
    name: 'monitor.performance',
    summary:
      'Measure how the champion did on matured windows, with intervals, whole and by the values of inputs; windows whose labels are not due are estimated, each segment by itself.',
    permission: 'read',
    command: { words: 'monitor performance' },
    input: Type.Object({
      from: Type.Optional(instantSchema('windows that begin then or later, in event time')),
      to: Type.Optional(instantSchema('windows that begin before, in event time')),
      by: Type.Optional(Type.String({ description: 'inputs to cut segments by, separated by commas; those of `monitor.segments` when absent' })),
    }),
    output: measuredSegmentsSchema,
    run: ({ monitor }: Context, { from = 0, to = Number.MAX_SAFE_INTEGER, by }) => monitor.segments({ interval: { from, to }, by: listOf(by) }),
  }),
  defineOperation({
    name: 'monitor.skew',
    summary: 'Make the features of served predictions again, from the logged inputs or the training dataset, and list by column where they differ from what was served.',
    permission: 'read',
    command: { words: 'monitor skew' },
    input: Type.Object({
      from: Type.Optional(instantSchema('predictions from then on, in event time')),
      to: Type.Optional(instantSchema('predictions before, in event time')),
      against: Type.Optional(oneOf(SKEW_SOURCES, 'the release’s code over the logged inputs, or the dataset’s rows of the same key; code by default')),
      relative: Type.Optional(Type.Number({ minimum: 0, description: 'numbers that differ by less than this part of them are the same; 1e-5 by default' })),
      absolute: Type.Optional(Type.Number({ minimum: 0, description: 'nor those that differ by less than this part of the column’s standard deviation; 1e-5 by default' })),
    }),
    output: skewReportSchema,
    run: ({ monitor }: Context, { from = 0, to = Number.MAX_SAFE_INTEGER, against = 'code', relative, absolute }) =>
      monitor.skew({ interval: { from, to }, against, tolerance: { ...(relative !== undefined && { relative }), ...(absolute !== undefined && { absolute }) } }),
  }),
] as const;
