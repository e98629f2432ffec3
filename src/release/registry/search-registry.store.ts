import { sql } from 'kysely';
import { type Field, type Filter, type Page, parseFilter, parseOrder } from '../../kernel/index.ts';
import { findPage, type Means, type ReachOf } from '../../store/index.ts';
import type { Search } from '../../train/index.ts';
import { modelDialect, modelOrder } from './model-dialect.ts';
import { type ModelVersion, RELEASE_TAG } from './model-version.ts';
import { fillModels } from './read-models.store.ts';
import { fillVersions, versionsOf } from './read-versions.store.ts';
import { PROMPT_TAG, type RegisteredModel } from './registered-model.ts';
import type { RegistryTables } from './registry-tables.store.ts';
import { versionDialect, versionOrder } from './version-dialect.ts';

const IS_PROMPT: Field = { entity: 'tag', key: PROMPT_TAG, type: 'text' };
const isAboutPrompts = (field: Field): boolean => field.entity === IS_PROMPT.entity && field.key === IS_PROMPT.key;

/** One page of the registered models that a filter holds for. Throws FILTER_INVALID, FILTER_PAGE_TOKEN. */
export async function searchModels(means: Means, search: Search & { readonly maxResults: number }): Promise<Page<RegisteredModel>> {
  const db = means.db.tables<RegistryTables>();
  const { items, ...rest } = await findPage(means.db, {
    rows: db.selectFrom('release_models').selectAll('release_models').where('project', '=', means.project),
    scope: ['models', means.project],
    filter: withoutPrompts(parseFilter(search.filter ?? '', modelDialect)),
    order: parseOrder(search.orderBy ?? [], modelOrder),
    reach: reachModel,
    limit: search.maxResults,
    token: search.pageToken,
  });
  return { items: await fillModels(db, means.project, items), ...rest };
}

/** One page of the model versions that a filter holds for. Throws FILTER_INVALID, FILTER_PAGE_TOKEN. */
export async function searchVersions(means: Means, search: Search & { readonly maxResults: number }): Promise<Page<ModelVersion>> {
  const db = means.db.tables<RegistryTables>();
  const { items, ...rest } = await findPage(means.db, {
    rows: versionsOf(db, means.project),
    scope: ['versions', means.project],
    filter: withoutPrompts(parseFilter(search.filter ?? '', versionDialect)),
    order: parseOrder(search.orderBy ?? [], versionOrder),
    reach: reachVersion,
    limit: search.maxResults,
    token: search.pageToken,
  });
  return { items: await fillVersions(db, items), ...rest };
}

/** A search that does not ask for prompts finds none. */
function withoutPrompts(filter: Filter): Filter {
  const asks = (part: Filter): boolean => (part.kind === 'comparison' ? isAboutPrompts(part.field) : part.kind === 'not' ? asks(part.of) : part.of.some(asks));
  return asks(filter) ? filter : { kind: 'and', of: [filter, { kind: 'comparison', field: IS_PROMPT, operator: '=', value: 'false' }] };
}

/** What bears no tag is no prompt: `!= 'true'` holds for it, as MLflow has it. All versions of a prompt are prompts. */
const isPrompt = sql`lower(coalesce((select t.value from release_model_tags as t where t.model = release_models.no and t.key = ${PROMPT_TAG}), 'false'))`;
const PROMPTS = { kind: 'column', value: isPrompt, nullable: false } as const;

const MODEL_COLUMNS: Readonly<Record<string, string>> = { name: 'name', creation_timestamp: 'created_at', last_updated_timestamp: 'updated_at' };
const reachModel: ReachOf = (field) => {
  if (isAboutPrompts(field)) return PROMPTS;
  if (field.entity === 'tag') return { kind: 'keyed', table: 'release_model_tags', on: { model: sql.ref('release_models.no'), key: sql`${field.key}` }, value: 'value' };
  return { kind: 'column', value: sql.ref(`release_models.${MODEL_COLUMNS[field.key]}`), nullable: false };
};

const VERSION_COLUMNS: Readonly<Record<string, string>> = {
  name: 'release_models.name',
  version_number: 'release_versions.version',
  run_id: 'release_versions.run_id',
  source_path: 'release_versions.source',
  current_stage: 'release_versions.stage',
  creation_timestamp: 'release_versions.created_at',
  last_updated_timestamp: 'release_versions.updated_at',
};
const reachVersion: ReachOf = (field) => {
  if (isAboutPrompts(field)) return PROMPTS;
  if (field.entity === 'tag' && field.key === RELEASE_TAG) return { kind: 'column', value: sql.ref('release_versions.release') };
  if (field.entity === 'tag') return { kind: 'keyed', table: 'release_version_tags', on: { version: sql.ref('release_versions.no'), key: sql`${field.key}` }, value: 'value' };
  return { kind: 'column', value: sql.ref(VERSION_COLUMNS[field.key]!), nullable: field.key === 'run_id' };
};
