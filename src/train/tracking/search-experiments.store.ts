import { sql } from 'kysely';
import { type Page, parseFilter, parseOrder } from '../../kernel/index.ts';
import { findPage, type ReachOf } from '../../store/index.ts';
import { experimentDialect, experimentOrderDialect } from './experiment-dialect.ts';
import { type Experiment, LIFECYCLES, type View } from './experiment.ts';
import { loadExperiments } from './experiments.store.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { Search } from './tracking-room.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** One page of the experiments. Throws FILTER_INVALID, FILTER_PAGE_TOKEN, FILTER_PAGE_SIZE. */
export async function searchExperiments(ctx: TrackingContext, search: Search & { readonly view?: View }): Promise<Page<Experiment>> {
  const { project, db } = ctx.means;
  const { view = 'active', filter = '', orderBy = [], maxResults = 1000, pageToken } = search;
  const rows = db
    .tables<TrackingTables>()
    .selectFrom('train_experiments as experiment')
    .selectAll('experiment')
    .where('experiment.project', '=', project)
    .where('experiment.lifecycle', 'in', view === 'all' ? LIFECYCLES : [view]);
  const page = await findPage(db, {
    rows,
    scope: ['experiments', project, view],
    filter: parseFilter(filter, experimentDialect),
    order: parseOrder(orderBy, experimentOrderDialect),
    reach: reachExperiment,
    limit: maxResults,
    token: pageToken,
  });
  return { ...page, items: await loadExperiments(ctx, page.items) };
}

const COLUMNS: Readonly<Record<string, string>> = { experiment_id: 'no', creation_time: 'created_at', last_update_time: 'updated_at' };
const experiment = (column: string) => sql.ref(`experiment.${column}`);

const reachExperiment: ReachOf = ({ entity, key }) =>
  entity === 'tag'
    ? { kind: 'keyed', table: 'train_experiment_tags', on: { project: experiment('project'), experiment: experiment('no'), key: sql`${key}` }, value: 'value' }
    : { kind: 'column', value: experiment(COLUMNS[key] ?? key), nullable: false };
