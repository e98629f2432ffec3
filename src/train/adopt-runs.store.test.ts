import { expect, it } from 'vitest';
import { FakeClock } from '../kernel/index.ts';
import { applyMigrations, type Means, openSqlite } from '../store/index.ts';
import { createTrackingRoom } from './index.ts';
import type { Run } from './run.ts';
import { trainMigrations } from './train.store.ts';

const run: Run = {
  id: 'run_0000000001',
  pipeline: 'train',
  state: 'finished',
  why: 'older than the last release',
  startedAt: 1000,
  endedAt: 2000,
  eventAt: 500,
  params: { dataset: 'orders', version: `sha256:${'a'.repeat(64)}`, trainer: { kind: 'gradient-boosting', options: { trees: 12 } }, excluded: [], 'odd?key': true },
  metrics: { auc: 0.75, 'train loss': 0.25 },
  artifacts: {},
  code: { commit: 'abc', branch: 'main', dirty: true },
  environment: {},
  steps: [],
  candidate: null,
  evaluation: null,
  error: null,
};

it('runs of before are tracked runs afterwards, with their curves', async () => {
  const db = await openSqlite(':memory:');
  const clock = new FakeClock();
  const before = trainMigrations.filter((migration) => migration.number < 4);
  await applyMigrations(db, before, clock);
  const t = db.tables<{ train_runs: object; train_metrics: object }>();
  for (const { id, state } of [run, { id: 'run_0000000002', state: 'failed' }])
    await t
      .insertInto('train_runs')
      .values({ project: 'shop', id, state, started_at: run.startedAt, body: JSON.stringify({ ...run, id, state }) })
      .execute();
  for (const [at, value] of [0.5, 0.375, 0.25].entries())
    await t
      .insertInto('train_metrics')
      .values({ project: 'shop', run: run.id, name: 'train loss', at: at + 1, value })
      .execute();
  await applyMigrations(db, trainMigrations, clock);

  const room = createTrackingRoom({ project: 'shop', db, clock } as unknown as Means);
  const { no } = await room.experiments.getByName('shop');
  expect((await room.runs.search({ experiments: [no] })).items.map((each) => [each.info.id, each.info.status])).toEqual([
    ['run_0000000001', 'FINISHED'],
    ['run_0000000002', 'FAILED'],
  ]);
  expect(await room.runs.get(run.id)).toMatchObject({
    info: { experiment: no, startedAt: 1000, endedAt: 2000, artifactUri: `mlflow-artifacts:/${no}/${run.id}/artifacts` },
    metrics: [{ key: 'train loss', value: 0.25, step: 3 }],
    params: { dataset: 'orders', 'trainer.kind': 'gradient-boosting', 'trainer.options.trees': '12', excluded: '[]', odd_key: 'true' },
    tags: { 'capstan.why': run.why, 'mlflow.source.git.commit': 'abc', 'capstan.dirty': 'true', 'mlflow.runName': 'train-000001' },
    datasets: [{ dataset: { name: 'orders', sourceType: 'capstan', digest: run.params['version'] }, tags: { 'mlflow.data.context': 'training' } }],
  });
  expect((await room.metrics.history(run.id, 'train loss')).items.map((point) => [point.step, point.value])).toEqual([
    [1, 0.5],
    [2, 0.375],
    [3, 0.25],
  ]);
  await room.close();
  await db.close();
});
