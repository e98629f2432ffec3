// The requests, field by field what MLflow's Python client sends for the call named.

const AGENT = 'mlflow-python-client/3.17.2';
const HEAD = `Host: 127.0.0.1\r\nUser-Agent: ${AGENT}\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\n`;

const post = (path: string, body: string): string =>
  `POST /api/2.0/mlflow/${path} HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const get = (path: string, query: Readonly<Record<string, string>>): string => `GET /api/2.0/mlflow/${path}?${new URLSearchParams(query).toString()} HTTP/1.1\r\n${HEAD}\r\n`;

/** A point of a metric. */
export interface Point {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}
/** A parameter or a tag. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

const pointText = ({ key, value, timestamp, step }: Point): string => `{"key": "${key}", "value": ${value}, "timestamp": ${timestamp}, "step": ${step}}`;

/** `MlflowClient.create_experiment(name)`. */
export const createExperiment = (name: string): string => post('experiments/create', JSON.stringify({ name }));

/** What `mlflow.start_run()` tags a run with. */
const RUN_TAGS: readonly Pair[] = [
  { key: 'mlflow.user', value: 'someone' },
  { key: 'mlflow.source.name', value: 'train.py' },
  { key: 'mlflow.source.type', value: 'LOCAL' },
  { key: 'mlflow.source.git.commit', value: '0b1f2d0c1a0c4d5e8f9a7b6c5d4e3f2a1b0c9d8e' },
];

/** `mlflow.start_run()`. */
export const createRun = (experimentId: string, startTime: number = Date.now()): string =>
  post('runs/create', JSON.stringify({ experiment_id: experimentId, user_id: 'someone', start_time: startTime, tags: RUN_TAGS }));

/** `mlflow.log_metric(key, value, step)`. */
export const logMetric = (runId: string, point: Point): string => post('runs/log-metric', `{"run_uuid": "${runId}", ${pointText(point).slice(1, -1)}, "run_id": "${runId}"}`);

/** `mlflow.log_metrics(…)`, `mlflow.log_params(…)`. */
export function logBatch(runId: string, batch: { readonly metrics?: readonly Point[]; readonly params?: readonly Pair[]; readonly tags?: readonly Pair[] }): string {
  const { metrics = [], params = [], tags = [] } = batch;
  const parts = [`"run_id": "${runId}"`];
  if (metrics.length > 0) parts.push(`"metrics": [${metrics.map(pointText).join(', ')}]`);
  if (params.length > 0) parts.push(`"params": ${JSON.stringify(params)}`);
  if (tags.length > 0) parts.push(`"tags": ${JSON.stringify(tags)}`);
  return post('runs/log-batch', `{${parts.join(', ')}}`);
}

/** `mlflow.set_tag(key, value)`. */
export const setTag = (runId: string, tag: Pair): string => post('runs/set-tag', JSON.stringify({ run_uuid: runId, run_id: runId, ...tag }));

/** `mlflow.end_run()`. */
export const finishRun = (runId: string): string => post('runs/update', JSON.stringify({ run_uuid: runId, run_id: runId, status: 'FINISHED', end_time: Date.now() }));

/** `MlflowClient.get_run(id)`. */
export const getRun = (runId: string): string => get('runs/get', { run_uuid: runId, run_id: runId });

/** `MlflowClient.search_runs(…)`. */
export const searchRuns = (experimentId: string, about: { readonly filter: string; readonly orderBy: string; readonly limit: number }): string =>
  post('runs/search', JSON.stringify({ experiment_ids: [experimentId], filter: about.filter, run_view_type: 'ACTIVE_ONLY', max_results: about.limit, order_by: [about.orderBy] }));

/** `MlflowClient.get_metric_history(id, key)`. */
export const getHistory = (runId: string, key: string): string => get('metrics/get-history', { run_uuid: runId, run_id: runId, metric_key: key });
