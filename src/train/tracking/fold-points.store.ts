import type { Kysely } from 'kysely';
import { prepareInsert } from '../../store/index.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeChunk } from './point-chunk.ts';
import { columnsOf, mergeColumns } from './point-columns.ts';
import { decodePoints, type NumberedPoint } from './point-log.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

type Query = Kysely<TrackingTables>;

/** How many points are moved at once: a few milliseconds, in which others wait. */
const POINTS_AT_ONCE = 16_384;
const ROWS_AT_ONCE = 4096;

/** Moves points of a run from the journal to where a metric is read: see `foldSome`. */
export interface PointFold {
  /** How many points of a run are in the journal. */
  count(run: number): Promise<number>;
  /** Moves the oldest points of a run, some thousands of them, into chunks by metric, in order, each once; how many rows of the journal went. All or nothing. */
  foldSome(run: number): Promise<number>;
}

export function createPointFold({ means: { db } }: Pick<TrackingContext, 'means'>): PointFold {
  const writer = new ByteWriter();
  const addChunks = prepareInsert<TrackingTables, 'train_metric_chunks'>(db, { into: 'train_metric_chunks', columns: ['run', 'key', 'chunk', 'points', 'body'] });
  return {
    async count(run) {
      const row = await db
        .tables<TrackingTables>()
        .selectFrom('train_metric_journal')
        .select((e) => e.fn.sum<number | null>('points').as('points'))
        .where('run', '=', run)
        .executeTakeFirstOrThrow();
      return row.points ?? 0;
    },
    foldSome: (run) =>
      db.transaction<TrackingTables, number>(async (trx) => {
        const rows = await readOldest(trx, run);
        if (rows.length === 0) return 0;
        const chunk = await nextChunk(trx, run);
        const chunks: unknown[] = [];
        for (const [key, points] of groupByKey(rows)) {
          const ordered = mergeColumns([columnsOf(points)], 'by time');
          chunks.push(run, key, chunk, ordered.length, encodeChunk(ordered, writer));
        }
        await addChunks.run(trx as never, chunks);
        await trx.deleteFrom('train_metric_journal').where('run', '=', run).where('seq', '<=', rows.at(-1)!.seq).execute();
        return rows.length;
      }),
  };
}

async function readOldest(trx: Query, run: number): Promise<readonly { readonly seq: number; readonly body: Uint8Array }[]> {
  const sizes = await trx.selectFrom('train_metric_journal').select(['seq', 'points']).where('run', '=', run).orderBy('seq').limit(ROWS_AT_ONCE).execute();
  let points = 0;
  let last: number | undefined;
  for (const row of sizes) {
    points += row.points;
    if (last !== undefined && points > POINTS_AT_ONCE) break;
    last = row.seq;
  }
  if (last === undefined) return [];
  return trx.selectFrom('train_metric_journal').select(['seq', 'body']).where('run', '=', run).where('seq', '<=', last).orderBy('seq').execute();
}

/** Chunks of a run are numbered by the fold that made them. */
async function nextChunk(trx: Query, run: number): Promise<number> {
  const { folds } = await trx
    .updateTable('train_tracked_runs')
    .set((e) => ({ folds: e('folds', '+', 1) }))
    .where('no', '=', run)
    .returning('folds')
    .executeTakeFirstOrThrow();
  return folds;
}

function groupByKey(rows: readonly { readonly body: Uint8Array }[]): ReadonlyMap<number, readonly NumberedPoint[]> {
  const groups = new Map<number, NumberedPoint[]>();
  for (const { body } of rows)
    decodePoints(body, (point) => {
      const group = groups.get(point.key);
      if (group) group.push(point);
      else groups.set(point.key, [point]);
    });
  return groups;
}
