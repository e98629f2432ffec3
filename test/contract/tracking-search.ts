import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock, isCapstanError } from '../../src/kernel/index.ts';
import { applyMigrations, type Db, type Means } from '../../src/store/index.ts';
import { createTrackingRoom, type TrackingRoom, trainMigrations } from '../../src/train/index.ts';

/** What searches of experiments, runs and logged models must find on every record store. `open` opens an empty database. */
export function describeTrackingSearch(name: string, open: () => Promise<Db>): void {
  describe(`searches of tracking on ${name}`, () => {
    const clock = new FakeClock(1_764_000_000_000);
    let db: Db;
    let room: TrackingRoom;
    let experiment: number;
    let second: number;

    const dataset = (name: string, digest: string, sourceType: string) => ({ name, digest, sourceType, source: '{}', schema: null, profile: null });
    const points = (values: Record<string, number>, about: { step?: number; model?: string; datasetName?: string; datasetDigest?: string } = {}) =>
      Object.entries(values).map(([key, value]) => ({ key, value, step: 0, at: 1, ...about }));
    const texts = (values: Record<string, string>) => Object.entries(values).map(([key, value]) => ({ key, value }));

    beforeAll(async () => {
      db = await open();
      await applyMigrations(db, trainMigrations, clock);
      room = createTrackingRoom({ project: 'p', db, clock } as unknown as Means);
      const stranger = createTrackingRoom({ project: 'q', db, clock } as unknown as Means);
      await stranger.experiments.create({ name: 'first' });
      await stranger.runs.create({ experiment: 1, name: 'stranger' });
      ({ no: experiment } = await room.experiments.create({ name: 'first', tags: { team: 'Red' } }));
      clock.advance(10);
      ({ no: second } = await room.experiments.create({ name: 'Second', tags: { team: 'blue', 'a b': 'x' } }));
      clock.advance(10);
      const { no: gone } = await room.experiments.create({ name: 'gone' });
      await room.experiments.remove(gone);

      const run = async (name: string, startedAt: number, experimentNo = experiment): Promise<string> =>
        (await room.runs.create({ experiment: experimentNo, name, startedAt, user: `user-${name}` })).info.id;
      const a = await run('a', 100);
      await room.runs.log(a, {
        metrics: points({ acc: 0.9, loss: Number.NaN, 'val loss/1': 3 }),
        params: texts({ model: 'LR', lr: '0.1' }),
        tags: texts({ team: 'A', 'mlflow.parentRunId': 'x' }),
      });
      await room.runs.update(a, { status: 'FINISHED', endedAt: 150 });
      await room.runs.logInputs(a, { datasets: [{ dataset: dataset('flights', 'sha256:1', 'capstan'), tags: { 'mlflow.data.context': 'training' } }] });
      const b = await run('b', 200);
      await room.runs.log(b, { metrics: points({ acc: 0.5, loss: 1 }), params: texts({ model: 'random_forest', lr: '0.2' }), tags: texts({ team: 'a' }) });
      await room.runs.update(b, { status: 'FAILED', endedAt: 600 });
      await room.runs.logInputs(b, {
        datasets: [
          { dataset: dataset('flights', 'sha256:2', 'local'), tags: {} },
          { dataset: dataset('airports', 'd2', 'local'), tags: { 'mlflow.data.context': 'evaluation' } },
        ],
      });
      const c = await run('c', 300);
      await room.runs.log(c, { metrics: points({ acc: -1 }) });
      await run('other', 400, second);
      await room.runs.remove(await run('deleted', 500));
    });
    afterAll(() => db.close());

    const find = async (filter: string, orderBy: string[] = ['start_time']): Promise<string> =>
      (await room.runs.search({ experiments: [experiment], filter, orderBy })).items.map((run) => run.info.name).join(' ');

    it.each([
      ['', 'a b c'],
      ['metrics.acc > 0.4', 'a b'],
      ['metrics.acc = 0.9', 'a'],
      ['metrics.acc != 0.9', 'b c'],
      ['metrics.acc < 0', 'c'],
      ['metric.loss != 1', 'a'],
      ['metrics.loss <= 1', 'b'],
      ['metrics.loss < 1', ''],
      ['metrics."val loss/1" = 3', 'a'],
      ['metrics.never_logged != 1', ''],
      ["params.model = 'LR'", 'a'],
      ["params.model != 'LR'", 'b'],
      ["params.model LIKE 'l%'", ''],
      ["params.model ILIKE 'l%'", 'a'],
      ["params.model LIKE 'random_forest'", 'b'],
      ['params.model IS NULL', 'c'],
      ['params.model IS NOT NULL', 'a b'],
      ["tags.team = 'a'", 'b'],
      ["tags.team ILIKE 'a'", 'a b'],
      ["tags.mlflow.parentRunId = 'x'", 'a'],
      ["tags.`mlflow.runName` = 'c'", 'c'],
      ["status = 'FINISHED'", 'a'],
      ["attributes.status != 'FINISHED'", 'b c'],
      ["run_name LIKE '%'", 'a b c'],
      ["attributes.`Run name` = 'b'", 'b'],
      ["user_id = 'user-c'", 'c'],
      ["artifact_uri LIKE 'mlflow-artifacts:%'", 'a b c'],
      ['start_time >= 200', 'b c'],
      ['Created < 200.5', 'a b'],
      ['end_time > 1', 'a b'],
      ["dataset.name = 'flights'", 'a b'],
      ["datasets.digest IN ('d2', 'd3')", 'b'],
      ["dataset.name != 'flights'", 'b'],
      ["dataset.context = 'training'", 'a'],
      ["dataset.name = 'flights' AND dataset.context LIKE 'eval%'", 'b'],
      ["metrics.acc > 0.4 and params.model = 'LR' and status = 'FINISHED'", 'a'],
    ])('runs by MLflow: %j finds %j', async (filter, names) => {
      expect(await find(filter)).toBe(names);
    });

    it.each([
      ["metrics.acc < 0 OR params.model = 'LR'", 'a c'],
      ["NOT params.model = 'LR'", 'b c'],
      ["NOT (params.model != 'LR')", 'a c'],
      ["params.model NOT LIKE 'L%'", 'b'],
      ['metrics.acc IN (0.9, -1, 7)', 'a c'],
      ['metrics.acc NOT BETWEEN 0 AND 0.6', 'a c'],
      ['metrics.loss IS NULL', 'c'],
      ["params.lr IN ('0.1', '0.2') AND NOT tags.team = 'A'", 'b'],
      ['duration > 50', 'b'],
      ['duration = 50 OR duration IS NULL', 'a c'],
      ["dataset.version LIKE 'sha256:%'", 'a'],
      ['dataset.name IS NULL', 'c'],
      ["NOT dataset.name = 'airports'", 'a c'],
      ['end_time IS NULL', 'c'],
    ])('runs beyond MLflow: %j finds %j', async (filter, names) => {
      expect(await find(filter)).toBe(names);
    });

    it.each([
      [[], 'c b a'],
      [['metrics.acc'], 'c b a'],
      [['metrics.acc DESC'], 'a b c'],
      [['metrics.loss'], 'b a c'],
      [['metrics.loss DESC'], 'b a c'],
      [['params.lr DESC'], 'b a c'],
      [['tags.team'], 'a b c'],
      [['metrics.never_logged', 'run_name'], 'a b c'],
      [['duration DESC'], 'b a c'],
      [['attributes.status', 'Created'], 'b a c'],
    ])('runs ordered by %j are %j', async (orderBy, names) => {
      expect(await find('', orderBy)).toBe(names);
    });

    it('runs of several experiments, views and pages', async () => {
      const names = async (search: Parameters<TrackingRoom['runs']['search']>[0]) => (await room.runs.search(search)).items.map((run) => run.info.name).join(' ');
      expect(await names({ experiments: [second, experiment, second, 99] })).toBe('other c b a');
      expect(await names({ experiments: [] })).toBe('');
      expect(await names({ experiments: [experiment], view: 'deleted' })).toBe('deleted');
      expect(await names({ experiments: [experiment], view: 'all' })).toBe('deleted c b a');
      const first = await room.runs.search({ experiments: [experiment], maxResults: 2 });
      expect(await names({ experiments: [experiment], maxResults: 2, pageToken: first.next! })).toBe('a');
      for (const search of [{ experiments: [second] }, { experiments: [experiment], view: 'all' as const }, { experiments: [experiment], filter: 'metrics.acc > 0' }])
        await expect(room.runs.search({ ...search, pageToken: first.next! })).rejects.toThrow(/Invalid page token/);
      await expect(room.runs.search({ experiments: [experiment], maxResults: 0 })).rejects.toThrow(/Invalid value 0 for parameter 'max_results'/);
      await expect(room.runs.search({ experiments: [experiment], filter: 'lifecycle_stage = 1' })).rejects.toThrow(/Invalid attribute key 'lifecycle_stage'/);
    });

    it('runs come whole', async () => {
      const [run] = (await room.runs.search({ experiments: [experiment], filter: "run_name = 'a'" })).items;
      expect(run).toEqual(await room.runs.get(run!.info.id));
      expect(run).toMatchObject({ params: { model: 'LR' }, tags: { team: 'A' }, datasets: [{ dataset: { name: 'flights' } }] });
    });

    it.each([
      ['', [], 'Second Default first'],
      ["name LIKE 'f%'", [], 'first'],
      ["name ILIKE 's%'", [], 'Second'],
      ["attribute.name != 'first'", ['name'], 'Default Second'],
      ["tags.team = 'Red' OR tags.`a b` = 'x'", ['name DESC'], 'first Second'],
      ['tags.team IS NULL', [], 'Default'],
      ["experiment_id IN ('0', 2)", ['experiment_id ASC'], 'Default Second'],
      ['creation_time > 1764000000005', [], 'Second'],
      ['last_update_time <= 1764000000000', ['last_update_time DESC'], 'first Default'],
    ])('experiments: %j by %j are %j', async (filter, orderBy, names) => {
      expect((await room.experiments.search({ filter, orderBy })).items.map((each) => each.name).join(' ')).toBe(names);
    });

    it('the datasets of experiments, with how they were used', async () => {
      const uses = await room.experiments.datasets([experiment, experiment, 98_765]);
      expect(uses).toContainEqual({ experiment, name: 'flights', digest: 'sha256:1', context: 'training' });
      expect(new Set(uses.map((use) => JSON.stringify(use))).size).toBe(uses.length);
      expect(await room.experiments.datasets([])).toEqual([]);
    });

    it('experiments by view', async () => {
      expect((await room.experiments.search({ view: 'deleted' })).items.map((each) => each.name)).toEqual(['gone']);
      expect((await room.experiments.search({ view: 'all', filter: "name = 'gone'" })).items).toHaveLength(1);
    });

    describe('logged models', () => {
      beforeAll(async () => {
        const source = (await room.runs.create({ experiment: second, startedAt: 1, name: 'trainer' })).info.id;
        const make = async (name: string, type: string | undefined, params: Record<string, string>): Promise<string> => {
          clock.advance(10);
          return (await room.loggedModels.create({ experiment, name, ...(type !== undefined && { type }), sourceRun: source, params, tags: { team: name } })).id;
        };
        const x = await make('x', 'Agent', { lr: '0.01' });
        const y = await make('y', undefined, { lr: '0.02' });
        const z = await make('z', 'agent', {});
        await room.loggedModels.finish(x, 'LOGGED_MODEL_READY');
        await room.loggedModels.finish(y, 'LOGGED_MODEL_UPLOAD_FAILED');
        const on = { datasetName: 'd', datasetDigest: '1' };
        await room.runs.log(source, {
          metrics: [
            ...points({ f1: 0.1 }, { model: x, step: 1, ...on }),
            ...points({ f1: 0.7 }, { model: x, step: 2, ...on }),
            ...points({ f1: 0.9 }, { model: x, step: 3, datasetName: 'other', datasetDigest: '2' }),
            ...points({ f1: 0.8 }, { model: y, step: 0, ...on }),
            ...points({ f1: Number.NaN }, { model: z, step: 0 }),
          ],
        });
      });

      const names = async (search: Omit<Parameters<TrackingRoom['loggedModels']['search']>[0], 'experiments'>): Promise<string> =>
        (await room.loggedModels.search({ experiments: [experiment], ...search })).items.map((each) => each.name).join(' ');
      const d = [{ name: 'd', digest: '1' }];

      it.each([
        ['', 'z y x'],
        ["name = 'x'", 'x'],
        ["attributes.model_type ILIKE 'AGENT'", 'z x'],
        ['model_type IS NULL', 'y'],
        ["status = 'READY'", 'x'],
        ["status != 'READY' AND status NOT IN ('FAILED')", 'z'],
        ['params.lr = 0.01', 'x'],
        ["params.lr > '0.01' OR tags.team = z", undefined],
        ["tags.team IN ('y', 'z')", 'z y'],
        ['metrics.f1 > 0.85', 'x'],
        ['metrics.f1 < 0.85', 'y'],
        ['metrics.f1 != 0.9', 'z y'],
        ['creation_time < 1764000000035', 'x'],
        ['creation_timestamp >= 1764000000035 AND last_updated_timestamp > 1', 'z y'],
      ])('%j finds %j', async (filter, found) => {
        const answer = await names({ filter }).catch((error: unknown) => (isCapstanError(error, 'FILTER_INVALID') ? undefined : Promise.reject(error)));
        expect(answer).toBe(found);
      });

      it('are searched and ordered by what was measured on some datasets', async () => {
        expect(await names({ datasets: d })).toBe('y x');
        expect(await names({ datasets: [{ name: 'other' }] })).toBe('x');
        expect(await names({ datasets: d, filter: 'metrics.f1 > 0.75' })).toBe('y');
        expect(await names({ orderBy: [{ field: 'metrics.f1', ascending: false }] })).toBe('x y z');
        expect(await names({ orderBy: [{ field: 'metrics.f1', ascending: false, datasetName: 'd' }] })).toBe('y x z');
        expect(await names({ orderBy: [{ field: 'model_type' }, { field: 'name' }] })).toBe('x z y');
        const first = await room.loggedModels.search({ experiments: [experiment], maxResults: 1, orderBy: [{ field: 'metrics.f1' }] });
        expect(await names({ maxResults: 2, orderBy: [{ field: 'metrics.f1' }], pageToken: first.next! })).toBe('x z');
      });
    });
  });
}
