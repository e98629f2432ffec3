import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** Active runs of each experiment; one without any is left out. */
export async function countByExperiment({ means }: TrackingContext): Promise<ReadonlyMap<number, number>> {
  const rows = await means.db
    .tables<TrackingTables>()
    .selectFrom('train_tracked_runs')
    .select((e) => ['experiment', e.fn.countAll<number>().as('runs')])
    .where('project', '=', means.project)
    .where('lifecycle', '=', 'active')
    .groupBy('experiment')
    .execute();
  return new Map(rows.map((row) => [row.experiment, row.runs]));
}

/** How many ids a statement asks for. */
const AT_ONCE = 500;

/** Active runs that are nested in each of some runs; one without any is left out. */
export async function countChildren({ means }: TrackingContext, parents: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let from = 0; from < parents.length; from += AT_ONCE) {
    const rows = await means.db
      .tables<TrackingTables>()
      .selectFrom('train_tracked_runs')
      .select((e) => ['parent', e.fn.countAll<number>().as('runs')])
      .where('project', '=', means.project)
      .where('parent', 'in', parents.slice(from, from + AT_ONCE))
      .where('lifecycle', '=', 'active')
      .groupBy('parent')
      .execute();
    for (const { parent, runs } of rows) counts.set(parent!, runs);
  }
  return counts;
}
