import { type Clock, type Operation, systemClock } from '../kernel/index.ts';
import { releaseMigrations } from '../release/index.ts';
import { lockServer, openMeans } from '../store/index.ts';
import { trainMigrations } from '../train/index.ts';
import { artifactOperations } from '../train/train.operations.ts';
import { createPerformer, type OperationContext, type PerformOperation } from './perform-operation.ts';
import { trackingOperations } from './tracking.operations.ts';
import { openTrackingRooms, type TrackingRooms } from './tracking-rooms.ts';

/** A folder of experiments without a project. */
export interface TrackingPlatform extends TrackingRooms {
  /** Everything that doors can offer, by name. */
  readonly operations: ReadonlyMap<string, Operation<OperationContext>>;
  readonly perform: PerformOperation;
  /** Makes this process the one server of the folder. Throws STORE_FOLDER_IN_USE. */
  lock(): Promise<{ release(): Promise<void> }>;
  close(): Promise<void>;
}

/** The name under which records of a folder without a project are kept. */
const NO_PROJECT = 'tracking';

/** Opens what a team needs that only tracks experiments: no configuration, nothing heavy. `folder` is the state folder. Throws STORE_FOLDER_UNUSABLE. */
export async function openTracking(folder: string, options: { readonly clock?: Clock } = {}): Promise<TrackingPlatform> {
  const means = await openMeans({ project: NO_PROJECT, folder, migrations: [...trainMigrations, ...releaseMigrations], clock: options.clock ?? systemClock });
  const rooms = openTrackingRooms(means);
  return {
    ...rooms,
    operations: new Map([...trackingOperations, ...artifactOperations].map((operation) => [operation.name, operation as Operation<OperationContext>])),
    perform: createPerformer(rooms),
    lock: () => lockServer(means.folder),
    async close() {
      await rooms.tracking.close();
      await means.close();
    },
  };
}
