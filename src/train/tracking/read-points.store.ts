import { decodeCursor, digestOf, encodeCursor, type Page, shortDigest } from '../../kernel/index.ts';
import { trainErrors } from '../train.errors.ts';
import { isStorable } from './check-entries.ts';
import { groupRows } from './group-rows.ts';
import type { Point } from './metric.ts';
import { decodeChunk } from './point-chunk.ts';
import { columnsOf, makeColumns, mergeColumns, pointAt, type PointColumns, type PointOrder } from './point-columns.ts';
import { decodePoints } from './point-log.ts';
import { samplePoints } from './sample-points.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** A page of a metric's points, by time, then step, then value; nothing for a run or a key that is not there. Throws TRAIN_PAGE_UNKNOWN. */
export async function readHistory(
  ctx: TrackingContext,
  about: { readonly run: string; readonly key: string; readonly maxResults?: number; readonly pageToken?: string },
): Promise<Page<Point>> {
  const question = shortDigest(digestOf([about.run, about.key]));
  const from = about.pageToken === undefined ? 0 : readToken(about.pageToken, question);
  const { key, runs } = await findNumbers(ctx, { runs: [about.run], key: about.key });
  const run = runs.get(about.run);
  const points = run === undefined ? makeColumns(0) : (await readPoints(ctx, { runs: [run], key, order: 'by time' })).get(run)!;
  const to = Math.min(points.length, from + (about.maxResults ?? points.length));
  const items: Point[] = [];
  for (let index = from; index < to; index++) items.push(pointAt(points, index));
  return { items, ...(to < points.length && { next: encodeCursor([question, to]) }) };
}

/** How many runs are read at once; then others have their turn. */
const RUNS_AT_ONCE = 10;

/** Points of one metric of many runs, thinned for a chart: see `samplePoints`. */
export async function sampleRuns(
  ctx: TrackingContext,
  about: { readonly runs: readonly string[]; readonly key: string; readonly points: number; readonly fromStep?: number; readonly toStep?: number },
): Promise<ReadonlyMap<string, readonly Point[]>> {
  const { points: count, fromStep = -Infinity, toStep = Infinity } = about;
  const sampled = new Map<string, readonly Point[]>();
  const { key, runs } = await findNumbers(ctx, about);
  const named = [...runs];
  for (let from = 0; from < named.length; from += RUNS_AT_ONCE) {
    const part = named.slice(from, from + RUNS_AT_ONCE);
    const points = await readPoints(ctx, { runs: part.map(([, no]) => no), key, order: 'by step' });
    for (const [run, no] of part) {
      const some = samplePoints(points.get(no)!, { count, fromStep, toStep });
      if (some.length > 0) sampled.set(run, some);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sampled;
}

/** Where the page begins; a token of another run or metric is refused. */
function readToken(token: string, question: string): number {
  const [asked, from] = decodeCursor(token) ?? [];
  if (asked !== question || typeof from !== 'number' || !Number.isSafeInteger(from) || from < 0) throw trainErrors.PAGE_UNKNOWN({ token });
  return from;
}

/** The numbers of a key and of those runs that are there, in the order of asking; of no runs when nothing was ever logged under the key. */
async function findNumbers(ctx: TrackingContext, about: { readonly runs: readonly string[]; readonly key: string }): Promise<{ key: number; runs: ReadonlyMap<string, number> }> {
  const { project, db } = ctx.means;
  const key = await ctx.keys.find(about.key);
  if (key === undefined || about.runs.length === 0) return { key: 0, runs: new Map() };
  const rows = await db
    .tables<TrackingTables>()
    .selectFrom('train_tracked_runs')
    .select(['id', 'no'])
    .where('project', '=', project)
    .where('id', 'in', about.runs.filter(isStorable))
    .execute();
  const nos = new Map(rows.map((row) => [row.id, row.no]));
  return { key, runs: new Map(about.runs.flatMap((run) => (nos.has(run) ? [[run, nos.get(run)!]] : []))) };
}

/** Every point of a metric of runs, by the number of the run, each once. */
async function readPoints(
  { means: { db } }: TrackingContext,
  about: { readonly runs: readonly number[]; readonly key: number; readonly order: PointOrder },
): Promise<ReadonlyMap<number, PointColumns>> {
  const { runs, key, order } = about;
  const t = db.tables<TrackingTables>();
  // The journal first: what is folded in between is then found twice, which does not matter, and not never.
  const journal = groupRows(await t.selectFrom('train_metric_journal').select(['run', 'body']).where('run', 'in', runs).orderBy('seq').execute(), (row) => row.run);
  const chunks = groupRows(
    await t.selectFrom('train_metric_chunks').select(['run', 'body']).where('run', 'in', runs).where('key', '=', key).orderBy('chunk').execute(),
    (row) => row.run,
  );
  return new Map(runs.map((run) => [run, mergeColumns([...(chunks.get(run) ?? []).map((chunk) => decodeChunk(chunk.body)), readJournal(journal.get(run) ?? [], key)], order)]));
}

function readJournal(rows: readonly { readonly body: Uint8Array }[], key: number): PointColumns {
  const points: Point[] = [];
  for (const { body } of rows) decodePoints(body, (point) => void points.push(point), key);
  return columnsOf(points);
}
