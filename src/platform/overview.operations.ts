import { defineOperation, type Operation, Type } from '../kernel/index.ts';
import { buildOverview } from './build-overview.ts';
import type { PlatformRooms } from './platform-rooms.ts';

/** `overview`: the state of the project on one page. */
export function overviewOperations(rooms: PlatformRooms): readonly Operation<{ readonly actor: string }>[] {
  return [
    defineOperation({
      name: 'overview',
      summary: 'Tell the state of the model’s life on one page.',
      permission: 'read',
      input: Type.Object({}),
      output: Type.Unknown(),
      run: () => buildOverview(rooms),
    }),
  ] as unknown as readonly Operation<{ readonly actor: string }>[];
}
