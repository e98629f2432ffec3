import { userInfo } from 'node:os';
import { type Digest, isCapstanError } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { findHomeOfRun } from './artifacts/find-home.store.ts';
import { linkArtifact } from './artifacts/put-artifact.store.ts';
import { describePoints, describeTrackedRun } from './describe-tracked-run.ts';
import type { MetricPoint, Run } from './run.ts';
import type { Tags } from './tracking/experiment.ts';
import type { LogBatch, TrackingRoom } from './tracking/tracking-room.ts';
import { saveRun } from './train.store.ts';

/** The runs of a project's pipelines: the pipeline's own record of each, and beside it the tracked run of the same id that every client of experiments sees. */
export interface RunRecords {
  /** Writes a run, new or changed, and adds points of its metrics; a point that is there already stays. */
  save(run: Run, points?: readonly MetricPoint[]): Promise<void>;
  /** The curves of a run's metrics, by name and iteration. */
  curves(run: string): Promise<MetricPoint[]>;
}

const ENTRIES_AT_ONCE = 100;
const POINTS_AT_ONCE = 1000;

/** Runs are tracked in the experiment that has the project's name. */
export function openRunRecords(means: Means, tracking: TrackingRoom): RunRecords {
  return {
    async save(run, points = []) {
      await saveRun(means, run);
      // Whoever deleted the tracked run in the meantime does not stop the pipeline.
      await track(tracking, { run, points, project: means.project }).catch(ignore('TRAIN_RUN_DELETED'));
      await linkArtifacts(means, run);
    },
    async curves(run) {
      const { metrics } = await tracking.runs.get(run);
      const curves = metrics.map(async ({ key }) => (await tracking.metrics.history(run, key)).items.map(({ step, value }) => ({ name: key, at: step, value })));
      return (await Promise.all(curves)).flatMap((curve) => curve.toSorted((a, b) => a.at - b.at));
    },
  };
}

/** Makes the tracked run say what the run says: to do it again changes nothing. */
async function track(tracking: TrackingRoom, about: { run: Run; points: readonly MetricPoint[]; project: string }): Promise<void> {
  const { run, points, project } = about;
  const { name, status, params, tags, inputs } = describeTrackedRun(run);
  await start(tracking, { run, project, name });
  const batches: LogBatch[] = [
    { tags: toEntries(tags) },
    ...inParts(toEntries(params), ENTRIES_AT_ONCE).map((part) => ({ params: part })),
    ...inParts(describePoints(run, points), POINTS_AT_ONCE).map((part) => ({ metrics: part })),
  ];
  await Promise.all([...batches.map((batch) => tracking.runs.log(run.id, batch)), tracking.runs.logInputs(run.id, { datasets: inputs })]);
  await tracking.runs.update(run.id, { status, ...(run.endedAt !== null && { endedAt: run.endedAt }) });
}

/** What the steps made is among the run's files, under the name of its step: the same bytes, stored once. */
async function linkArtifacts(means: Means, run: Run): Promise<void> {
  const outputs = Object.entries(run.artifacts);
  if (outputs.length === 0) return;
  // A run that was removed for good has no place for files, nor one whose experiment keeps them elsewhere.
  const home = await findHomeOfRun(means, run.id).catch(ignore('TRAIN_RUN_UNKNOWN')).catch(ignore('TRAIN_ARTIFACTS_ELSEWHERE'));
  if (home === undefined) return;
  for (const [name, digest] of outputs) await linkArtifact(means, `${home.directory}/${name}`, digest as Digest);
}

const toEntries = (texts: Tags): { key: string; value: string }[] => Object.entries(texts).map(([key, value]) => ({ key, value }));

async function start(tracking: TrackingRoom, about: { run: Run; project: string; name: string }): Promise<void> {
  const { run, project, name } = about;
  const user = readUser();
  const order = { id: run.id, name, user, startedAt: run.startedAt, tags: { 'mlflow.user': user } };
  const experiment = await findOrMakeExperiment(tracking, project);
  await tracking.runs.create({ ...order, experiment }).catch(ignore('TRAIN_RUN_EXISTS'));
}

async function findOrMakeExperiment(tracking: TrackingRoom, name: string): Promise<number> {
  const found = await tracking.experiments.getByName(name).catch(ignore('TRAIN_EXPERIMENT_UNKNOWN'));
  if (found?.lifecycle === 'active') return found.no;
  const made = await tracking.experiments.create({ name }).catch(ignore('TRAIN_EXPERIMENT_EXISTS'));
  return (made ?? (await tracking.experiments.getByName(name))).no;
}

const ignore =
  (code: string) =>
  (error: unknown): undefined => {
    if (!isCapstanError(error, code)) throw error;
  };

function readUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return '';
  }
}

function inParts<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
