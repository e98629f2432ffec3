import type { Means } from '../store/index.ts';
import { createDiagnoser, type Diagnoser } from './diagnostics/diagnose.ts';
import { readLeftOut } from './read-left-out.store.ts';
import type { LeftOut } from './run-schema.ts';
import type { MetricPoint, Run } from './run.ts';
import { trainErrors } from './train.errors.ts';
import { openRunRecords } from './run-records.ts';
import type { TrackingRoom } from './tracking/tracking-room.ts';
import { findRuns, findRunsStarting } from './train.store.ts';
import { type TrainedModel, trainModelVersion, type TrainingOrder, type TrainingProject } from './train-model-version.ts';

/** The room where models are tried: runs and the pipeline that makes candidates. */
export interface TrainRoom {
  train(order: TrainingOrder): Promise<TrainedModel>;
  /** Newest first. @default limit 100 */
  runs(limit?: number): Promise<Run[]>;
  /** The run whose id begins so; `run_` may be left out. Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_AMBIGUOUS. */
  run(id: string): Promise<Run>;
  /** The curves of its metrics, by name and iteration. Throws TRAIN_RUN_UNKNOWN. */
  metrics(run: string): Promise<MetricPoint[]>;
  /** What its training left out and why, from the manifest of its snapshot; null when it took none. */
  leftOut(run: Run): Promise<LeftOut | null>;
  /** Looks at the data of tables and runs. */
  readonly diagnoser: Diagnoser;
  /** Marks runs that a dead process left `running` as failed; called by the one server of a folder when it starts. */
  sweep(): Promise<number>;
}

/** Opens the room. Runs of the pipeline are tracked runs of `tracking` too, with the same ids. */
export function createTrainRoom(means: Means, project: TrainingProject, tracking: TrackingRoom): TrainRoom {
  const runs = openRunRecords(means, tracking);
  return {
    train: (order) => trainModelVersion({ means, runs }, project, order),
    runs: (limit = 100) => findRuns(means, limit),
    async run(id) {
      const [first, ...others] = await findRunsStarting(means, id);
      if (!first) throw trainErrors.RUN_UNKNOWN({ run: id });
      if (others.length > 0 && first.id !== id) throw trainErrors.RUN_AMBIGUOUS({ run: id, matches: [first, ...others].map((run) => run.id) });
      return first;
    },
    metrics: (run) => runs.curves(run),
    diagnoser: createDiagnoser(means, project),
    leftOut: (run) => readLeftOut(means.blobs, run),
    async sweep() {
      const left = (await findRuns(means, 1_000)).filter((run) => run.state === 'running');
      for (const run of left)
        await runs.save({
          ...run,
          state: 'failed',
          endedAt: means.clock.now(),
          error: 'the process that ran it ended before it did; train again: finished steps come from the cache',
        });
      return left.length;
    },
  };
}
