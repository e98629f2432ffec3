import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeClock } from '../../kernel/index.ts';
import { applyMigrations, type Db, openSqlite } from '../../store/index.ts';
import { trainMigrations } from '../train.store.ts';
import { createTrackingRoom } from './create-tracking-room.ts';
import type { TrackingRoom } from './tracking-room.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

const clock = new FakeClock(1_764_000_000_000);
let db: Db;
let room: TrackingRoom;
beforeAll(async () => {
  db = await openSqlite(':memory:');
  await applyMigrations(db, trainMigrations, clock);
  room = createTrackingRoom({ project: 'p', db, clock });
});
afterAll(() => db.close());

const deletedAt = async (table: 'train_tracked_runs' | 'train_logged_models', id: string): Promise<number | null> =>
  (await db.tables<TrackingTables>().selectFrom(table).select('deleted_at').where('id', '=', id).executeTakeFirstOrThrow()).deleted_at;

it('counts from the first deletion, however often something is deleted', async () => {
  const { info } = await room.runs.create({ experiment: 0 });
  const { id } = await room.loggedModels.create({ experiment: 0 });
  const first = clock.now();
  for (let i = 0; i < 3; i++) {
    await room.runs.remove(info.id);
    await room.loggedModels.remove(id);
    clock.advance(1000);
  }
  expect([await deletedAt('train_tracked_runs', info.id), await deletedAt('train_logged_models', id)]).toEqual([first, first]);
  await room.runs.restore(info.id);
  await room.runs.restore(info.id);
  expect(await deletedAt('train_tracked_runs', info.id)).toBeNull();
});

it('takes the token of a page of a history for the same run and metric alone', async () => {
  const [run, other] = [(await room.runs.create({ experiment: 0 })).info.id, (await room.runs.create({ experiment: 0 })).info.id];
  await room.runs.log(run, { metrics: Array.from({ length: 5 }, (_, step) => ({ key: 'm', value: step, at: step, step })) });
  const { next } = await room.metrics.history(run, 'm', { maxResults: 3 });
  expect((await room.metrics.history(run, 'm', { pageToken: next! })).items.map((point) => point.step)).toEqual([3, 4]);
  for (const [of, key] of [
    [other, 'm'],
    [run, 'n'],
  ] as const)
    await expect(room.metrics.history(of, key, { pageToken: next! })).rejects.toThrow(expect.objectContaining({ code: 'TRAIN_PAGE_UNKNOWN' }) as Error);
});
