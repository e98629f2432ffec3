import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, seededRandom } from '../../src/kernel/index.ts';
import { applyMigrations, type Db, type Means } from '../../src/store/index.ts';
import { createTrackingRoom, type TrackingRoom, trainMigrations } from '../../src/train/index.ts';

const coded = (code: string, facts?: object): Error => expect.objectContaining({ code, ...(facts && { facts: expect.objectContaining(facts) as unknown }) }) as Error;
const texts = (entries: Record<string, string>) => Object.entries(entries).map(([key, value]) => ({ key, value }));

/** What tracking must do on every record store. `open` opens the same database each time it is called. */
export function describeTracking(name: string, open: () => Promise<Db>): void {
  describe(`tracking on ${name}`, () => {
    const clock = new FakeClock(1_764_000_000_000);
    let db: Db;
    let room: TrackingRoom;
    let other: TrackingRoom;
    let count = 0;

    beforeAll(async () => {
      db = await open();
      await applyMigrations(db, trainMigrations, clock);
    });
    afterAll(() => db.close());
    beforeEach(() => {
      // The room needs no more of the means. Each test has a project of its own, and the room twice, as two processes would.
      const means = { project: `p${++count}`, db, clock } as unknown as Means;
      room = createTrackingRoom(means, { random: seededRandom(1) });
      other = createTrackingRoom(means);
    });

    const start = async (experiment = 0): Promise<string> => (await room.runs.create({ experiment })).info.id;
    const logMetric = (run: string, key: string, point: { value: number; step?: number; at?: number }) =>
      room.runs.log(run, { metrics: [{ key, value: point.value, step: point.step ?? 0, at: point.at ?? 0 }] });

    describe('experiments', () => {
      it('begin with Default, whoever looks first', async () => {
        const [a, b] = await Promise.all([room.experiments.get(0), other.experiments.get(0)]);
        expect(a).toEqual(b);
        expect(a).toEqual({ no: 0, name: 'Default', artifactLocation: 'mlflow-artifacts:/0', lifecycle: 'active', createdAt: clock.now(), updatedAt: clock.now(), tags: {} });
      });

      it('are numbered, also when many are made at once, and named once', async () => {
        const made = await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 ? room : other).experiments.create({ name: `e${i}`, tags: { team: 'a' } })));
        expect(made.map((each) => each.no).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        expect(await room.experiments.getByName('e3')).toEqual(made[3]);
        expect(made[3]!.artifactLocation).toBe(`mlflow-artifacts:/${made[3]!.no}`);
        await expect(room.experiments.create({ name: 'e3' })).rejects.toThrow(coded('TRAIN_EXPERIMENT_EXISTS', { name: 'e3' }));
        await expect(room.experiments.rename(made[1]!.no, 'e3')).rejects.toThrow(coded('TRAIN_EXPERIMENT_EXISTS'));
        await expect(room.experiments.get(99)).rejects.toThrow(coded('TRAIN_EXPERIMENT_UNKNOWN', { experiment: 99 }));
        await expect(room.experiments.getByName('none')).rejects.toThrow(coded('TRAIN_EXPERIMENT_UNKNOWN', { experiment: 'none' }));
      });

      it('say all that is wrong with them at once', async () => {
        await expect(room.experiments.create({ name: ' ', artifactLocation: 'x'.repeat(2049), tags: { 'a/../b': 'v', ok: 'y'.repeat(20_001) } })).rejects.toThrow(
          coded('TRAIN_LOG_INVALID', {
            problems: [
              expect.objectContaining({ path: 'name', reason: 'missing' }),
              expect.objectContaining({ path: 'artifact_location', reason: 'length', limit: 2048 }),
              expect.objectContaining({ path: 'key', value: 'a/../b', reason: 'path' }),
              expect.objectContaining({ path: 'value', reason: 'length', limit: 20_000 }),
            ],
          }),
        );
      });

      it('have tags and names that change while they are active', async () => {
        const { no } = await room.experiments.create({ name: 'e', tags: { a: '1' } });
        clock.advance(5);
        await room.experiments.setTag(no, { key: 'a', value: '2' });
        await room.experiments.setTag(no, { key: '__proto__', value: '3' });
        await room.experiments.rename(no, 'f');
        expect(await room.experiments.get(no)).toMatchObject({ name: 'f', updatedAt: clock.now() });
        expect(Object.entries((await room.experiments.get(no)).tags)).toEqual(
          expect.arrayContaining([
            ['a', '2'],
            ['__proto__', '3'],
          ]) as unknown,
        );
        await room.experiments.removeTag(no, 'a');
        await expect(room.experiments.removeTag(no, 'a')).rejects.toThrow(coded('TRAIN_EXPERIMENT_TAG_UNKNOWN', { experiment: no, key: 'a' }));
        await room.experiments.remove(no);
        await expect(room.experiments.setTag(no, { key: 'a', value: '2' })).rejects.toThrow(coded('TRAIN_EXPERIMENT_DELETED'));
        await expect(room.experiments.rename(no, 'g')).rejects.toThrow(coded('TRAIN_EXPERIMENT_DELETED'));
        await expect(room.experiments.remove(no)).rejects.toThrow(coded('TRAIN_EXPERIMENT_UNKNOWN'));
      });

      it('take their active runs along when they are deleted and restored', async () => {
        const { no } = await room.experiments.create({ name: 'e' });
        const [kept, gone] = [await start(no), await start(no)];
        await room.runs.remove(gone);
        await room.experiments.remove(no);
        expect((await room.runs.get(kept)).info.lifecycle).toBe('deleted');
        await expect(room.runs.create({ experiment: no })).rejects.toThrow(coded('TRAIN_EXPERIMENT_DELETED', { experiment: no }));
        await room.experiments.restore(no);
        expect((await room.runs.get(kept)).info.lifecycle).toBe('active');
        expect((await room.runs.get(gone)).info.lifecycle).toBe('deleted');
        await expect(room.experiments.restore(no)).rejects.toThrow(coded('TRAIN_EXPERIMENT_UNKNOWN'));
      });

      it('keep no name from others when they are deleted', async () => {
        const first = await room.experiments.create({ name: 'e' });
        await room.experiments.remove(first.no);
        expect((await room.experiments.getByName('e')).no).toBe(first.no);
        const second = await room.experiments.create({ name: 'e' });
        expect((await room.experiments.getByName('e')).no).toBe(second.no);
        await expect(room.experiments.restore(first.no)).rejects.toThrow(coded('TRAIN_EXPERIMENT_EXISTS'));
      });
    });

    describe('runs', () => {
      it('begin running, with a name that is also a tag', async () => {
        const run = await room.runs.create({ experiment: 0, user: 'ada', startedAt: 7, tags: { 'mlflow.source.name': 'train.py' } });
        expect(run.info).toMatchObject({ experiment: 0, user: 'ada', status: 'RUNNING', startedAt: 7, endedAt: null, lifecycle: 'active' });
        expect(run.info.id).toMatch(/^[0-9a-f]{32}$/);
        expect(run.info.name).toMatch(/^[a-z]+-[a-z]+-\d{1,3}$/);
        expect(run.info.artifactUri).toBe(`mlflow-artifacts:/0/${run.info.id}/artifacts`);
        expect(run.tags).toEqual({ 'mlflow.runName': run.info.name, 'mlflow.source.name': 'train.py' });
        expect(await other.runs.get(run.info.id)).toEqual(run);
        expect((await room.runs.create({ experiment: 0, tags: { 'mlflow.runName': 'mine' } })).info.name).toBe('mine');
        await expect(room.runs.create({ experiment: 0, name: 'a', tags: { 'mlflow.runName': 'b' } })).rejects.toThrow(coded('TRAIN_RUN_NAMES_DIFFER', { name: 'a', tag: 'b' }));
        await expect(room.runs.create({ experiment: 5 })).rejects.toThrow(coded('TRAIN_EXPERIMENT_UNKNOWN', { experiment: 5 }));
        await expect(room.runs.create({ experiment: 0, id: run.info.id })).rejects.toThrow(coded('TRAIN_RUN_EXISTS', { run: run.info.id }));
      });

      it('keep their name and its tag equal', async () => {
        const run = await start();
        const both = async () => {
          const { info, tags } = await room.runs.get(run);
          return [info.name, tags['mlflow.runName']];
        };
        await room.runs.update(run, { name: 'one' });
        expect(await both()).toEqual(['one', 'one']);
        await room.runs.log(run, { tags: texts({ 'mlflow.runName': 'two' }) });
        expect(await both()).toEqual(['two', 'two']);
        await room.runs.log(run, { tags: texts({ 'mlflow.runName': '' }) });
        await room.runs.update(run, { name: '' });
        expect(await both()).toEqual(['two', 'two']);
      });

      it('end, begin again, and take nothing while they are deleted', async () => {
        const run = await start();
        expect(await room.runs.update(run, { status: 'FINISHED', endedAt: 9 })).toMatchObject({ status: 'FINISHED', endedAt: 9 });
        expect(await room.runs.update(run, { status: 'RUNNING' })).toMatchObject({ status: 'RUNNING', endedAt: 9 });
        await room.runs.remove(run);
        for (const refused of [
          () => room.runs.update(run, { status: 'FAILED' }),
          () => logMetric(run, 'a', { value: 1 }),
          () => room.runs.removeTag(run, 'mlflow.runName'),
          () => room.runs.logInputs(run, {}),
          () => room.runs.logOutputs(run, []),
          () => room.runs.logModel(run, {}),
        ])
          await expect(refused()).rejects.toThrow(coded('TRAIN_RUN_DELETED', { run }));
        await room.runs.restore(run);
        await logMetric(run, 'a', { value: 1 });
        for (const unknown of [() => room.runs.get('nobody'), () => room.runs.remove('nobody'), () => logMetric('nobody', 'a', { value: 1 })])
          await expect(unknown()).rejects.toThrow(coded('TRAIN_RUN_UNKNOWN', { run: 'nobody' }));
      });

      it('note the models of older clients in a tag', async () => {
        const run = await start();
        await room.runs.logModel(run, { artifact_path: 'a' });
        await room.runs.logModel(run, { artifact_path: 'b' });
        expect((await room.runs.get(run)).tags['mlflow.log-model.history']).toBe('[{"artifact_path":"a"},{"artifact_path":"b"}]');
      });
    });

    describe('what is logged', () => {
      it('is there afterwards, once, however often it is sent', async () => {
        const run = await start();
        const batch = {
          metrics: [
            { key: 'loss', value: 0.5, step: 1, at: 10 },
            { key: 'loss', value: 0.25, step: 2, at: 11 },
            { key: 'val/auc', value: Number.NaN, step: 0, at: 10 },
          ],
          params: texts({ depth: '3', 'a b': '' }),
          tags: texts({ t: '1' }),
        };
        for (let i = 0; i < 3; i++) await room.runs.log(run, batch);
        const { metrics, params, tags } = await other.runs.get(run);
        expect(metrics).toEqual([
          { key: 'loss', value: 0.25, step: 2, at: 11 },
          { key: 'val/auc', value: Number.NaN, step: 0, at: 10 },
        ]);
        expect(params).toEqual({ depth: '3', 'a b': '' });
        expect(tags).toMatchObject({ t: '1' });
        expect((await other.metrics.history(run, 'loss')).items).toEqual([
          { value: 0.5, step: 1, at: 10 },
          { value: 0.25, step: 2, at: 11 },
        ]);
        expect((await other.metrics.history(run, 'val/auc')).items).toEqual([{ value: Number.NaN, step: 0, at: 10 }]);
        expect((await other.metrics.history(run, 'none')).items).toEqual([]);
        expect((await other.metrics.history('nobody', 'loss')).items).toEqual([]);
      });

      it('never changes a param', async () => {
        const run = await start();
        await room.runs.log(run, { params: texts({ a: '1', b: '2' }) });
        await room.runs.log(run, { params: texts({ a: '1', c: '3' }) });
        const changing = room.runs.log(run, { params: texts({ a: '9', d: '4' }), tags: texts({ t: 'x' }), metrics: [{ key: 'm', value: 1, step: 0, at: 0 }] });
        await expect(changing).rejects.toThrow(coded('TRAIN_PARAM_CHANGED', { run, changes: [{ key: 'a', old: '1', new: '9' }] }));
        const { params, tags, metrics } = await room.runs.get(run);
        expect([params, tags['t'], metrics]).toEqual([{ a: '1', b: '2', c: '3' }, undefined, []]);
        await expect(room.runs.log(run, { params: [...texts({ e: '1' }), ...texts({ e: '1' })] })).rejects.toThrow(coded('TRAIN_PARAM_REPEATED', { keys: ['e'] }));
      });

      it('has a latest value by step, then time, then value', async () => {
        const run = await start();
        const latest = async () => (await room.runs.get(run)).metrics[0];
        await logMetric(run, 'm', { value: 5, step: 2, at: 10 });
        await logMetric(run, 'm', { value: 9, step: 1, at: 99 });
        expect(await latest()).toMatchObject({ value: 5, step: 2 });
        await logMetric(run, 'm', { value: 4, step: 2, at: 10 });
        expect(await latest()).toMatchObject({ value: 5 });
        await logMetric(run, 'm', { value: 4, step: 2, at: 11 });
        expect(await latest()).toMatchObject({ value: 4, at: 11 });
        await logMetric(run, 'm', { value: -Infinity, step: 3 });
        expect(await latest()).toMatchObject({ value: -Number.MAX_VALUE, step: 3 });
        await logMetric(run, 'm', { value: Number.NaN, step: 3 });
        expect(await latest()).toMatchObject({ value: Number.NaN });
        await logMetric(run, 'm', { value: Infinity, step: 3 });
        expect(await latest()).toMatchObject({ value: Number.MAX_VALUE });
      });

      it('is refused whole, with all that is wrong', async () => {
        const run = await start();
        const wrong = room.runs.log(run, {
          metrics: [
            { key: 'ok', value: 1, step: 0, at: 0 },
            { key: 'a?', value: 1, step: 0, at: 0 },
            { key: '../a', value: '1' as never, step: 1.5, at: -1 },
            { key: 'x'.repeat(251), value: 1, step: 2 ** 53, at: 0 },
          ],
          params: texts({ '/a': 'b\0c' }),
          tags: [{ key: undefined as never, value: 'x' }],
        });
        await expect(wrong).rejects.toThrow(
          coded('TRAIN_LOG_INVALID', {
            problems: [
              expect.objectContaining({ path: 'metrics[1].name', value: 'a?', reason: 'characters' }),
              expect.objectContaining({ path: 'metrics[2].name', value: '../a', reason: 'path' }),
              expect.objectContaining({ path: 'metrics[2].value', value: '1', reason: 'number' }),
              expect.objectContaining({ path: 'metrics[2].timestamp', value: -1, reason: 'timestamp' }),
              expect.objectContaining({ path: 'metrics[2].step', value: 1.5, reason: 'step' }),
              expect.objectContaining({ path: 'metrics[3].step', reason: 'step' }),
              expect.objectContaining({ path: 'Metric name', reason: 'length', limit: 250 }),
              expect.objectContaining({ path: 'params[0].key', value: '/a', reason: 'path' }),
              expect.objectContaining({ path: 'params[0].value', reason: 'nul' }),
              expect.objectContaining({ path: 'tags[0].key', reason: 'missing' }),
            ],
          }),
        );
        expect((await room.runs.get(run)).metrics).toEqual([]);
      });

      it('is at most so much at once', async () => {
        const run = await start();
        const metrics = (n: number) => Array.from({ length: n }, (_, i) => ({ key: `m${i}`, value: i, step: 0, at: 0 }));
        const entries = (n: number) => Array.from({ length: n }, (_, i) => ({ key: `k${i}`, value: '' }));
        const refused = async (batch: Parameters<TrackingRoom['runs']['log']>[1], path: string, limit: number) => {
          await expect(room.runs.log(run, batch)).rejects.toThrow(
            coded('TRAIN_LOG_INVALID', { problems: expect.arrayContaining([expect.objectContaining({ path, reason: 'count', limit })]) as unknown }),
          );
        };
        await refused({ metrics: metrics(1001) }, 'metrics', 1000);
        await refused({ params: entries(101) }, 'params', 100);
        await refused({ tags: entries(101) }, 'tags', 100);
        await refused({ metrics: metrics(900), params: entries(51), tags: entries(50) }, 'metrics, params, and tags', 1000);
        await room.runs.log(run, { metrics: metrics(900), params: entries(50), tags: entries(50) });
        expect((await room.runs.get(run)).metrics).toHaveLength(900);
      });

      it('is cut where a text is too long, and the same when it comes again', async () => {
        const run = await start();
        const long = `${'𝒳'.repeat(6000)}yz`;
        for (let i = 0; i < 2; i++) await room.runs.log(run, { params: texts({ p: long, half: '\ud835' }), tags: texts({ t: 'x'.repeat(9000) }) });
        const { params, tags } = await room.runs.get(run);
        expect([...params['p']!]).toHaveLength(6000);
        expect(tags['t']).toHaveLength(8000);
      });

      it('is looked for under names that no record can hold, and not found', async () => {
        const run = await start();
        const nul = 'a\0b';
        const batch = { metrics: [{ key: 'm', value: 1, step: 0, at: 0 }] };
        const asked = [
          [() => room.runs.log(nul, batch), 'TRAIN_RUN_UNKNOWN'],
          [() => room.runs.log(run, { metrics: [{ ...batch.metrics[0]!, model: nul }] }), 'TRAIN_LOGGED_MODEL_UNKNOWN'],
          [() => room.runs.get(nul), 'TRAIN_RUN_UNKNOWN'],
          [() => room.runs.remove(nul), 'TRAIN_RUN_UNKNOWN'],
          [() => room.runs.removeTag(run, nul), 'TRAIN_RUN_TAG_UNKNOWN'],
          [() => room.runs.logOutputs(run, [{ model: nul, step: 0 }]), 'TRAIN_LOG_INVALID'],
          [() => room.runs.create({ experiment: 0, tags: { [nul]: 'x' } }), 'TRAIN_LOG_INVALID'],
          [() => room.experiments.getByName(nul), 'TRAIN_EXPERIMENT_UNKNOWN'],
          [() => room.experiments.removeTag(0, nul), 'TRAIN_EXPERIMENT_TAG_UNKNOWN'],
          [() => room.loggedModels.get(nul), 'TRAIN_LOGGED_MODEL_UNKNOWN'],
          [() => room.loggedModels.remove(nul), 'TRAIN_LOGGED_MODEL_UNKNOWN'],
        ] as const;
        const results = await Promise.allSettled([...asked.map(([ask]) => ask()), room.runs.log(run, batch)]);
        expect(results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'done'))).toEqual([...asked.map(([, code]) => code), 'done']);
        expect((await room.metrics.history(nul, nul)).items).toEqual([]);
      });

      it('by many at once is all there, and one that is refused hurts nobody', async () => {
        const runs = await Promise.all(Array.from({ length: 10 }, () => start()));
        await room.runs.log(runs[0]!, { params: texts({ fixed: 'a' }) });
        const results = await Promise.allSettled(
          Array.from({ length: 500 }, (_, i) => {
            const run = i % 50 === 0 ? 'nobody' : runs[i % 10]!;
            const by = i % 2 ? room : other;
            return by.runs.log(run, { metrics: [{ key: 'm', value: i, step: i, at: i }], params: i % 77 === 60 ? texts({ fixed: `${i}` }) : [] });
          }),
        );
        const logged = results.flatMap((result, i) => (result.status === 'fulfilled' ? [i] : []));
        const refused = results.flatMap((result, i) => (result.status === 'rejected' ? [[i, (result.reason as { code: string }).code]] : []));
        expect(refused.filter(([, code]) => code === 'TRAIN_RUN_UNKNOWN')).toHaveLength(10);
        expect(refused.filter(([, code]) => code !== 'TRAIN_RUN_UNKNOWN' && code !== 'TRAIN_PARAM_CHANGED')).toEqual([]);
        for (const [index, run] of runs.entries()) {
          const { items } = await room.metrics.history(run, 'm');
          expect(items.map((point) => point.step)).toEqual(logged.filter((i) => i % 10 === index));
        }
      });

      it('loses tags one by one', async () => {
        const run = await start();
        await room.runs.log(run, { tags: texts({ t: '1' }) });
        await room.runs.removeTag(run, 't');
        for (const key of ['t', 'never heard of']) await expect(room.runs.removeTag(run, key)).rejects.toThrow(coded('TRAIN_RUN_TAG_UNKNOWN', { run, key }));
      });
    });

    describe('the points of a metric', () => {
      it('come a page at a time, by time, step and value', async () => {
        const run = await start();
        const given = [
          { step: 3, at: 1, value: 1 },
          { step: 1, at: 2, value: Number.NaN },
          { step: 1, at: 2, value: -1 },
          { step: 1, at: 2, value: 1 },
          { step: 0, at: 2, value: 7 },
          { step: 2, at: 3, value: 2 },
        ];
        for (const point of given.toReversed()) await logMetric(run, 'm', point);
        const pages = [await room.metrics.history(run, 'm', { maxResults: 4 })];
        pages.push(await room.metrics.history(run, 'm', { maxResults: 4, pageToken: pages[0]!.next! }));
        expect(pages.map((page) => page.items)).toEqual([
          [given[0], given[4], given[2], given[1]],
          [given[3], given[5]],
        ]);
        expect(pages[1]!.next).toBeUndefined();
        await expect(room.metrics.history(run, 'm', { pageToken: 'nonsense' })).rejects.toThrow(coded('TRAIN_PAGE_UNKNOWN', { token: 'nonsense' }));
      });

      it('are thinned evenly for a chart, with the first and the last', async () => {
        const [long, short, none] = [await start(), await start(), await start()];
        await room.runs.log(long, { metrics: Array.from({ length: 1000 }, (_, step) => ({ key: 'm', value: step, step, at: 1000 - step })) });
        await logMetric(short, 'm', { value: 1, step: 5 });
        const sampled = await room.metrics.sample([long, short, none], 'm', { points: 4 });
        expect([...sampled].map(([run, points]) => [run, points.map((point) => point.step)])).toEqual([
          [long, [0, 250, 500, 999]],
          [short, [5]],
        ]);
        const part = await room.metrics.sample([long], 'm', { points: 3, fromStep: 10, toStep: 12 });
        expect(part.get(long)!.map((point) => point.step)).toEqual([10, 11, 12]);
        expect((await room.metrics.sample([long], 'm', { points: 1 })).get(long)!.map((point) => point.step)).toEqual([999]);
      });
    });

    describe('very many points', () => {
      const random = seededRandom('points');
      const given = Array.from({ length: 18_000 }, (_, i) => {
        const value = i % 97 === 0 ? Number.NaN : random.int(3) === 0 ? random.int(5) : random.next();
        // Some come late, many share a step or a time, and one in ten is sent again.
        return { key: ['loss', 'auc', 'rare'][i % 50 === 0 ? 2 : i % 2]!, value, step: Math.floor(i / 7) - random.int(20), at: 1_764_000_000_000 + Math.floor(i / 3) * 10 };
      }).flatMap((point, i) => (i % 10 === 0 ? [point, point] : [point]));
      const zeroed = (value: number): number => (Number.isNaN(value) ? 0 : value);
      const naive = (key: string) => {
        const once = new Map(given.filter((point) => point.key === key).map(({ value, step, at }) => [`${value} ${step} ${at}`, { value, at, step }]));
        return [...once.values()].toSorted(
          (a, b) => a.at - b.at || a.step - b.step || zeroed(a.value) - zeroed(b.value) || Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value)),
        );
      };
      const left = async (table: string): Promise<number> => {
        const { rows } = await sql<{
          points: number | null;
        }>`select sum(points) as points from ${sql.table(table)} where run in (select no from train_tracked_runs where project = ${`p${count}`})`.execute(db.kysely);
        return rows[0]!.points ?? 0;
      };

      it('are the same wherever they are kept, whoever wrote them', async () => {
        const run = await start();
        const batches = Array.from({ length: Math.ceil(given.length / 1000) }, (_, i) => given.slice(i * 1000, (i + 1) * 1000));
        await Promise.all(batches.flatMap((metrics, i) => [room, ...(i % 2 ? [other] : [])].map((by) => by.runs.log(run, { metrics }))));
        const check = async () => {
          for (const key of ['loss', 'auc', 'rare']) expect((await other.metrics.history(run, key)).items).toEqual(naive(key));
          expect([...(await room.metrics.sample([run], 'rare', { points: 500 })).get(run)!].toSorted((a, b) => a.at - b.at)).toEqual(naive('rare').toSorted((a, b) => a.at - b.at));
        };
        await check();
        await Promise.all([room.close(), other.close()]);
        expect(await left('train_metric_chunks')).toBeGreaterThan(10_000);
        await check();
        await room.runs.update(run, { status: 'FINISHED' });
        await room.close();
        expect(await left('train_metric_journal')).toBeLessThan(256);
        await check();
        // Sent again after all that, nothing changes.
        for (const metrics of batches) await room.runs.log(run, { metrics });
        await check();
        await room.close();
        await check();
      });
    });

    describe('inputs and outputs', () => {
      const dataset = { name: 'flights', digest: 'abc', sourceType: 'local', source: '{}', schema: null, profile: null };

      it('are known by experiment, name and digest', async () => {
        const [a, b] = [await start(), await start()];
        const train = { dataset, tags: { 'mlflow.data.context': 'training' } };
        await room.runs.logInputs(a, { datasets: [train, { dataset: { ...dataset, source: 'changed' }, tags: {} }], models: [{ model: 'm-1' }] });
        await room.runs.logInputs(a, { datasets: [{ dataset, tags: { 'mlflow.data.context': 'evaluation' } }], models: [{ model: 'm-1' }] });
        await room.runs.logInputs(b, { datasets: [{ dataset: { ...dataset, digest: 'def', schema: 's', profile: 'p' }, tags: {} }] });
        await room.runs.logOutputs(a, [
          { model: 'm-2', step: 3 },
          { model: 'm-2', step: 3 },
        ]);
        expect(await room.runs.get(a)).toMatchObject({ datasets: [train], modelInputs: [{ model: 'm-1', step: 0 }], modelOutputs: [{ model: 'm-2', step: 3 }] });
        expect((await room.runs.get(b)).datasets).toEqual([{ dataset: { ...dataset, digest: 'def', schema: 's', profile: 'p' }, tags: {} }]);
      });

      it('are refused with all that is wrong, and nothing is written', async () => {
        const run = await start();
        const wrong = room.runs.logInputs(run, {
          datasets: [
            { dataset, tags: {} },
            { dataset: { ...dataset, name: 'x'.repeat(501), digest: 'y'.repeat(37) }, tags: { k: 'z'.repeat(501) } },
          ],
        });
        await expect(wrong).rejects.toThrow(
          coded('TRAIN_LOG_INVALID', {
            problems: [
              expect.objectContaining({ path: 'name', limit: 500 }),
              expect.objectContaining({ path: 'digest', limit: 36 }),
              expect.objectContaining({ path: 'value', limit: 500 }),
            ],
          }),
        );
        expect((await room.runs.get(run)).datasets).toEqual([]);
      });
    });

    describe('logged models', () => {
      it('are made pending, get params and tags, and are finished', async () => {
        const run = await start();
        const made = await room.loggedModels.create({ experiment: 0, name: 'trees', type: 'sklearn', sourceRun: run, params: { depth: '3' }, tags: { a: '1' } });
        expect(made).toMatchObject({ name: 'trees', type: 'sklearn', sourceRun: run, status: 'LOGGED_MODEL_PENDING', params: { depth: '3' }, tags: { a: '1' }, metrics: [] });
        expect(made.id).toMatch(/^m-[0-9a-f]{32}$/);
        expect(made.artifactUri).toBe(`mlflow-artifacts:/0/models/${made.id}/artifacts`);
        clock.advance(1);
        expect(await room.loggedModels.finish(made.id, 'LOGGED_MODEL_READY')).toMatchObject({ status: 'LOGGED_MODEL_READY', updatedAt: clock.now() });
        await room.loggedModels.logParams(made.id, { depth: '3', rate: '0.1' });
        await expect(room.loggedModels.logParams(made.id, { depth: '4' })).rejects.toThrow(coded('TRAIN_LOGGED_MODEL_PARAM_CHANGED'));
        expect((await room.loggedModels.setTags(made.id, { a: '2', b: '3' })).tags).toEqual({ a: '2', b: '3' });
        await room.loggedModels.removeTag(made.id, 'a');
        await expect(room.loggedModels.removeTag(made.id, 'a')).rejects.toThrow(coded('TRAIN_LOGGED_MODEL_TAG_UNKNOWN'));
        expect(await other.loggedModels.get(made.id)).toMatchObject({ params: { depth: '3', rate: '0.1' }, tags: { b: '3' } });
        await room.loggedModels.remove(made.id);
        await expect(room.loggedModels.get(made.id)).rejects.toThrow(coded('TRAIN_LOGGED_MODEL_UNKNOWN', { model: made.id }));
        expect((await room.loggedModels.get(made.id, { deletedToo: true })).lifecycle).toBe('deleted');
        await expect(room.loggedModels.create({ experiment: 0, name: 'a/b' })).rejects.toThrow(coded('TRAIN_LOG_INVALID'));
      });

      it('have the metrics that were measured of them, once', async () => {
        const run = await start();
        const { id: model } = await room.loggedModels.create({ experiment: 0 });
        const point = { key: 'auc', value: 0.75, step: 1, at: 5 };
        const metrics = [
          { ...point, model, datasetName: 'test', datasetDigest: 'abc' },
          { ...point, model },
        ];
        for (let i = 0; i < 2; i++) await room.runs.log(run, { metrics });
        const measured = (await room.loggedModels.get(model)).metrics;
        expect(measured).toHaveLength(2);
        expect(measured).toEqual(
          expect.arrayContaining([
            { ...point, run, datasetName: 'test', datasetDigest: 'abc' },
            { ...point, run, datasetName: null, datasetDigest: null },
          ]),
        );
        expect((await room.metrics.history(run, 'auc')).items).toEqual([{ value: 0.75, step: 1, at: 5 }]);
        await expect(room.runs.log(run, { metrics: [{ ...point, model: 'm-none' }] })).rejects.toThrow(coded('TRAIN_LOGGED_MODEL_UNKNOWN', { model: 'm-none' }));
      });
    });
  });
}
