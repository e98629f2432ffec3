import type { Means } from '../store/index.ts';
import { type ArtifactRoom, createArtifactRoom, createTrackingRoom, type TrackingRoom } from '../train/index.ts';

/** What is open over every folder, whether it has a project or only experiments. */
export interface TrackingRooms {
  readonly means: Means;
  readonly tracking: TrackingRoom;
  readonly artifacts: ArtifactRoom;
}

/** Opens them. `tracking` is closed before the means. */
export const openTrackingRooms = (means: Means): TrackingRooms => ({ means, tracking: createTrackingRoom(means), artifacts: createArtifactRoom(means) });
