import { rename } from 'node:fs/promises';
import { isCapstanError } from '../kernel/index.ts';
import type { Accompany } from '../work/index.ts';
import type { ArtifactRoom } from './artifacts/artifact-room.ts';
import { copyLoggedModel } from './copy-logged-model.ts';
import { packDirectory } from './pack-directory.ts';
import type { TrackingRoom } from './tracking/tracking-room.ts';
import type { TrackingDoor } from './tracking-door.ts';

/** The tracking of a project, and the way to it for programs. */
export interface ProgramTracking {
  readonly tracking: TrackingRoom;
  readonly artifacts: ArtifactRoom;
  /** Opens the door for the length of one step; one that stands open anyway stays so. */
  readonly openDoor: () => Promise<TrackingDoor>;
}

/**
 * Shows a command the way to the tracked run of its training: what the program logs through MLflow lands there. The model that it logs there is its output,
 * when it writes none itself.
 */
export function accompanyCommand({ tracking, artifacts, openDoor }: ProgramTracking, run: string): Accompany {
  return async (step) => {
    const { info } = await tracking.runs.get(run);
    const door = await openDoor();
    return {
      env: {
        MLFLOW_TRACKING_URI: door.url,
        MLFLOW_RUN_ID: run,
        MLFLOW_EXPERIMENT_ID: String(info.experiment),
        ...(door.token !== undefined && { MLFLOW_TRACKING_TOKEN: door.token }),
      },
      secrets: door.token === undefined ? [] : [door.token],
      async supply(missing) {
        const path = missing['model'];
        if (path === undefined) return;
        // What `save_model` of a client wrote is a directory.
        const isWritten = await rename(path, `${path}.directory`).then(
          () => true,
          () => false,
        );
        if (isWritten) await packDirectory(`${path}.directory`, path);
        else await copyLoggedModel({ tracking, artifacts }, { run, step: step.name, path });
      },
      async leave() {
        await door.close();
        // A client says that the run has ended when its own part has. Whoever deleted the run meanwhile does not stop the pipeline.
        await tracking.runs.update(run, { status: 'RUNNING' }).catch((error: unknown) => {
          if (!isCapstanError(error, 'TRAIN_RUN_DELETED')) throw error;
        });
      },
    };
  };
}
