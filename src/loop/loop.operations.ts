import { defineOperation, type Operation, Type } from '../kernel/index.ts';
import type { LoopRoom } from './loop-room.ts';

type Actor = { readonly actor: string };

/** `loop.advance`, `loop.status`, `loop.rollouts`, `loop.propose` and `loop.approve`. */
export function loopOperations(room: LoopRoom): readonly Operation<Actor>[] {
  return [
    defineOperation({
      name: 'loop.advance',
      summary: 'Take event time to a watermark: close windows, feed trials, decide, retrain.',
      permission: 'deploy',
      input: Type.Object({ watermark: Type.Number({ description: 'event time, ms' }) }),
      output: Type.Object({ steps: Type.Array(Type.Unknown()) }),
      run: async (_: Actor, input) => ({ steps: await room.advance(input.watermark) }),
    }),
    defineOperation({
      name: 'loop.status',
      summary: 'Tell how far the loop has come, and the trials.',
      permission: 'read',
      input: Type.Object({}),
      output: Type.Object({ advancedTo: Type.Union([Type.Number(), Type.Null()]), rollouts: Type.Array(Type.Unknown()) }),
      run: async () => ({ advancedTo: await room.advancedTo(), rollouts: await room.rollouts() }),
    }),
    defineOperation({
      name: 'loop.propose',
      summary: 'Propose new rules on top of the champion’s model; they are tried on live traffic.',
      permission: 'deploy',
      input: Type.Object({
        rules: Type.Object({
          rows: Type.Array(Type.Object({ id: Type.String(), when: Type.String(), decision: Type.String(), reason: Type.String() })),
          otherwise: Type.Object({ decision: Type.String(), reason: Type.String() }),
        }),
        why: Type.String({ minLength: 1 }),
        at: Type.Number({ description: 'event time, ms' }),
      }),
      output: Type.Unknown(),
      run: async (ctx: Actor, input) => room.proposeRules(input.rules, { at: input.at, actor: ctx.actor, why: input.why }),
    }),
    defineOperation({
      name: 'loop.approve',
      summary: 'Promote the challenger that waits for a person.',
      permission: 'deploy',
      input: Type.Object({ at: Type.Number({ description: 'event time, ms' }), why: Type.Optional(Type.String()) }),
      output: Type.Unknown(),
      run: async (ctx: Actor, input) => room.approve({ at: input.at, actor: ctx.actor, ...(input.why !== undefined && { why: input.why }) }),
    }),
  ] as unknown as readonly Operation<Actor>[];
}
