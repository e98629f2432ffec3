import { defineOperation, Type } from '../kernel/index.ts';
import type { ReleaseRoom } from '../release/index.ts';
import { deploymentSchema } from './deployment.ts';
import { serveErrors } from './serve.errors.ts';
import type { ServeRoom } from './serve-room.ts';

/** The rooms, and who an operation is run for. */
type Context = {
  readonly serve: ServeRoom;
  readonly releases: ReleaseRoom;
  readonly actor: string;
};

const why = Type.Optional(Type.String({ minLength: 1, description: 'the reason, for the record' }));

/** What doors can do with the deployment. Predictions and feedback are wired by the server itself: they are the hot path. */
export const serveOperations = [
  defineOperation({
    name: 'deploy.show',
    summary: 'Show which releases the traffic goes to.',
    permission: 'read',
    command: { words: 'deploy' },
    input: Type.Object({}),
    output: deploymentSchema,
    run: async ({ serve }: Context) => {
      const found = await serve.deployment();
      if (!found) throw serveErrors.NOT_DEPLOYED({ deployment: serve.name });
      return found;
    },
  }),
  defineOperation({
    name: 'deploy.set',
    summary: 'Make a release the champion; the next request is answered by it.',
    permission: 'deploy',
    command: { words: 'deploy', positions: ['release'] },
    input: Type.Object({ release: Type.String({ description: 'an id, its first hex digits, r3 for the third, or an alias' }), why }),
    output: deploymentSchema,
    run: async ({ serve, releases, actor }: Context, input) => {
      const { id } = await releases.resolve(input.release);
      return serve.setPolicy({ champion: id }, { actor, why: input.why ?? `${actor} deployed it`, eventAt: await eventTime(serve) });
    },
  }),
  defineOperation({
    name: 'deploy.rollback',
    summary: 'Go back to the champion before, and end a trial.',
    permission: 'deploy',
    command: { words: 'rollback' },
    input: Type.Object({ why }),
    output: deploymentSchema,
    run: async ({ serve, actor }: Context, input) => serve.rollBack({ actor, why: input.why ?? `${actor} rolled back`, eventAt: await eventTime(serve) }),
  }),
] as const;

/** A change by hand belongs to the moment of the newest traffic; null before there is any. */
const eventTime = async (serve: ServeRoom): Promise<number | null> => (await serve.watermark()) || null;
