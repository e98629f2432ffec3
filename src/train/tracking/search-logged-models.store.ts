import { type Expression, type Kysely, sql, type SqlBool } from 'kysely';
import { type Canonical, type Filter, type OrderItem, type Page, parseFilter, parseOrderFields } from '../../kernel/index.ts';
import { findPage, type ReachOf } from '../../store/index.ts';
import { loggedModelDialect, loggedModelOrderDialect, STATUS_NAMES } from './logged-model-dialect.ts';
import type { LoggedModel } from './logged-model.ts';
import { loadLoggedModels } from './logged-models.store.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingRoom } from './tracking-room.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

type Dataset = NonNullable<OrderItem['on']>;

/**
 * One page of the logged models of some experiments. With `datasets`, metrics are those measured on one of them, and models without any are left out.
 * Throws FILTER_INVALID, FILTER_PAGE_TOKEN, FILTER_PAGE_SIZE.
 */
export async function searchLoggedModels(ctx: TrackingContext, search: Parameters<TrackingRoom['loggedModels']['search']>[0]): Promise<Page<LoggedModel>> {
  const { project, db } = ctx.means;
  const { experiments, filter = '', orderBy = [], maxResults = 100, pageToken } = search;
  const datasets = search.datasets?.map(({ name, digest }): Dataset => ({ dataset: name, ...(digest !== undefined && { digest }) })) ?? [];
  const question = {
    filter: parseFilter(filter, loggedModelDialect),
    order: parseOrderFields(
      orderBy.map(({ field, ...rest }) => ({ fieldName: field, ...rest })),
      loggedModelOrderDialect,
    ),
  };
  if (experiments.length === 0) return { items: [] };
  const t = db.tables<TrackingTables>();
  const about = { t, project, experiments: [...new Set(experiments)], datasets };
  const all = t
    .selectFrom('train_logged_models as model')
    .selectAll('model')
    .where('model.project', '=', project)
    .where('model.experiment', 'in', about.experiments)
    .where('model.lifecycle', '=', 'active');
  const rows = datasets.length > 0 && !asksForMetrics(question.filter) ? all.where(isMeasuredOn(about)) : all;
  const scope: Canonical = ['logged models', project, about.experiments.toSorted((a, b) => a - b), datasets];
  const page = await findPage(db, { rows, scope, ...question, reach: reachModel(about), limit: maxResults, token: pageToken });
  return { ...page, items: await loadLoggedModels(ctx, page.items) };
}

interface About {
  readonly t: Kysely<TrackingTables>;
  readonly project: string;
  readonly experiments: readonly number[];
  readonly datasets: readonly Dataset[];
}

const COLUMNS: Readonly<Record<string, string>> = {
  model_id: 'id',
  source_run_id: 'source_run',
  creation_timestamp: 'created_at',
  last_updated_timestamp: 'updated_at',
};
const MOST_NAMED = 100;
const SIDES: Readonly<Record<string, string>> = { params: 'train_logged_model_params', tags: 'train_logged_model_tags' };
const model = (column: string) => sql.ref(`model.${column}`);

const reachModel =
  (about: About): ReachOf =>
  ({ entity, key }, on) => {
    if (entity === 'metrics') return { kind: 'keyed', table: latestMetrics(key, { ...about, on }), on: { model: model('no') }, value: 'value', nan: 'is_nan' };
    const keyNo = about.t.selectFrom('train_keys').select('no').where('name', '=', key);
    if (entity !== 'attributes') return { kind: 'keyed', table: SIDES[entity]!, on: { model: model('no'), key: sql`${keyNo}` }, value: 'value' };
    if (key !== 'status') return { kind: 'column', value: model(COLUMNS[key] ?? key) };
    const names = Object.entries(STATUS_NAMES).map(([name, status]) => sql`when ${status} then ${name}`);
    return { kind: 'column', value: sql`case ${model('status')} ${sql.join(names, sql` `)} end` };
  };

/** The value of a metric that was measured last, for each model: by step, then by time, then by value. */
function latestMetrics(key: string, { t, project, experiments, datasets, on }: About & { on: OrderItem['on'] }): Expression<unknown> {
  // Named once more, so that few rows are measured; not where there are too many to be named for every metric.
  const models = t
    .selectFrom('train_logged_models')
    .select('no')
    .where('project', '=', project)
    .$if(experiments.length <= MOST_NAMED, (q) => q.where('experiment', 'in', experiments));
  let measured = t
    .selectFrom('train_logged_model_metrics as metric')
    .select(['metric.model', 'metric.value', 'metric.is_nan'])
    .select(sql`row_number() over (partition by metric.model order by metric.step desc, metric.timestamp desc, metric.is_nan, metric.value desc)`.as('place'))
    .where('metric.model', 'in', models)
    .where('metric.key', '=', t.selectFrom('train_keys').select('no').where('name', '=', key));
  if (datasets.length > 0) measured = measured.where(isOnOneOf(datasets));
  if (on !== undefined) measured = measured.where(isOnOneOf([on]));
  return t.selectFrom(measured.as('measured')).selectAll().where('place', '=', 1);
}

const isOnOneOf = (datasets: readonly Dataset[]): Expression<SqlBool> =>
  sql<SqlBool>`(${sql.join(
    datasets.map(({ dataset, digest }) => sql`(metric.dataset_name = ${dataset}${digest === undefined ? sql`` : sql` and metric.dataset_digest = ${digest}`})`),
    sql` or `,
  )})`;

const isMeasuredOn = ({ datasets }: About): Expression<SqlBool> =>
  sql<SqlBool>`exists (select 1 from train_logged_model_metrics as metric where metric.model = ${model('no')} and ${isOnOneOf(datasets)})`;

function asksForMetrics(filter: Filter): boolean {
  if (filter.kind === 'comparison') return filter.field.entity === 'metrics';
  return filter.kind === 'not' ? asksForMetrics(filter.of) : filter.of.some(asksForMetrics);
}
