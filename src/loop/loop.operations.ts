import { defineOperation, digestSchema, instantSchema, orNull, Type, type ValueOf } from '../kernel/index.ts';
import { windowReportSchema } from '../monitor/schemas.ts';
import { briefOf, gateReportSchema, releaseBriefSchema, rulesSchema } from '../release/schemas.ts';
import { runSchema } from '../train/schemas.ts';
import type { LoopStep } from './advance-loop.ts';
import type { LoopRoom } from './loop-room.ts';
import { rolloutSchema, transitionSchema } from './rollout.ts';

/** The room, and who an operation is run for. */
type Context = {
  readonly loop: LoopRoom;
  readonly actor: string;
};

const stepSchema = Type.Object({
  at: instantSchema('the watermark after the step'),
  closed: Type.Array(windowReportSchema, { description: 'windows that it closed' }),
  matured: Type.Array(windowReportSchema, { description: 'windows whose labels have had their time' }),
  retrained: orNull(
    Type.Object(
      { run: runSchema, report: gateReportSchema, release: orNull(digestSchema('what came of it when the gate let it pass')) },
      { description: 'null when nothing asked for it' },
    ),
  ),
  transitions: Type.Array(transitionSchema, { description: 'moves of rollouts' }),
});

const tellStep = ({ at, closed, matured, retrained, transitions }: LoopStep): ValueOf<typeof stepSchema> => ({
  at,
  closed,
  matured,
  retrained: retrained && { run: retrained.run, report: retrained.report, release: retrained.release?.id ?? null },
  transitions,
});

/** What doors can do with the loop. */
export const loopOperations = [
  defineOperation({
    name: 'loop.status',
    summary: 'Tell how far the loop has come, what lies too far ahead for event time to follow, and the trials.',
    permission: 'read',
    command: { words: 'loop status' },
    input: Type.Object({}),
    output: Type.Object({
      advancedTo: orNull(instantSchema('event time; null before its first step')),
      ahead: Type.Integer({ description: 'predictions more than 30 days ahead of all others, which event time does not follow before there are 20, or some on 3 days' }),
      rollouts: Type.Array(rolloutSchema, { description: 'in the order of making' }),
    }),
    run: async ({ loop }: Context) => ({ advancedTo: await loop.advancedTo(), ahead: await loop.ahead(), rollouts: await loop.rollouts() }),
  }),
  defineOperation({
    name: 'loop.approve',
    summary: 'Promote the challenger that waits for a person.',
    permission: 'deploy',
    command: { words: 'approve' },
    input: Type.Object({
      why: Type.Optional(Type.String({ minLength: 1, description: 'the reason, for the record' })),
      at: Type.Optional(instantSchema('event time; how far the loop has come unless told')),
    }),
    output: transitionSchema,
    run: async ({ loop, actor }: Context, { at, why }) => loop.approve({ at: at ?? (await loop.advancedTo()) ?? 0, actor, ...(why !== undefined && { why }) }),
  }),
  defineOperation({
    name: 'registry.release',
    summary: 'Make a release of a registered model version: its model behind the project’s features, contracts, rules and gate.',
    permission: 'write',
    command: { words: 'release', positions: ['version'] },
    input: Type.Object({
      version: Type.String({ pattern: '^[^/]+/\\d+$', description: 'such as churn/3: the registered model and the number of its version' }),
      why: Type.Optional(Type.String({ minLength: 1, description: 'the reason, for the record' })),
      at: Type.Optional(instantSchema('event time; the end of the data unless told')),
    }),
    output: Type.Object({
      release: orNull(Type.Object(releaseBriefSchema.properties, { description: 'null when the gate refused it' })),
      report: orNull(Type.Object(gateReportSchema.properties, { description: 'null when the version was a release already' })),
    }),
    async run({ loop, actor }: Context, { version, why, at }) {
      const [name, number] = version.split('/') as [string, string];
      const { release, made } = await loop.releaseVersion({ version: { name, version: number }, actor, ...(why !== undefined && { why }), ...(at !== undefined && { asOf: at }) });
      return { release: release && briefOf(release), report: made && made.report };
    },
  }),
  // A running server takes event time on by itself; a replay does it by the client.
  defineOperation({
    name: 'loop.advance',
    summary: 'Take event time to a watermark: close windows, feed trials, decide, retrain.',
    permission: 'deploy',
    input: Type.Object({ watermark: instantSchema('event time') }),
    output: Type.Object({ steps: Type.Array(stepSchema, { description: 'one a window' }) }),
    run: async ({ loop }: Context, { watermark }) => ({ steps: (await loop.advance(watermark)).map(tellStep) }),
  }),
  // Rules are many lines: a program sends them.
  defineOperation({
    name: 'loop.propose',
    summary: 'Propose new rules on top of the champion’s model; they are tried on live traffic.',
    permission: 'deploy',
    input: Type.Object({ rules: rulesSchema, why: Type.String({ minLength: 1, description: 'the reason, for the record' }), at: instantSchema('event time') }),
    output: releaseBriefSchema,
    run: async ({ loop, actor }: Context, { rules, at, why }) => briefOf(await loop.proposeRules(rules, { at, actor, why })),
  }),
] as const;
