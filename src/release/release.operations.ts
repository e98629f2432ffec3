import { defineOperation, oneOf, orNull, Type } from '../kernel/index.ts';
import { evaluationSchema, mlflowRuntimeSchema } from '../train/schemas.ts';
import { RUNTIMES } from './runtimes.ts';
import { briefOf, releaseBrief } from './release-brief.ts';
import { type Release, releaseManifestSchema } from './release.ts';
import type { ReleaseRoom } from './release-room.ts';
import { rulesSchema } from './rules-schema.ts';

/** The room, and who an operation is run for. */
type Context = {
  readonly releases: ReleaseRoom;
  readonly actor: string;
};

const listed = { ...releaseBrief, aliases: Type.Array(Type.String(), { description: 'such as `champion`' }) };

const listRelease = async (releases: ReleaseRoom, release: Release) => ({
  ...briefOf(release),
  aliases: (await releases.alias('champion')) === release.id ? ['champion'] : [],
});

/** What doors can do with releases. */
export const releaseOperations = [
  defineOperation({
    name: 'releases.list',
    summary: 'List the releases in the order of making.',
    permission: 'read',
    command: { words: 'releases' },
    input: Type.Object({}),
    output: Type.Array(Type.Object(listed)),
    run: async ({ releases }: Context) => Promise.all((await releases.list()).map((release) => listRelease(releases, release))),
  }),
  defineOperation({
    name: 'releases.show',
    summary: 'Show one release: its parts by digest, what was measured, and its rules. Every byte is verified.',
    permission: 'read',
    command: { words: 'releases', positions: ['release'] },
    input: Type.Object({ release: Type.String({ description: 'an id, its first hex digits, r3 for the third, or an alias' }) }),
    output: Type.Object({
      ...listed,
      manifest: releaseManifestSchema,
      features: Type.Array(Type.String(), { description: 'their names, in the order that the model takes them' }),
      rules: rulesSchema,
      evaluation: evaluationSchema,
      bytes: Type.Integer({ description: 'of all its parts' }),
      runtime: oneOf(RUNTIMES, 'what runs the model: `compiled` in the event loop, `onnxruntime` in a thread of its own, `mlflow` in a Python process of its own'),
      mlflow: orNull(mlflowRuntimeSchema),
    }),
    run: async ({ releases }: Context, input) => {
      const release = await releases.resolve(input.release);
      const { featureNames, rules, evaluation, bytes, runtime, mlflow } = await releases.load(release.id);
      return { ...(await listRelease(releases, release)), manifest: release.manifest, features: featureNames, rules, evaluation, bytes, runtime, mlflow };
    },
  }),
] as const;
