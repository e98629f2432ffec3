import { type Kysely, sql } from 'kysely';
import { type Page, parseFilter, parseOrder } from '../../kernel/index.ts';
import { countFound, findPage, type ReachOf } from '../../store/index.ts';
import { LIFECYCLES, type View } from './experiment.ts';
import { loadRuns } from './load-runs.store.ts';
import type { RunColumns } from './run-columns.ts';
import { runDialect, runOrderDialect } from './run-dialect.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { Search } from './tracking-room.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** One page of the runs of some experiments, in portions. Throws FILTER_INVALID, FILTER_PAGE_TOKEN, FILTER_PAGE_SIZE. */
export async function searchRuns(ctx: TrackingContext, search: Search & { readonly experiments: readonly number[]; readonly view?: View }): Promise<Page<RunColumns>> {
  const { project, db } = ctx.means;
  const { experiments, view = 'active', filter = '', orderBy = [], maxResults = 1000, pageToken } = search;
  const question = { filter: parseFilter(filter, runDialect), order: parseOrder(orderBy, runOrderDialect) };
  if (experiments.length === 0) return { items: [] };
  const scope = ['runs', project, view, experiments.toSorted((a, b) => a - b)];
  const page = await findPage(db, { ...rowsOf(ctx, { experiments, view }), scope, ...question, limit: maxResults, token: pageToken });
  const found = page.items.map((row) => row.no);
  return { ...page, items: await loadRuns(ctx, found) };
}

/** How many runs of some experiments a filter holds for. Throws FILTER_INVALID. */
export async function countRuns(ctx: TrackingContext, search: Pick<Search, 'filter'> & { readonly experiments: readonly number[]; readonly view?: View }): Promise<number> {
  const { experiments, view = 'active', filter = '' } = search;
  const parsed = parseFilter(filter, runDialect);
  return experiments.length === 0 ? 0 : countFound(ctx.means.db, { ...rowsOf(ctx, { experiments, view }), filter: parsed });
}

/** The rows that are searched, and how their fields are reached. */
function rowsOf({ means }: TrackingContext, { experiments, view }: { readonly experiments: readonly number[]; readonly view: View }) {
  const t = means.db.tables<TrackingTables>();
  const rows = t
    .selectFrom('train_tracked_runs as run')
    .select('run.no')
    .where('run.project', '=', means.project)
    .where('run.experiment', 'in', [...new Set(experiments)])
    .where('run.lifecycle', 'in', view === 'all' ? LIFECYCLES : [view]);
  return { rows, reach: reachRun(t) };
}

const COLUMNS: Readonly<Record<string, string>> = { run_id: 'id', run_name: 'name' };
const SIDES: Readonly<Record<string, string>> = { metric: 'train_latest_metrics', parameter: 'train_params', tag: 'train_tags' };
const run = (column: string) => sql.ref(`run.${column}`);

const reachRun =
  (t: Kysely<TrackingTables>): ReachOf =>
  ({ entity, key }) => {
    if (entity === 'dataset') return reachDataset(t, key);
    if (entity === 'attribute') {
      if (key === 'duration') return { kind: 'column', value: sql`(${run('end_time')} - ${run('start_time')})` };
      return { kind: 'column', value: run(COLUMNS[key] ?? key), nullable: key.endsWith('_time') };
    }
    const no = t.selectFrom('train_keys').select('no').where('name', '=', key);
    return { kind: 'keyed', table: SIDES[entity]!, on: { run: run('no'), key: sql`${no}` }, value: 'value', ...(entity === 'metric' && { nan: 'is_nan' }) };
  };

const reachDataset = (t: Kysely<TrackingTables>, key: string): ReturnType<ReachOf> => ({
  kind: 'rows',
  exists: (test) => {
    const inputs = t
      .selectFrom('train_run_inputs as input')
      .innerJoin('train_datasets as dataset', 'dataset.no', 'input.dataset')
      .select(sql.lit(1).as('one'))
      .where('input.run', '=', run('no') as never)
      .where(test(sql.ref(key === 'context' ? 'input.context' : `dataset.${key === 'version' ? 'digest' : key}`)));
    return sql`exists ${key === 'version' ? inputs.where('dataset.source_type', '=', 'capstan') : inputs}`;
  },
});
