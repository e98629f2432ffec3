import { LOGGED_MODEL_STATUSES } from '../../platform/index.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { entries, toTags } from './experiment-endpoints.ts';
import { mlflowErrors } from './mlflow.errors.ts';
import { readExperimentNo, readExperimentNos, readMaxResults } from './read-numbers.ts';
import { choice, int64, list, message, needed, text, truth } from './request-fields.ts';
import { toLoggedModelJson } from './write-answers.ts';

/** Each is a condition of the query, once for every metric that is looked at. */
const MOST_DATASETS = 100;

const modelId = { model_id: needed(text) };
const searchedDataset = message({ dataset_name: text, dataset_digest: text });
const order = message({ field_name: needed(text), ascending: truth, dataset_name: text, dataset_digest: text });

/** Models as clients of MLflow 3 log them. */
export const loggedModelEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/logged-models',
    permission: 'write',
    fields: { experiment_id: needed(text), name: text, model_type: text, source_run_id: text, params: entries, tags: entries },
    async answer({ tracking }, { experiment_id, name, model_type, source_run_id, params, tags }) {
      const model = await tracking.loggedModels.create({
        experiment: readExperimentNo(experiment_id),
        params: toTags(params),
        tags: toTags(tags),
        ...(name && { name }),
        ...(model_type && { type: model_type }),
        ...(source_run_id && { sourceRun: source_run_id }),
      });
      return { model: toLoggedModelJson(model) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/logged-models/search',
    permission: 'read',
    fields: { experiment_ids: needed(list(text)), filter: text, datasets: list(searchedDataset), max_results: int64, order_by: list(order), page_token: text },
    async answer({ tracking }, { experiment_ids, filter, datasets, max_results, order_by, page_token }) {
      if (datasets?.some(({ dataset_name }) => !dataset_name)) throw mlflowErrors.REQUEST_INVALID({ why: '`dataset_name` in the `datasets` clause must be specified.' });
      if (datasets && datasets.length > MOST_DATASETS)
        throw mlflowErrors.REQUEST_INVALID({ why: `A search can name at most ${MOST_DATASETS} datasets. Got ${datasets.length} datasets.` });
      const page = await tracking.loggedModels.search({
        experiments: readExperimentNos(experiment_ids),
        maxResults: readMaxResults(max_results || undefined, { unless: 50 }),
        ...(filter && { filter }),
        ...(datasets && { datasets: datasets.map((d) => ({ name: d.dataset_name!, ...(d.dataset_digest && { digest: d.dataset_digest }) })) }),
        ...(order_by && {
          orderBy: order_by.map((o) => ({
            field: o.field_name,
            ascending: o.ascending ?? true,
            ...(o.dataset_name && { datasetName: o.dataset_name }),
            ...(o.dataset_digest && { datasetDigest: o.dataset_digest }),
          })),
        }),
        ...(page_token && { pageToken: page_token }),
      });
      return { models: page.items.length === 0 ? undefined : page.items.map(toLoggedModelJson), next_page_token: page.next };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/logged-models/:model_id',
    permission: 'read',
    fields: { ...modelId, allow_deleted: truth },
    answer: async ({ tracking }, { model_id, allow_deleted = false }) => ({ model: toLoggedModelJson(await tracking.loggedModels.get(model_id, { deletedToo: allow_deleted })) }),
  }),
  endpoint({
    method: 'PATCH',
    path: '/logged-models/:model_id',
    permission: 'write',
    fields: { ...modelId, status: needed(choice(LOGGED_MODEL_STATUSES)) },
    answer: async ({ tracking }, { model_id, status }) => ({ model: toLoggedModelJson(await tracking.loggedModels.finish(model_id, status)) }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/logged-models/:model_id',
    permission: 'write',
    fields: modelId,
    async answer({ tracking }, { model_id }) {
      await tracking.loggedModels.remove(model_id);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/logged-models/:model_id/params',
    permission: 'write',
    fields: { ...modelId, params: entries },
    async answer({ tracking }, { model_id, params }) {
      await tracking.loggedModels.logParams(model_id, toTags(params));
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/logged-models/:model_id/tags',
    permission: 'write',
    fields: { ...modelId, tags: entries },
    async answer({ tracking }, { model_id, tags }) {
      await tracking.loggedModels.setTags(model_id, toTags(tags));
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/logged-models/:model_id/tags/:tag_key',
    permission: 'write',
    fields: { ...modelId, tag_key: needed(text) },
    async answer({ tracking }, { model_id, tag_key }) {
      await tracking.loggedModels.removeTag(model_id, tag_key);
    },
  }),
];
