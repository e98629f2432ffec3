import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../kernel/index.ts';
import { applyMigrations, openSqlite } from '../../store/index.ts';
import { trackingMigration, type TrackingTables } from './tracking-tables.store.ts';

describe('the tables of tracking', () => {
  it('number rows by themselves, and let a deleted experiment keep no name from others', async () => {
    const db = await openSqlite(':memory:');
    await applyMigrations(db, [trackingMigration], new FakeClock());
    const t = db.tables<TrackingTables>();
    await t
      .insertInto('train_keys')
      .values([{ name: 'loss' }, { name: 'auc' }])
      .execute();
    expect(await t.selectFrom('train_keys').selectAll().orderBy('no').execute()).toEqual([
      { no: 1, name: 'loss' },
      { no: 2, name: 'auc' },
    ]);
    const experiment = { project: 'p', name: 'a', artifact_location: 'mlflow-artifacts:/1', deleted_at: null, created_at: 1, updated_at: 1 };
    await t
      .insertInto('train_experiments')
      .values({ ...experiment, no: 1, lifecycle: 'deleted' })
      .execute();
    await t
      .insertInto('train_experiments')
      .values({ ...experiment, no: 2, lifecycle: 'active' })
      .execute();
    await expect(
      t
        .insertInto('train_experiments')
        .values({ ...experiment, no: 3, lifecycle: 'active' })
        .execute(),
    ).rejects.toMatchObject({ code: 'STORE_ROW_EXISTS' });
    await db.close();
  });
});
