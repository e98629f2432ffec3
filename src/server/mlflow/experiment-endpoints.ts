import { isCapstanError } from '../../kernel/index.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { mlflowErrors } from './mlflow.errors.ts';
import { readExperimentNo, readMaxResults } from './read-numbers.ts';
import { choice, int64, list, message, needed, text } from './request-fields.ts';
import { toExperimentJson } from './write-answers.ts';

/** Texts by name, as the protocol lists them. */
export const entries = list(message({ key: needed(text), value: text }));

/** Listed texts as a record; the last of a name wins, and one without a value is empty. */
export const toTags = (given: readonly { readonly key: string; readonly value?: string }[] = []): Record<string, string> =>
  Object.fromEntries(given.map(({ key, value = '' }) => [key, value]));

/** Which of what can be deleted a search looks at. */
export const viewType = choice(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']);
const VIEWS = { ACTIVE_ONLY: 'active', DELETED_ONLY: 'deleted', ALL: 'all' } as const;
export const toView = (given: keyof typeof VIEWS = 'ACTIVE_ONLY'): (typeof VIEWS)[keyof typeof VIEWS] => VIEWS[given];

/** How many experiments may be asked for their datasets at once. */
const MOST_EXPERIMENTS = 20;

const experimentId = { experiment_id: needed(text) };

const search = (method: 'GET' | 'POST'): Endpoint =>
  endpoint({
    method,
    path: '/experiments/search',
    permission: 'read',
    fields: { max_results: int64, page_token: text, filter: text, order_by: list(text), view_type: viewType },
    async answer({ tracking }, { max_results, page_token, filter, order_by, view_type }) {
      const page = await tracking.experiments.search({
        maxResults: readMaxResults(max_results, { unless: 0 }),
        view: toView(view_type),
        ...(page_token && { pageToken: page_token }),
        ...(filter && { filter }),
        ...(order_by && { orderBy: order_by }),
      });
      return { experiments: page.items.length === 0 ? undefined : page.items.map(toExperimentJson), next_page_token: page.next };
    },
  });

/** Experiments. */
export const experimentEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/experiments/create',
    permission: 'write',
    fields: { name: needed(text), artifact_location: text, tags: entries },
    async answer({ tracking }, { name, artifact_location, tags }) {
      const made = await tracking.experiments.create({ name, tags: toTags(tags), ...(artifact_location && { artifactLocation: artifact_location }) });
      return { experiment_id: String(made.no) };
    },
  }),
  search('POST'),
  search('GET'),
  endpoint({
    method: 'GET',
    path: '/experiments/get',
    permission: 'read',
    fields: experimentId,
    answer: async ({ tracking }, { experiment_id }) => ({ experiment: toExperimentJson(await tracking.experiments.get(readExperimentNo(experiment_id))) }),
  }),
  endpoint({
    method: 'GET',
    path: '/experiments/get-by-name',
    permission: 'read',
    fields: { experiment_name: needed(text) },
    answer: async ({ tracking }, { experiment_name }) => ({ experiment: toExperimentJson(await tracking.experiments.getByName(experiment_name)) }),
  }),
  endpoint({
    method: 'POST',
    path: '/experiments/update',
    permission: 'write',
    fields: { ...experimentId, new_name: needed(text) },
    async answer({ tracking }, { experiment_id, new_name }) {
      try {
        await tracking.experiments.rename(readExperimentNo(experiment_id), new_name);
      } catch (error) {
        if (isCapstanError(error, 'TRAIN_EXPERIMENT_DELETED')) throw mlflowErrors.STATE_INVALID({ why: 'Cannot rename a non-active experiment.' }, { cause: error });
        throw error;
      }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/experiments/delete',
    permission: 'write',
    fields: experimentId,
    async answer({ tracking }, { experiment_id }) {
      await tracking.experiments.remove(readExperimentNo(experiment_id));
    },
  }),
  endpoint({
    method: 'POST',
    path: '/experiments/restore',
    permission: 'write',
    fields: experimentId,
    async answer({ tracking }, { experiment_id }) {
      await tracking.experiments.restore(readExperimentNo(experiment_id));
    },
  }),
  endpoint({
    method: 'POST',
    path: '/experiments/set-experiment-tag',
    permission: 'write',
    fields: { ...experimentId, key: needed(text), value: text },
    async answer({ tracking }, { experiment_id, key, value = '' }) {
      await tracking.experiments.setTag(readExperimentNo(experiment_id), { key, value });
    },
  }),
  endpoint({
    method: 'POST',
    path: '/experiments/delete-experiment-tag',
    permission: 'write',
    fields: { ...experimentId, key: needed(text) },
    async answer({ tracking }, { experiment_id, key }) {
      await tracking.experiments.removeTag(readExperimentNo(experiment_id), key);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/experiments/search-datasets',
    permission: 'read',
    fields: { experiment_ids: list(text) },
    async answer({ tracking }, { experiment_ids = [] }) {
      const refuse = (why: string): Error => mlflowErrors.REQUEST_INVALID({ why: `SearchDatasets request ${why}` });
      if (experiment_ids.length === 0) throw refuse('must specify at least one experiment_id.');
      if (experiment_ids.length > MOST_EXPERIMENTS) throw refuse(`cannot specify more than ${MOST_EXPERIMENTS} experiment_ids. Received ${experiment_ids.length} experiment_ids.`);
      const uses = await tracking.experiments.datasets(experiment_ids.map(readExperimentNo));
      const summaries = uses.map(({ experiment, context, ...dataset }) => ({ experiment_id: String(experiment), ...dataset, context: context ?? undefined }));
      return { dataset_summaries: summaries.length === 0 ? undefined : summaries };
    },
  }),
];
