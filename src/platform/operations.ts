import { dataOperations } from '../data/data.operations.ts';
import type { Operation, Static, ValueOf } from '../kernel/index.ts';
import { loopOperations } from '../loop/loop.operations.ts';
import { monitorOperations } from '../monitor/monitor.operations.ts';
import { releaseOperations } from '../release/release.operations.ts';
import { serveOperations } from '../serve/serve.operations.ts';
import { artifactOperations, diagnosticsOperations, trainOperations } from '../train/train.operations.ts';
import { overviewOperations } from './overview.operations.ts';
import type { OperationContext } from './perform-operation.ts';
import type { PlatformRooms } from './platform-rooms.ts';
import { trackingOperations } from './tracking.operations.ts';

const all = [
  ...overviewOperations,
  ...dataOperations,
  ...trainOperations,
  ...diagnosticsOperations,
  ...releaseOperations,
  ...serveOperations,
  ...monitorOperations,
  ...loopOperations,
  ...trackingOperations,
  ...artifactOperations,
] as const satisfies readonly Operation<PlatformRooms & OperationContext>[];

/** Everything that doors can offer: HTTP routes, commands, the client's types and the reference come from it. Loading it opens nothing. */
export const operations: readonly Operation<OperationContext>[] = all;

type One = (typeof all)[number];

/** What goes into every operation and what comes out, by name. */
export type Operations = { readonly [O in One as O['name']]: { readonly input: Static<O['input']>; readonly output: ValueOf<O['output']> } };
