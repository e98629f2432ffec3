import type { CodeView, Curve, RunDataset, RunRow, RunView } from '../sdk/index.ts';
import type { Point, Run, TrackedRun } from '../train/index.ts';

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const PARENT = 'mlflow.parentRunId';

/** A run as a row of the table of runs. */
export function describeRow(run: TrackedRun, children: number): RunRow {
  const { info } = run;
  return {
    id: info.id,
    name: info.name,
    experiment: info.experiment,
    status: info.status,
    user: info.user,
    startedAt: info.startedAt,
    endedAt: info.endedAt,
    lifecycle: info.lifecycle,
    parent: run.tags[PARENT] ?? null,
    children,
    metrics: Object.fromEntries(run.metrics.map((metric) => [metric.key, finite(metric.value)])),
    params: run.params,
    tags: run.tags,
    datasets: run.datasets.map(({ dataset, tags }): RunDataset => ({
      name: dataset.name,
      digest: dataset.digest,
      context: tags['mlflow.data.context'] ?? null,
      version: dataset.sourceType === 'capstan' ? dataset.digest : null,
    })),
    models: run.modelOutputs.map((output) => output.model),
  };
}

/** What is known about a run beside what was logged to it. */
export interface RunSurroundings {
  readonly children: number;
  readonly experimentName: string;
  /** The pipeline run that it is. */
  readonly pipeline: Run | null;
  readonly leftOut: RunView['leftOut'];
  readonly releases: RunView['releases'];
}

/** A run in full. */
export function describeRun(run: TrackedRun, about: RunSurroundings): RunView {
  return {
    ...describeRow(run, about.children),
    experimentName: about.experimentName,
    artifactUri: run.info.artifactUri,
    latest: run.metrics.map(({ key, value, step, at }) => ({ key, value: finite(value), step, at })),
    code: codeOf(run, about.pipeline),
    steps: about.pipeline?.steps ?? [],
    error: about.pipeline?.error ?? null,
    leftOut: about.leftOut,
    releases: about.releases,
  };
}

/** The code that a run names: its own record of it, or the tags that clients set. */
export function codeOf(run: Pick<TrackedRun, 'tags'>, pipeline: Run | null): CodeView | null {
  if (pipeline?.code) return { ...pipeline.code, source: null };
  const commit = run.tags['mlflow.source.git.commit'];
  if (commit === undefined) return null;
  const dirty = run.tags['mlflow.source.git.dirty'] ?? run.tags['capstan.dirty'];
  return {
    commit,
    branch: run.tags['mlflow.source.git.branch'] ?? null,
    dirty: dirty === undefined ? null : dirty.toLowerCase() === 'true',
    source: run.tags['mlflow.source.name'] ?? null,
  };
}

/** Points of a metric as columns. */
export const describeCurve = (run: string, key: string, points: readonly Point[]): Curve => ({
  run,
  key,
  steps: points.map((point) => point.step),
  at: points.map((point) => point.at),
  values: points.map((point) => finite(point.value)),
});
