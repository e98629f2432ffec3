import { defineOperation, type Operation, Type } from '../kernel/index.ts';
import type { Release } from './release.ts';
import type { ReleaseRoom } from './release-room.ts';

const summary = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('model'), Type.Literal('rules')]),
  note: Type.String(),
  createdAt: Type.Number(),
  eventAt: Type.Number(),
  trainedUntil: Type.Number(),
  run: Type.Union([Type.String(), Type.Null()]),
  parent: Type.Union([Type.String(), Type.Null()]),
  aliases: Type.Array(Type.String()),
});

/** `releases.list` and `releases.show`. */
export function releaseOperations(room: ReleaseRoom): readonly Operation<{ readonly actor: string }>[] {
  const summarise = async ({ manifest: _, evaluation: _evaluation, testRows: _testRows, ...release }: Release) => ({
    ...release,
    aliases: (await room.alias('champion')) === release.id ? ['champion'] : [],
  });
  return [
    defineOperation({
      name: 'releases.list',
      summary: 'List the releases in the order of making.',
      permission: 'read',
      input: Type.Object({}, { additionalProperties: false }),
      output: Type.Array(summary),
      run: async () => Promise.all((await room.list()).map(summarise)),
    }),
    defineOperation({
      name: 'releases.show',
      summary: 'Show one release: its parts by digest, what was measured, and its rules. Every byte is verified.',
      permission: 'read',
      input: Type.Object({ release: Type.String({ description: 'an id, its first hex digits, r3 for the third, or an alias' }) }, { additionalProperties: false }),
      output: Type.Object({
        ...summary.properties,
        manifest: Type.Record(Type.String(), Type.String()),
        features: Type.Array(Type.String()),
        rules: Type.Unknown(),
        evaluation: Type.Unknown(),
        bytes: Type.Integer(),
      }),
      run: async (_, input) => {
        const release = await room.resolve(input.release);
        const { featureNames, rules, evaluation, bytes } = await room.load(release.id);
        return { ...(await summarise(release)), manifest: { ...release.manifest }, features: [...featureNames], rules, evaluation, bytes };
      },
    }),
  ] as unknown as readonly Operation<{ readonly actor: string }>[];
}
