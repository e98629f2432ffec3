import { endpoint, type Endpoint } from './endpoint.ts';
import { entries, toTags } from './experiment-endpoints.ts';
import { int64, list, needed, text, truth } from './request-fields.ts';
import { toModelVersionJson } from './write-answers.ts';

const version = { name: needed(text), version: needed(text) };

/** Versions of registered models. */
export const modelVersionEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/model-versions/create',
    permission: 'write',
    fields: { name: needed(text), source: needed(text), run_id: text, tags: entries, run_link: text, description: text, model_id: text },
    async answer({ registry }, { name, source, run_id, tags, run_link, description, model_id }, principal) {
      const order = {
        name,
        source,
        tags: toTags(tags),
        ...(run_id !== undefined && { run: run_id }),
        ...(run_link !== undefined && { runLink: run_link }),
        ...(description !== undefined && { description }),
        ...(model_id !== undefined && { loggedModel: model_id }),
      };
      return { model_version: toModelVersionJson(await registry.versions.create(order, { actor: principal.name })) };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/model-versions/get',
    permission: 'read',
    fields: version,
    answer: async ({ registry }, of) => ({ model_version: toModelVersionJson(await registry.versions.get(of)) }),
  }),
  endpoint({
    method: 'GET',
    path: '/model-versions/get-download-uri',
    permission: 'read',
    fields: version,
    answer: async ({ registry }, of) => ({ artifact_uri: (await registry.versions.get(of)).storageLocation }),
  }),
  endpoint({
    method: 'GET',
    path: '/model-versions/search',
    permission: 'read',
    fields: { filter: text, max_results: int64, order_by: list(text), page_token: text },
    async answer({ registry }, { filter, max_results, order_by, page_token }) {
      const page = await registry.versions.search({
        ...(max_results !== undefined && { maxResults: max_results }),
        ...(page_token && { pageToken: page_token }),
        ...(filter && { filter }),
        ...(order_by && { orderBy: order_by }),
      });
      return { model_versions: page.items.length === 0 ? undefined : page.items.map(toModelVersionJson), next_page_token: page.next };
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/model-versions/update',
    permission: 'write',
    fields: { ...version, description: text },
    answer: async ({ registry }, { description, ...of }) => ({ model_version: toModelVersionJson(await registry.versions.describe(of, description ?? null)) }),
  }),
  endpoint({
    method: 'POST',
    path: '/model-versions/transition-stage',
    permission: 'write',
    fields: { ...version, stage: needed(text), archive_existing_versions: truth },
    async answer({ registry }, { stage, archive_existing_versions, ...of }, principal) {
      const moved = await registry.versions.move(of, { stage, archiveExisting: archive_existing_versions ?? false }, { actor: principal.name });
      return { model_version: toModelVersionJson(moved) };
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/model-versions/delete',
    permission: 'write',
    fields: version,
    async answer({ registry }, of, principal) {
      await registry.versions.remove(of, { actor: principal.name });
    },
  }),
  endpoint({
    method: 'POST',
    path: '/model-versions/set-tag',
    permission: 'write',
    fields: { ...version, key: needed(text), value: text },
    async answer({ registry }, { key, value = '', ...of }) {
      await registry.versions.setTag(of, { key, value });
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/model-versions/delete-tag',
    permission: 'write',
    fields: { ...version, key: needed(text) },
    async answer({ registry }, { key, ...of }) {
      await registry.versions.removeTag(of, key);
    },
  }),
];
