import { checkedSchema, comparedSchema, datasetDiffSchema, driftReportSchema, labelErrorsSchema, leakageSchema, tableProfileSchema, weakSlicesSchema } from '../data/schemas.ts';
import { defineOperation, orNull, parseDuration, Type, writtenDurationSchema } from '../kernel/index.ts';
import type { ArtifactRoom } from './artifacts/artifact-room.ts';
import { garbageReportSchema } from './garbage/garbage.ts';
import { runDetailsSchema, runSchema } from './run-schema.ts';
import type { TrainRoom } from './train-room.ts';

/** The room, and who an operation is run for. */
type Context = {
  readonly train: TrainRoom;
  readonly actor: string;
};

/** What doors can do with runs. */
export const trainOperations = [
  defineOperation({
    name: 'runs.list',
    summary: 'List the runs, newest first.',
    permission: 'read',
    command: { words: 'runs' },
    input: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'the newest so many' })) }),
    output: Type.Array(runSchema),
    run: ({ train }: Context, { limit }) => train.runs(limit),
  }),
  defineOperation({
    name: 'runs.show',
    summary: 'Show one run: parameters, metrics with their curves, artifacts, code, environment and steps.',
    permission: 'read',
    command: { words: 'runs', positions: ['run'] },
    input: Type.Object({ run: Type.String({ description: 'an id, or how it begins' }) }),
    output: runDetailsSchema,
    run: async ({ train }: Context, input) => {
      const run = await train.run(input.run);
      return { ...run, leftOut: await train.leftOut(run), curves: await train.metrics(run.id) };
    },
  }),
  defineOperation({
    name: 'runs.diagnoses',
    summary: 'Show what the diagnostics in the pipeline of a run found.',
    permission: 'read',
    input: Type.Object({ run: Type.String({ description: 'an id, or how it begins' }) }),
    output: Type.Object({
      labelErrors: orNull(labelErrorsSchema),
      weakSlices: orNull(weakSlicesSchema),
      leakage: orNull(leakageSchema),
      tables: Type.Array(
        Type.Object({
          step: Type.String({ description: 'the step that looked' }),
          drift: orNull(
            Type.Object({
              answer: driftReportSchema,
              columns: Type.Array(Type.Object({ column: Type.String(), ...comparedSchema.properties }), { description: 'both distributions of every column that both have' }),
            }),
          ),
          diff: orNull(datasetDiffSchema),
          profile: orNull(tableProfileSchema),
          check: orNull(checkedSchema),
        }),
        { description: 'looks at tables, in the order of the project; all but one of what they may say are null' },
      ),
      findings: Type.Array(Type.Object({ step: Type.String(), messages: Type.Array(Type.String()) }), { description: 'what somebody should look at, by the step that found it' }),
    }),
    run: async ({ train }: Context, { run }) => train.diagnoser.recorded(await train.run(run)),
  }),
] as const;

export { diagnosticsOperations } from './diagnostics/diagnostics.operations.ts';

/** What doors can do with the artifacts of any folder, with a project or without. */
export const artifactOperations = [
  defineOperation({
    name: 'artifacts.gc',
    summary: 'Remove for good what was deleted long ago and nothing needs, and free the bytes that nothing names any more.',
    permission: 'deploy',
    command: { words: 'gc' },
    input: Type.Object({
      olderThan: Type.Optional(writtenDurationSchema('for how long it must have been deleted', { default: '30d' })),
      dryRun: Type.Optional(Type.Boolean({ description: 'remove nothing, and say what would be' })),
      children: Type.Optional(Type.Boolean({ description: 'remove the child runs of what is removed too, deleted or not' })),
    }),
    output: garbageReportSchema,
    run: ({ artifacts, actor }: { readonly artifacts: ArtifactRoom; readonly actor: string }, { olderThan = '30d', dryRun = false, children = false }) =>
      artifacts.collectGarbage({ olderThan: parseDuration(olderThan)!, dryRun, children, actor }),
  }),
] as const;
