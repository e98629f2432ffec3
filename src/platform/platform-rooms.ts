import type { DataRoom } from '../data/index.ts';
import type { LoopRoom } from '../loop/index.ts';
import type { MonitorRoom } from '../monitor/index.ts';
import type { ReleaseRoom } from '../release/index.ts';
import type { ServeRoom } from '../serve/index.ts';
import type { Means } from '../store/index.ts';
import type { TrainRoom } from '../train/index.ts';
import type { LoadedProject } from './load-project.ts';

/** A project and its open rooms. */
export interface PlatformRooms {
  readonly loaded: LoadedProject;
  readonly means: Means;
  readonly data: DataRoom;
  readonly train: TrainRoom;
  readonly releases: ReleaseRoom;
  readonly serve: ServeRoom;
  readonly monitor: MonitorRoom;
  readonly loop: LoopRoom;
}
