import { DAY, type Digest, HOUR, type Instant } from '../kernel/index.ts';
import type { Means, Migration } from '../store/index.ts';
import type { LearnedYardsticks } from './drift/learned-yardsticks.ts';
import { decodeYardstick, encodeYardstick } from './drift/yardstick-bytes.ts';
import type { Yardstick } from './drift/yardstick.ts';

interface Tables {
  data_yardsticks: { readonly project: string; readonly name: string; readonly blob: string; readonly asked_at: Instant };
}

/** One that nobody has asked for since is forgotten. */
const UNASKED = 30 * DAY;

export const yardstickMigration: Migration = {
  room: 'data',
  number: 2,
  name: 'what the drift battery has learned of references',
  async up(db) {
    await db.schema
      .createTable('data_yardsticks')
      .ifNotExists()
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('blob', 'text', (c) => c.notNull())
      .addColumn('asked_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('data_yardsticks_key', ['project', 'name'])
      .execute();
  },
};

/** What was learned of the references of a project, kept as bytes by content. One that cannot be read is not there, and what cannot be kept is learned again. */
export const storedYardsticks = (means: Means): LearnedYardsticks => ({
  get: (name) => findYardstick(means, name),
  set: (name, yardstick) => saveYardstick(means, name, yardstick),
});

async function findYardstick(means: Means, name: Digest): Promise<Yardstick | undefined> {
  const { project, clock } = means;
  const db = means.db.tables<Tables>();
  const found = await db.selectFrom('data_yardsticks').select(['blob', 'asked_at']).where('project', '=', project).where('name', '=', name).executeTakeFirst();
  if (found === undefined) return undefined;
  if (found.asked_at < clock.now() - DAY) await db.updateTable('data_yardsticks').set({ asked_at: clock.now() }).where('project', '=', project).where('name', '=', name).execute();
  try {
    return decodeYardstick(await means.blobs.get(found.blob as Digest));
  } catch {
    return undefined;
  }
}

async function saveYardstick(means: Means, name: Digest, yardstick: Yardstick): Promise<void> {
  const { project, clock } = means;
  const db = means.db.tables<Tables>();
  try {
    const blob = await means.blobs.put(encodeYardstick(yardstick));
    const row = { blob, asked_at: clock.now() };
    await db
      .insertInto('data_yardsticks')
      .values({ project, name, ...row })
      .onConflict((c) => c.columns(['project', 'name']).doUpdateSet(row))
      .execute();
    await forgetUnasked(means);
  } catch {
    // A full disk is no reason to fail a check.
  }
}

async function forgetUnasked(means: Means): Promise<void> {
  const db = means.db.tables<Tables>();
  const now = means.clock.now();
  const old = await db
    .deleteFrom('data_yardsticks')
    .where('project', '=', means.project)
    .where('asked_at', '<', now - UNASKED)
    .returning('blob')
    .execute();
  for (const { blob } of old) {
    const named = await db.selectFrom('data_yardsticks').select('name').where('blob', '=', blob).executeTakeFirst();
    if (named === undefined) await means.blobs.discard(blob as Digest, now - HOUR);
  }
}
