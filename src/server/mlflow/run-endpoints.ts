import { RUN_STATUSES } from '../../platform/index.ts';
import { endpoint, type Endpoint, longEndpoint } from './endpoint.ts';
import { entries, toTags, toView, viewType } from './experiment-endpoints.ts';
import { asPython } from './python-text.ts';
import { mlflowErrors } from './mlflow.errors.ts';
import { readExperimentNo, readExperimentNos, readMaxResults } from './read-numbers.ts';
import { choice, int64, list, runId, text } from './request-fields.ts';
import { toRunInfoJson } from './write-answers.ts';
import { writeRun, writeRunsPage } from './write-runs.ts';

const MOST_RUNS = 50_000;

/** Runs, and what they are: what is logged to them is in `log-endpoints.ts`. */
export const runEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/runs/create',
    permission: 'write',
    fields: { experiment_id: text, user_id: text, run_name: text, start_time: int64, tags: entries },
    async answer({ tracking }, { experiment_id = '', user_id, run_name, start_time, tags }) {
      const run = await tracking.runs.create({
        experiment: readExperimentNo(experiment_id),
        tags: toTags(tags),
        ...(user_id && { user: user_id }),
        ...(run_name && { name: run_name }),
        startedAt: start_time ?? 0,
      });
      return `{"run":${writeRun(run)}}`;
    },
  }),
  endpoint({
    method: 'POST',
    path: '/runs/update',
    permission: 'write',
    fields: { run_id: runId, status: choice(RUN_STATUSES), end_time: int64, run_name: text },
    async answer({ tracking }, { run_id, status, end_time, run_name }) {
      const info = await tracking.runs.update(run_id, {
        ...(status !== undefined && { status }),
        ...(end_time !== undefined && { endedAt: end_time }),
        ...(run_name && { name: run_name }),
      });
      return { run_info: toRunInfoJson(info) };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/runs/get',
    permission: 'read',
    fields: { run_id: runId },
    answer: async ({ tracking }, { run_id }) => `{"run":${writeRun(await tracking.runs.get(run_id))}}`,
  }),
  longEndpoint({
    method: 'POST',
    path: '/runs/search',
    permission: 'read',
    fields: { experiment_ids: list(text), filter: text, run_view_type: viewType, max_results: int64, order_by: list(text), page_token: text },
    async answer({ tracking }, { experiment_ids = [], filter, run_view_type, max_results, order_by, page_token }) {
      if (max_results !== undefined && max_results > MOST_RUNS) throw mlflowErrors.PARAMETER_TYPE({ path: 'max_results', ...asPython(max_results) });
      const page = await tracking.runs.searchColumns({
        experiments: readExperimentNos(experiment_ids),
        view: toView(run_view_type),
        maxResults: readMaxResults(max_results, { unless: 1000 }),
        ...(filter && { filter }),
        ...(order_by && { orderBy: order_by }),
        ...(page_token && { pageToken: page_token }),
      });
      return writeRunsPage(page);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/runs/delete',
    permission: 'write',
    fields: { run_id: runId },
    async answer({ tracking }, { run_id }) {
      await tracking.runs.remove(run_id);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/runs/restore',
    permission: 'write',
    fields: { run_id: runId },
    async answer({ tracking }, { run_id }) {
      await tracking.runs.restore(run_id);
    },
  }),
];
