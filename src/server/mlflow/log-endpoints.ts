import { type Facts, isCapstanError, type JsonValue } from '../../kernel/index.ts';
import type { LogBatch, LogProblem, RunInput } from '../../platform/index.ts';
import { describeLogProblem } from './describe-log-problem.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { toTags } from './experiment-endpoints.ts';
import { isUsualLogBatch, isUsualLogMetric } from './is-usual-log.ts';
import { mlflowErrors } from './mlflow.errors.ts';
import { pythonRepr } from './python-text.ts';
import { double, int64, list, type Message, message, needed, runId, text } from './request-fields.ts';

const metric = { key: needed(text), value: needed(double), timestamp: needed(int64), step: int64, model_id: text, dataset_name: text, dataset_digest: text };
const logMetric = { run_id: runId, ...metric };
const keyed = { key: needed(text), value: text };
const logBatch = { run_id: runId, metrics: list(message(metric)), params: list(message(keyed)), tags: list(message(keyed)) };
const dataset = message({ name: needed(text), digest: needed(text), source_type: text, source: text, schema: text, profile: text });
const logInputs = { run_id: runId, datasets: list(message({ tags: list(message(keyed)), dataset: needed(dataset) })), models: list(message({ model_id: needed(text) })) };

/** What log-metric and log-batch carry. */
export type LogMetricMessage = Message<typeof logMetric>;
export type LogBatchMessage = Message<typeof logBatch>;

/** What a run is told while it goes on. */
export const logEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/runs/log-metric',
    permission: 'write',
    fields: logMetric,
    readFast: (body) => (isUsualLogMetric(body) ? body : undefined),
    answer: ({ tracking }, input) => alone(tracking.runs.log(input.run_id, { metrics: [toMetric(input)] })),
  }),
  endpoint({
    method: 'POST',
    path: '/runs/log-parameter',
    permission: 'write',
    fields: { run_id: runId, ...keyed },
    answer: ({ tracking }, { run_id, ...param }) => alone(tracking.runs.log(run_id, { params: [toEntry(param)] })),
  }),
  endpoint({
    method: 'POST',
    path: '/runs/log-batch',
    permission: 'write',
    fields: logBatch,
    readFast: (body) => (isUsualLogBatch(body) ? body : undefined),
    async answer({ tracking }, { run_id, metrics = [], params = [], tags = [] }) {
      await tracking.runs.log(run_id, { metrics: metrics.map(toMetric), params: params.map(toEntry), tags: tags.map(toEntry) });
    },
  }),
  endpoint({
    method: 'POST',
    path: '/runs/set-tag',
    permission: 'write',
    fields: { run_id: runId, ...keyed },
    answer: ({ tracking }, { run_id, ...tag }) => alone(tracking.runs.log(run_id, { tags: [toEntry(tag)] })),
  }),
  endpoint({
    method: 'POST',
    path: '/runs/delete-tag',
    permission: 'write',
    fields: { run_id: runId, key: needed(text) },
    async answer({ tracking }, { run_id, key }) {
      await tracking.runs.removeTag(run_id, key);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/runs/log-inputs',
    permission: 'write',
    fields: logInputs,
    async answer({ tracking }, { run_id, datasets = [], models = [] }) {
      await tracking.runs.logInputs(run_id, { datasets: datasets.map(toRunInput), models: models.map(({ model_id }) => ({ model: model_id })) });
    },
  }),
  endpoint({
    method: 'POST',
    path: '/runs/outputs',
    permission: 'write',
    fields: { run_id: runId, models: needed(list(message({ model_id: needed(text), step: int64 }))) },
    async answer({ tracking }, { run_id, models }) {
      await tracking.runs.logOutputs(
        run_id,
        models.map(({ model_id, step = 0 }) => ({ model: model_id, step })),
      );
    },
  }),
  endpoint({
    method: 'POST',
    path: '/runs/log-model',
    permission: 'write',
    fields: { run_id: runId, model_json: needed(text) },
    async answer({ tracking }, { run_id, model_json }) {
      await tracking.runs.logModel(run_id, readModelJson(model_json));
    },
  }),
];

