import { type Endpoint, longEndpoint } from './endpoint.ts';
import { DOCS, mlflowErrors } from './mlflow.errors.ts';
import { int64, list, needed, runId, text } from './request-fields.ts';
import { toMetricJson } from './write-answers.ts';

const MOST_RUNS = 100;
const MOST_POINTS_A_RUN = 2500;
const MOST_POINTS = 25_000;

const invalid = (why: string): Error => mlflowErrors.REQUEST_INVALID({ why });

/** The curves of metrics. */
export const metricEndpoints: readonly Endpoint[] = [
  longEndpoint({
    method: 'GET',
    path: '/metrics/get-history',
    permission: 'read',
    fields: { run_id: runId, metric_key: needed(text), page_token: text, max_results: int64 },
    async answer({ tracking }, { run_id, metric_key, page_token, max_results }) {
      if (max_results !== undefined && max_results <= 0)
        throw mlflowErrors.PARAMETER_INVALID({ path: 'max_results', value: String(max_results), why: '. It must be a positive integer.' });
      const page = await tracking.metrics.history(run_id, metric_key, {
        ...(max_results !== undefined && { maxResults: max_results }),
        ...(page_token && { pageToken: page_token }),
      });
      return { metrics: page.items.length === 0 ? undefined : page.items.map((point) => toMetricJson(metric_key, point)), next_page_token: page.next };
    },
  }),
  longEndpoint({
    method: 'GET',
    path: '/metrics/get-history-bulk-interval',
    permission: 'read',
    fields: { run_ids: needed(list(text)), metric_key: needed(text), start_step: int64, end_step: int64, max_results: int64 },
    async answer({ tracking }, { run_ids, metric_key, start_step, end_step, max_results = MOST_POINTS_A_RUN }) {
      if (run_ids.length > MOST_RUNS) throw invalid(`GetMetricHistoryBulkInterval request must specify at most ${MOST_RUNS} run_ids. Received ${run_ids.length} run_ids. ${DOCS}`);
      if (max_results < 1 || max_results > MOST_POINTS_A_RUN) throw invalid(`max_results must be between 1 and ${MOST_POINTS_A_RUN}. ${DOCS}`);
      if ((start_step === undefined) !== (end_step === undefined)) throw invalid('If either start step or end step are specified, both must be specified.');
      if (start_step !== undefined && start_step > end_step!) throw invalid(`end_step must be greater than start_step. Found start_step=${start_step} and end_step=${end_step}.`);
      const sampled = await tracking.metrics.sample(run_ids, metric_key, {
        points: max_results,
        ...(start_step !== undefined && { fromStep: start_step, toStep: end_step! }),
      });
      const metrics = run_ids.flatMap((run) => (sampled.get(run) ?? []).map((point) => ({ ...toMetricJson(metric_key, point), run_id: run })));
      return { metrics: metrics.length === 0 ? undefined : metrics };
    },
  }),
  longEndpoint({
    method: 'GET',
    path: '/metrics/get-history-bulk',
    permission: 'read',
    fields: { run_id: list(text), metric_key: text, max_results: int64 },
    async answer({ tracking }, { run_id = [], metric_key, max_results = MOST_POINTS }) {
      if (run_id.length === 0) throw invalid('GetMetricHistoryBulk request must specify at least one run_id.');
      if (run_id.length > MOST_RUNS) throw invalid(`GetMetricHistoryBulk request cannot specify more than ${MOST_RUNS} run_ids. Received ${run_id.length} run_ids.`);
      if (metric_key === undefined) throw invalid('GetMetricHistoryBulk request must specify a metric_key.');
      const most = Math.min(max_results, MOST_POINTS);
      const metrics: object[] = [];
      for (const run of [...new Set(run_id)].toSorted()) {
        if (metrics.length >= most) break;
        const { items } = await tracking.metrics.history(run, metric_key, { maxResults: most - metrics.length });
        for (const point of items) metrics.push({ ...toMetricJson(metric_key, point), run_id: run });
      }
      return { metrics };
    },
  }),
];
