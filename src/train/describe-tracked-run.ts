import type { JsonValue } from '../kernel/index.ts';
import type { MetricPoint, Run, RunState } from './run.ts';
import type { RunInput } from './tracking/dataset-input.ts';
import type { Tags } from './tracking/experiment.ts';
import type { KeyedPoint } from './tracking/metric.ts';
import type { RunStatus } from './tracking/tracked-run.ts';

/** A run of the pipeline, as every client of experiments reads it. */
export interface TrackedDescription {
  readonly name: string;
  readonly status: RunStatus;
  readonly params: Tags;
  readonly tags: Tags;
  readonly inputs: readonly RunInput[];
}

const STATUSES: Readonly<Record<RunState, RunStatus>> = { running: 'RUNNING', finished: 'FINISHED', failed: 'FAILED' };

/** What a run says of itself in the words of MLflow, and beside them the reason, the pipeline, the event time and the error in ours. */
export function describeTrackedRun(run: Run): TrackedDescription {
  const { dataset, version } = run.params;
  const tags: Record<string, string> = {
    'mlflow.source.name': run.pipeline,
    'mlflow.source.type': 'PROJECT',
    'capstan.pipeline': run.pipeline,
    'capstan.why': run.why,
    ...(run.code && {
      'mlflow.source.git.commit': run.code.commit,
      'mlflow.source.git.branch': run.code.branch,
      'capstan.dirty': String(run.code.dirty),
    }),
    ...(run.eventAt !== null && { 'capstan.eventAt': new Date(run.eventAt).toISOString() }),
    ...(typeof version === 'string' && { 'capstan.datasetVersion': version }),
    ...(run.error !== null && { 'capstan.error': run.error }),
  };
  const input = { sourceType: 'capstan', source: JSON.stringify({ dataset, version }), schema: null, profile: null };
  return {
    name: `${run.pipeline}-${run.id.slice(-6)}`,
    status: STATUSES[run.state],
    params: Object.fromEntries(flatten('', run.params)),
    tags,
    inputs:
      typeof dataset === 'string' && typeof version === 'string' ? [{ dataset: { ...input, name: dataset, digest: version }, tags: { 'mlflow.data.context': 'training' } }] : [],
  };
}

/** The points of a run's curves as points of metrics: the iteration is the step. */
export const describePoints = (run: Run, points: readonly MetricPoint[]): KeyedPoint[] =>
  points.map(({ name, at, value }) => ({ key: toKey(name), value, at: run.endedAt ?? run.startedAt, step: Math.round(at) }));

/** `trainer.options.trees` for what lies in objects; lists as JSON. */
function flatten(path: string, value: JsonValue): [string, string][] {
  if (value !== null && typeof value === 'object' && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => flatten(path === '' ? key : `${path}.${key}`, inner as JsonValue));
  return [[toKey(path), typeof value === 'string' ? value : JSON.stringify(value)]];
}

/** A name as a key that every client takes. */
const toKey = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}_.\- :]/gu, '_')
    .replace(/^\.\.?(?=\.|$)/, '_')
    .slice(0, 250) || '_';
