import { defineOperation, oneOf, Type } from '../kernel/index.ts';
import type { OperationContext } from './perform-operation.ts';
import type { PlatformRooms } from './platform-rooms.ts';
import { artifactsPageSchema, codeComparisonSchema, curveSchema, experimentSchema, runsPageSchema, runViewSchema } from './tracking-schema.ts';
import type { TrackingRooms } from './tracking-rooms.ts';

/** The rooms that every folder has; those of a project where there is one. */
type Context = TrackingRooms & Partial<Pick<PlatformRooms, 'loaded' | 'train'>> & OperationContext;

const views = ['active', 'deleted', 'all'] as const;
const experiments = Type.Optional(Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 1000, description: 'numbers of experiments; all of them unless told' }));
const filter = Type.Optional(Type.String({ description: "in the search language: metrics.auc > 0.68 AND params.trainer = 'xgboost'" }));
const view = Type.Optional(oneOf(views, 'active ones, deleted ones, or all'));
const pageToken = Type.Optional(Type.String({ description: 'of the page before' }));
const runId = Type.String({ minLength: 1, maxLength: 256 });

/** What doors can ask about experiments and the runs in them, whether there is a project or not. */
export const trackingOperations = [
  defineOperation({
    name: 'experiments.list',
    summary: 'List the experiments with how many runs each has.',
    permission: 'read',
    command: { words: 'experiments' },
    input: Type.Object({ view }),
    output: Type.Array(experimentSchema),
    run: async (rooms: Context, input) => (await import('./ask-tracking.ts')).listExperiments(rooms, input.view),
  }),
  defineOperation({
    name: 'runs.search',
    summary: 'Search runs by metrics, parameters, tags, data and times; the newest first unless told.',
    permission: 'read',
    command: { words: 'runs search', positions: ['filter'] },
    input: Type.Object({
      experiments,
      filter,
      orderBy: Type.Optional(Type.Array(Type.String(), { maxItems: 20, description: 'such as metrics.auc DESC' })),
      view,
      maxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 100, description: 'runs a page' })),
      pageToken,
    }),
    output: runsPageSchema,
    run: async (rooms: Context, input) => (await import('./ask-tracking.ts')).searchRuns(rooms, input),
  }),
  defineOperation({
    name: 'runs.count',
    summary: 'Count the runs that a filter finds.',
    permission: 'read',
    input: Type.Object({ experiments, filter, view }),
    output: Type.Integer(),
    run: async (rooms: Context, input) => (await import('./ask-tracking.ts')).countRuns(rooms, input),
  }),
  defineOperation({
    name: 'runs.read',
    summary: 'Read some runs in full.',
    permission: 'read',
    input: Type.Object({ runs: Type.Array(runId, { maxItems: 100 }) }),
    output: Type.Array(runViewSchema),
    run: async (rooms: Context, { runs }) => (await import('./ask-tracking.ts')).readRuns(rooms, runs),
  }),
  defineOperation({
    name: 'runs.curves',
    summary: 'Read metrics of some runs over their steps, thinned evenly.',
    permission: 'read',
    input: Type.Object({
      runs: Type.Array(runId, { maxItems: 100 }),
      keys: Type.Array(Type.String(), { maxItems: 100, description: 'metrics' }),
      points: Type.Optional(Type.Integer({ minimum: 2, maximum: 5000, default: 500, description: 'of each curve at most' })),
    }),
    output: Type.Array(curveSchema),
    run: async (rooms: Context, input) => (await import('./ask-tracking.ts')).readCurves(rooms, input),
  }),
  defineOperation({
    name: 'runs.code',
    summary: 'Compare the code of two runs.',
    permission: 'read',
    input: Type.Object({ from: runId, to: runId }),
    output: codeComparisonSchema,
    run: async (rooms: Context, input) => (await import('./ask-tracking.ts')).compareCode(rooms, input),
  }),
  defineOperation({
    name: 'runs.delete',
    summary: 'Delete runs; they can be restored until they are removed for good.',
    permission: 'write',
    input: Type.Object({ runs: Type.Array(runId, { maxItems: 1000 }) }),
    output: Type.Integer({ description: 'how many' }),
    run: async (rooms: Context, { runs }) => (await import('./ask-tracking.ts')).deleteRuns(rooms, runs),
  }),
  defineOperation({
    name: 'runs.restore',
    summary: 'Restore deleted runs.',
    permission: 'write',
    input: Type.Object({ runs: Type.Array(runId, { maxItems: 1000 }) }),
    output: Type.Integer({ description: 'how many' }),
    run: async (rooms: Context, { runs }) => (await import('./ask-tracking.ts')).restoreRuns(rooms, runs),
  }),
  defineOperation({
    name: 'artifacts.list',
    summary: 'List the files of a run, a directory and a page at a time.',
    permission: 'read',
    input: Type.Object({ run: runId, path: Type.Optional(Type.String({ description: 'a directory; the root unless told' })), pageToken }),
    output: artifactsPageSchema,
    run: async (rooms: Context, input) => (await import('./ask-tracking.ts')).listArtifacts(rooms, input),
  }),
] as const;
