import { createRegistryRoom, type DeployedModel, type RegistryRoom } from '../release/index.ts';
import type { Means } from '../store/index.ts';
import { type ArtifactRoom, createArtifactRoom, createTrackingRoom, type TrackingRoom } from '../train/index.ts';

/** What is open over every folder, whether it has a project or only experiments. */
export interface TrackingRooms {
  readonly means: Means;
  readonly tracking: TrackingRoom;
  readonly artifacts: ArtifactRoom;
  readonly registry: RegistryRoom;
}

/** Opens them, with the deployment whose releases the registry has. `tracking` is closed before the means. */
export function openTrackingRooms(means: Means, deployment?: DeployedModel): TrackingRooms {
  const tracking = createTrackingRoom(means);
  const artifacts = createArtifactRoom(means);
  return { means, tracking, artifacts, registry: createRegistryRoom(means, { tracking, artifacts, ...(deployment && { deployment }) }) };
}
