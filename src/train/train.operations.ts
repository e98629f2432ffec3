import { defineOperation, type Operation, Type } from '../kernel/index.ts';
import type { TrainRoom } from './train-room.ts';

/** `runs.list` and `runs.show`. */
export function trainOperations(room: TrainRoom): readonly Operation<{ readonly actor: string }>[] {
  return [
    defineOperation({
      name: 'runs.list',
      summary: 'List the runs, newest first.',
      permission: 'read',
      input: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
      output: Type.Array(Type.Unknown()),
      run: (_, input) => room.runs(input.limit),
    }),
    defineOperation({
      name: 'runs.show',
      summary: 'Show one run: parameters, metrics with their curves, artifacts, code, environment and steps.',
      permission: 'read',
      input: Type.Object({ run: Type.String() }),
      output: Type.Unknown(),
      run: async (_, input) => ({ ...(await room.run(input.run)), curves: await room.metrics(input.run) }),
    }),
  ] as unknown as readonly Operation<{ readonly actor: string }>[];
}
