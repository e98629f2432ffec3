import { defineOperation, Type } from '../kernel/index.ts';
import { overviewSchema } from './overview-schema.ts';
import type { OperationContext } from './perform-operation.ts';
import type { PlatformRooms } from './platform-rooms.ts';

/** What doors can ask of the project as a whole. */
export const overviewOperations = [
  defineOperation({
    name: 'overview',
    summary: 'Show where the project stands: the stages of the model’s life, traffic, quality, drift, findings and trials on one page.',
    permission: 'read',
    command: { words: 'status' },
    input: Type.Object({}),
    output: overviewSchema,
    run: async (rooms: PlatformRooms & OperationContext) => (await import('./build-overview.ts')).buildOverview(rooms),
  }),
] as const;
