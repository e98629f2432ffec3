import { isCapstanError } from '../../kernel/index.ts';
import type { TrackingRoom } from '../../train/index.ts';
import type { ArtifactRoots } from './check-source.ts';

/** What the tracking room knows of who keeps which files. */
export function artifactRoots(tracking: Pick<TrackingRoom, 'runs' | 'loggedModels'>): ArtifactRoots {
  return {
    run: async (id) => (await unless('TRAIN_RUN_UNKNOWN', () => tracking.runs.get(id)))?.info.artifactUri ?? null,
    async loggedModel(id) {
      const model = await unless('TRAIN_LOGGED_MODEL_UNKNOWN', () => tracking.loggedModels.get(id));
      return model && { artifactUri: model.artifactUri, run: model.sourceRun };
    },
  };
}

async function unless<T>(code: string, find: () => Promise<T>): Promise<T | null> {
  try {
    return await find();
  } catch (error) {
    if (isCapstanError(error, code)) return null;
    throw error;
  }
}
