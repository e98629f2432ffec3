import { defineOperation, type Operation, Type } from '../kernel/index.ts';
import type { ReleaseRoom } from '../release/index.ts';
import { serveErrors } from './serve.errors.ts';
import type { ServeRoom } from './serve-room.ts';

const deployment = Type.Object({
  name: Type.String(),
  champion: Type.String(),
  challenger: Type.Union([Type.Object({ release: Type.String(), share: Type.Number(), salt: Type.String() }), Type.Null()]),
  shadows: Type.Array(Type.String()),
  policyVersion: Type.Integer(),
});
const why = Type.Optional(Type.String({ minLength: 1, description: 'why, for the ledger' }));

/** `deploy.show`, `deploy.set` and `deploy.rollback`. Predictions and feedback are wired by the server itself: they are the hot path. */
export function serveOperations(room: ServeRoom, releases: ReleaseRoom): readonly Operation<{ readonly actor: string }>[] {
  return [
    defineOperation({
      name: 'deploy.show',
      summary: 'Show which releases the traffic goes to.',
      permission: 'read',
      input: Type.Object({}, { additionalProperties: false }),
      output: deployment,
      run: async () => {
        const found = await room.deployment();
        if (!found) throw serveErrors.NOT_DEPLOYED({ deployment: room.name });
        return { ...found, shadows: [...found.shadows] };
      },
    }),
    defineOperation({
      name: 'deploy.set',
      summary: 'Make a release the champion; the next request is answered by it.',
      permission: 'deploy',
      input: Type.Object({ release: Type.String({ description: 'an id, its first hex digits, r3 for the third, or an alias' }), why }, { additionalProperties: false }),
      output: deployment,
      run: async (ctx: { readonly actor: string }, input) => {
        const { id } = await releases.resolve(input.release);
        const set = await room.setPolicy({ champion: id }, { actor: ctx.actor, why: input.why ?? `${ctx.actor} deployed it`, eventAt: await eventTime(room) });
        return { ...set, shadows: [...set.shadows] };
      },
    }),
    defineOperation({
      name: 'deploy.rollback',
      summary: 'Go back to the champion before, and end a trial.',
      permission: 'deploy',
      input: Type.Object({ why }, { additionalProperties: false }),
      output: deployment,
      run: async (ctx: { readonly actor: string }, input) => {
        const set = await room.rollBack({ actor: ctx.actor, why: input.why ?? `${ctx.actor} rolled back`, eventAt: await eventTime(room) });
        return { ...set, shadows: [...set.shadows] };
      },
    }),
  ] as unknown as readonly Operation<{ readonly actor: string }>[];
}

/** A change by hand belongs to the moment of the newest traffic; null before there is any. */
const eventTime = async (room: ServeRoom): Promise<number | null> => (await room.watermark()) || null;
