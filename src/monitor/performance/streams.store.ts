import type { Transaction } from 'kysely';
import type { Digest } from '../../kernel/index.ts';
import type { Means, Migration } from '../../store/index.ts';
import type { Stream } from './stream-watch.ts';
import type { WatchedStream } from './watch-stream.ts';

interface Tables {
  /** How each watched stream stands after its last window. */
  monitor_streams: { readonly project: string; readonly deployment: string; readonly release: Digest; readonly stream: Stream; readonly body: string };
}

/** The table of watched streams. */
export const streamsMigration: Migration = {
  room: 'monitor',
  number: 3,
  name: 'streams of single predictions',
  async up(db) {
    await db.schema
      .createTable('monitor_streams')
      .ifNotExists()
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('deployment', 'text', (c) => c.notNull())
      .addColumn('release', 'text', (c) => c.notNull())
      .addColumn('stream', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('monitor_streams_key', ['project', 'deployment', 'release', 'stream'])
      .execute();
  },
};

/** How a stream stood after its last window; undefined when nothing of it was watched yet. */
export async function findStream(means: Means, about: { readonly deployment: string; readonly release: Digest; readonly stream: Stream }): Promise<WatchedStream | undefined> {
  const row = await means.db
    .tables<Tables>()
    .selectFrom('monitor_streams')
    .select('body')
    .where('project', '=', means.project)
    .where('deployment', '=', about.deployment)
    .where('release', '=', about.release)
    .where('stream', '=', about.stream)
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as WatchedStream);
}

/** Writes how streams stand after a window, with what else follows from it. */
export async function saveStreams(means: Means, trx: Transaction<unknown>, streams: readonly WatchedStream[]): Promise<void> {
  for (const one of streams) {
    const { deployment, release, stream } = one;
    const body = JSON.stringify(one);
    await (trx as unknown as Transaction<Tables>)
      .insertInto('monitor_streams')
      .values({ project: means.project, deployment, release, stream, body })
      .onConflict((c) => c.columns(['project', 'deployment', 'release', 'stream']).doUpdateSet({ body }))
      .execute();
  }
}
