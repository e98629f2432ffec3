import { authorise, type Principal } from '../../access/index.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { entries, toTags } from './experiment-endpoints.ts';
import { int64, list, needed, text } from './request-fields.ts';
import { toModelVersionJson, toRegisteredModelJson } from './write-answers.ts';

/** Whom a change is told of in the ledger. */
const by = (principal: Principal): { readonly actor: string } => ({ actor: principal.name });

const name = { name: needed(text) };

/** Clients ask by POST first, those of old servers by GET. */
const latestVersions = (method: 'GET' | 'POST'): Endpoint =>
  endpoint({
    method,
    path: '/registered-models/get-latest-versions',
    permission: 'read',
    fields: { ...name, stages: list(text) },
    async answer({ registry }, input) {
      const found = await registry.models.latest(input.name, input.stages);
      return { model_versions: found.length === 0 ? undefined : found.map(toModelVersionJson) };
    },
  });

/** Registered models, their tags and aliases. */
export const registeredModelEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/registered-models/create',
    permission: 'write',
    fields: { ...name, tags: entries, description: text },
    async answer({ registry }, { name: given, tags, description }, principal) {
      const made = await registry.models.create({ name: given, tags: toTags(tags), ...(description !== undefined && { description }) }, by(principal));
      return { registered_model: toRegisteredModelJson(made) };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/registered-models/get',
    permission: 'read',
    fields: name,
    answer: async ({ registry }, input) => ({ registered_model: toRegisteredModelJson(await registry.models.get(input.name)) }),
  }),
  endpoint({
    method: 'GET',
    path: '/registered-models/search',
    permission: 'read',
    fields: { filter: text, max_results: int64, order_by: list(text), page_token: text },
    async answer({ registry }, { filter, max_results, order_by, page_token }) {
      const page = await registry.models.search({
        ...(max_results !== undefined && { maxResults: max_results }),
        ...(page_token && { pageToken: page_token }),
        ...(filter && { filter }),
        ...(order_by && { orderBy: order_by }),
      });
      return { registered_models: page.items.length === 0 ? undefined : page.items.map(toRegisteredModelJson), next_page_token: page.next };
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/registered-models/update',
    permission: 'write',
    fields: { ...name, description: text },
    answer: async ({ registry }, input) => ({ registered_model: toRegisteredModelJson(await registry.models.describe(input.name, input.description ?? '')) }),
  }),
  endpoint({
    method: 'POST',
    path: '/registered-models/rename',
    permission: 'write',
    fields: { ...name, new_name: needed(text) },
    answer: async ({ registry }, input, principal) => ({
      registered_model: toRegisteredModelJson(await registry.models.rename({ from: input.name, to: input.new_name }, by(principal))),
    }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/registered-models/delete',
    permission: 'write',
    fields: name,
    async answer({ registry }, input, principal) {
      await registry.models.remove(input.name, by(principal));
    },
  }),
  latestVersions('POST'),
  latestVersions('GET'),
  endpoint({
    method: 'POST',
    path: '/registered-models/set-tag',
    permission: 'write',
    fields: { ...name, key: needed(text), value: text },
    async answer({ registry }, { name: given, key, value = '' }) {
      await registry.models.setTag(given, { key, value });
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/registered-models/delete-tag',
    permission: 'write',
    fields: { ...name, key: needed(text) },
    async answer({ registry }, input) {
      await registry.models.removeTag(input.name, input.key);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/registered-models/alias',
    permission: 'write',
    fields: { ...name, alias: needed(text), version: needed(text) },
    async answer({ registry }, { name: given, alias, version }, principal) {
      // Who moves the champion of a deployment decides what production does.
      if (registry.aliases.promotes({ name: given, alias })) authorise(principal, 'deploy');
      await registry.aliases.set(alias, { name: given, version }, by(principal));
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/registered-models/alias',
    permission: 'write',
    fields: { ...name, alias: needed(text) },
    async answer({ registry }, { name: given, alias }, principal) {
      await registry.aliases.remove({ name: given, alias }, by(principal));
    },
  }),
  endpoint({
    method: 'GET',
    path: '/registered-models/alias',
    permission: 'read',
    fields: { ...name, alias: needed(text) },
    answer: async ({ registry }, input) => ({ model_version: toModelVersionJson(await registry.aliases.resolve(input.name, input.alias)) }),
  }),
];
