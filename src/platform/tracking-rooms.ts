import type { Means } from '../store/index.ts';
import type { ArtifactRoom } from '../train/index.ts';

/** What is open over every folder, whether it has a project or only experiments. */
export interface TrackingRooms {
  readonly means: Means;
  readonly artifacts: ArtifactRoom;
}