type LoggedMetric = NonNullable<LogBatch['metrics']>[number];

function toMetric({ key, value, timestamp, step = 0, model_id, dataset_name, dataset_digest }: Message<typeof metric>): LoggedMetric {
  if (!model_id) return { key, value, at: timestamp, step };
  return { key, value, at: timestamp, step, model: model_id, ...(dataset_name && { datasetName: dataset_name }), ...(dataset_digest && { datasetDigest: dataset_digest }) };
}

const toEntry = ({ key, value = '' }: Message<typeof keyed>): { key: string; value: string } => ({ key, value });

const toRunInput = ({ tags, dataset: d }: NonNullable<Message<typeof logInputs>['datasets']>[number]): RunInput => ({
  dataset: { name: d.name, digest: d.digest, sourceType: d.source_type ?? '', source: d.source ?? '', schema: d.schema ?? null, profile: d.profile ?? null },
  tags: toTags(tags),
});

/** Tells what is wrong with the only thing of a request without its place in a list, and in the singular. */
async function alone(logging: Promise<void>): Promise<undefined> {
  try {
    await logging;
  } catch (error) {
    if (isCapstanError(error, 'TRAIN_LOG_INVALID')) throw mlflowErrors.REQUEST_INVALID({ why: describeAlone(error.facts['problems'] as readonly LogProblem[]) }, { cause: error });
    if (isCapstanError(error, 'TRAIN_PARAM_CHANGED')) throw mlflowErrors.REQUEST_INVALID({ why: describeChange(error.facts) }, { cause: error });
    throw error;
  }
  return undefined;
}

const describeAlone = (problems: readonly LogProblem[]): string =>
  problems.map((problem) => describeLogProblem({ ...problem, path: problem.path.replace(/^\w+\[0\]\./, '') })).join('\n');

function describeChange(facts: Facts): string {
  const { run, changes } = facts as { readonly run: string; readonly changes: readonly [{ readonly key: string; readonly old: string; readonly new: string }] };
  const [{ key, old, new: given }] = changes;
  return `Changing param values is not allowed. Param with key='${key}' was already logged with value='${old}' for run ID='${run}'. Attempted logging new value '${given}'.`;
}

/** What a 2.x client tells of a model: what the tag of its run keeps of it. Throws MLFLOW_REQUEST_INVALID. */
function readModelJson(json: string): Record<string, JsonValue> {
  let model: Record<string, JsonValue>;
  try {
    model = JSON.parse(json) as Record<string, JsonValue>;
    // JSON that can be read may be nested too deep to be written again.
    JSON.stringify(model);
  } catch (error) {
    throw mlflowErrors.REQUEST_INVALID({ why: `Malformed model info. \n ${json} \n is not a valid JSON.` }, { cause: error });
  }
  const missing = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'].filter((name) => !Object.hasOwn(Object(model) as object, name));
  if (missing.length > 0) throw mlflowErrors.REQUEST_INVALID({ why: `Model json is missing mandatory fields: {${missing.map(pythonRepr).join(', ')}}` });
  const kept = Object.entries(model).filter(([name]) => ['run_id', 'utc_time_created', 'artifact_path', 'model_uuid'].includes(name));
  const flavors = Object.entries(Object(model['flavors']) as Record<string, JsonValue>).map(([name, flavor]) => [name, withoutConfig(flavor)]);
  return { ...Object.fromEntries(kept), flavors: Object.fromEntries(flavors) as JsonValue };
}

function withoutConfig(flavor: JsonValue): JsonValue {
  if (typeof flavor !== 'object' || flavor === null || Array.isArray(flavor)) return flavor;
  const { config: _, ...rest } = flavor as Record<string, JsonValue>;
  return rest;
}
