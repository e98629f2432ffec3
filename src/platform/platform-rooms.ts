import type { DataRoom } from '../data/index.ts';
import type { LoopRoom } from '../loop/index.ts';
import type { MonitorRoom } from '../monitor/index.ts';
import type { ReleaseRoom } from '../release/index.ts';
import type { ServeRoom } from '../serve/index.ts';
import type { TrainRoom } from '../train/index.ts';
import type { LoadedProject } from './load-project.ts';
import type { TrackingRooms } from './tracking-rooms.ts';

/** A project and its open rooms. */
export interface PlatformRooms extends TrackingRooms {
  readonly loaded: LoadedProject;
  readonly data: DataRoom;
  readonly train: TrainRoom;
  readonly releases: ReleaseRoom;
  readonly serve: ServeRoom;
  readonly monitor: MonitorRoom;
  readonly loop: LoopRoom;
}
