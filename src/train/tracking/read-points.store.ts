import { decodeCursor, encodeCursor, type Page } from '../../kernel/index.ts';
import { trainErrors } from '../train.errors.ts';
import type { Point } from './metric.ts';
import { decodeChunk } from './point-chunk.ts';
import { columnsOf, makeColumns, mergeColumns, pointAt, type PointColumns, type PointOrder } from './point-columns.ts';
import { decodePoints } from './point-log.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** A page of a metric's points, by time, then step, then value; nothing for a run or a key that is not there. Throws TRAIN_PAGE_UNKNOWN. */
export async function readHistory(
  ctx: TrackingContext,
  about: { readonly run: string; readonly key: string; readonly maxResults?: number; readonly pageToken?: string },
): Promise<Page<Point>> {
  const from = about.pageToken === undefined ? 0 : readToken(about.pageToken);
  const points = await readPoints(ctx, { run: about.run, key: about.key, order: 'by time' });
  const to = Math.min(points.length, from + (about.maxResults ?? points.length));
  const items: Point[] = [];
  for (let index = from; index < to; index++) items.push(pointAt(points, index));
  return { items, ...(to < points.length && { next: encodeCursor([to]) }) };
}

function readToken(token: string): number {
  const position = decodeCursor(token);
  const from = position?.length === 1 ? position[0] : undefined;
  if (typeof from !== 'number' || !Number.isSafeInteger(from) || from < 0) throw trainErrors.PAGE_UNKNOWN({ token });
  return from;
}

/** Every point of a metric of a run, each once. */
export async function readPoints(ctx: TrackingContext, about: { readonly run: string; readonly key: string; readonly order: PointOrder }): Promise<PointColumns> {
  const { project, db } = ctx.means;
  const key = await ctx.keys.find(about.key);
  if (key === undefined) return makeColumns(0);
  const run = await db.tables<TrackingTables>().selectFrom('train_tracked_runs').select('no').where('project', '=', project).where('id', '=', about.run).executeTakeFirst();
  if (!run) return makeColumns(0);
  // The journal first: what is folded in between is then found twice, which does not matter, and not never.
  const journal = await db.tables<TrackingTables>().selectFrom('train_metric_journal').select('body').where('run', '=', run.no).orderBy('seq').execute();
  const chunks = await db.tables<TrackingTables>().selectFrom('train_metric_chunks').select('body').where('run', '=', run.no).where('key', '=', key).orderBy('chunk').execute();
  return mergeColumns([...chunks.map((chunk) => decodeChunk(chunk.body)), readJournal(journal, key)], about.order);
}

function readJournal(rows: readonly { readonly body: Uint8Array }[], key: number): PointColumns {
  const points: Point[] = [];
  for (const { body } of rows)
    decodePoints(body, (point) => {
      if (point.key === key) points.push(point);
    });
  return columnsOf(points);
}
