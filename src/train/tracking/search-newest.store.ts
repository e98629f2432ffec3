import { decodeCursor, encodeCursor, type Page } from '../../kernel/index.ts';
import { trainErrors } from '../train.errors.ts';
import type { Experiment, View } from './experiment.ts';
import { loadExperiments } from './experiments.store.ts';
import { loadRuns } from './load-runs.store.ts';
import type { LoggedModel } from './logged-model.ts';
import { loadLoggedModels } from './logged-models.store.ts';
import type { TrackedRun } from './tracked-run.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingRoom } from './tracking-room.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

type Place = { readonly maxResults?: number; readonly pageToken?: string };

const lifecyclesOf = (view: View = 'active'): readonly string[] => (view === 'all' ? ['active', 'deleted'] : [view]);

/** Experiments, newest first. */
export async function searchExperiments(ctx: TrackingContext, search: Parameters<TrackingRoom['experiments']['search']>[0]): Promise<Page<Experiment>> {
  return pageOf(search, async ({ offset, limit }) => {
    const rows = await ctx.means.db
      .tables<TrackingTables>()
      .selectFrom('train_experiments')
      .selectAll()
      .where('project', '=', ctx.means.project)
      .where('lifecycle', 'in', lifecyclesOf(search.view))
      .orderBy('created_at', 'desc')
      .orderBy('no')
      .offset(offset)
      .limit(limit)
      .execute();
    return loadExperiments(ctx, rows);
  });
}

/** Runs, newest first. */
export async function searchRuns(ctx: TrackingContext, search: Parameters<TrackingRoom['runs']['search']>[0]): Promise<Page<TrackedRun>> {
  return pageOf(search, async ({ offset, limit }) => {
    const rows = await ctx.means.db
      .tables<TrackingTables>()
      .selectFrom('train_tracked_runs')
      .selectAll()
      .where('project', '=', ctx.means.project)
      .where('experiment', 'in', [...search.experiments])
      .where('lifecycle', 'in', lifecyclesOf(search.view))
      .orderBy('start_time', 'desc')
      .orderBy('id')
      .offset(offset)
      .limit(limit)
      .execute();
    return loadRuns(ctx, rows);
  });
}

/** Logged models, newest first. */
export async function searchLoggedModels(ctx: TrackingContext, search: Parameters<TrackingRoom['loggedModels']['search']>[0]): Promise<Page<LoggedModel>> {
  return pageOf(search, async ({ offset, limit }) => {
    const rows = await ctx.means.db
      .tables<TrackingTables>()
      .selectFrom('train_logged_models')
      .selectAll()
      .where('project', '=', ctx.means.project)
      .where('experiment', 'in', [...search.experiments])
      .where('lifecycle', '=', 'active')
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .offset(offset)
      .limit(limit)
      .execute();
    return loadLoggedModels(ctx, rows);
  });
}

async function pageOf<T>(place: Place, read: (part: { offset: number; limit: number }) => Promise<T[]>): Promise<Page<T>> {
  const { maxResults = 1000, pageToken } = place;
  const offset = pageToken === undefined ? 0 : decodeCursor(pageToken)?.[0];
  if (typeof offset !== 'number') throw trainErrors.PAGE_UNKNOWN({ token: pageToken! });
  const found = await read({ offset, limit: maxResults + 1 });
  const items = found.slice(0, maxResults);
  return { items, ...(found.length > maxResults && { next: encodeCursor([offset + maxResults]) }) };
}
