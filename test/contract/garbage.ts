import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, type Digest, digestOfBytes, FakeClock, MINUTE } from '../../src/kernel/index.ts';
import { createRegistryRoom, releaseMigrations } from '../../src/release/index.ts';
import { applyMigrations, type Db, ledgerMigrations, type Means, openLedger, openMeans } from '../../src/store/index.ts';
import { type ArtifactRoom, createArtifactRoom, createTrackingRoom, type GarbageReport, trainMigrations, type TrackingRoom } from '../../src/train/index.ts';

interface Tables {
  readonly release_releases: { readonly project: string; readonly id: string; readonly created_at: number; readonly number: number; readonly body: string };
  readonly train_runs: { readonly project: string; readonly id: string; readonly state: string; readonly started_at: number; readonly body: string };
}
const NOTHING: GarbageReport = { dryRun: false, experiments: 0, runs: 0, loggedModels: 0, files: 0, blobs: 0, bytes: 0, kept: [], keptCount: 0, elsewhere: [] };

interface Places {
  readonly train_experiments: { readonly no: number; readonly artifact_location: string };
}

/** What the collection of garbage must do on every record store. `open` opens an empty database. */
export function describeGarbage(name: string, open: () => Promise<Db>): void {
  describe(`garbage on ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'capstan-garbage-'));
    // Ahead of the time of the files: whatever was stored newly is old for it, whatever was stored again is young.
    const clock = new FakeClock(Date.now() + DAY);
    let opened: Means & { close(): Promise<void> };
    let db: Db;
    let means: Means;
    let artifacts: ArtifactRoom;
    let tracking: TrackingRoom;
    let tests = 0;

    beforeAll(async () => {
      opened = await openMeans({ project: 'p', folder, migrations: [], clock });
      db = await open();
      await applyMigrations(db, [...ledgerMigrations, ...trainMigrations, ...releaseMigrations], clock);
    });
    beforeEach(() => {
      const project = `garbage-${(tests += 1)}`;
      means = { ...opened, project, db, ledger: openLedger(db, { project, clock }) };
      artifacts = createArtifactRoom(means);
      tracking = createTrackingRoom(means);
    });
    afterAll(async () => {
      await db.close();
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const collect = (options: { readonly dryRun?: boolean; readonly children?: boolean } = {}) => artifacts.collectGarbage({ olderThan: 30 * DAY, actor: 'ada', ...options });
    const makeRun = async (experiment = 0, tags: Record<string, string> = {}): Promise<{ readonly id: string; readonly home: string }> => {
      const { info } = await tracking.runs.create({ experiment, tags });
      return { id: info.id, home: info.artifactUri.replace('mlflow-artifacts:/', '') };
    };
    const makeModel = async (sourceRun: string, experiment = 0): Promise<{ readonly id: string; readonly home: string }> => {
      const model = await tracking.loggedModels.create({ experiment, sourceRun });
      return { id: model.id, home: model.artifactUri.replace('mlflow-artifacts:/', '') };
    };
    /** Bytes that no other test has, unless they say the same. */
    const put = async (path: string, text: string): Promise<Digest> => (await artifacts.put(path, Readable.from([Buffer.from(`${means.project} ${text}`)]))).digest;
    const whyKept = (report: GarbageReport): Record<string, string> => Object.fromEntries(report.kept.map((one) => [one.name, one.why]));
    const there = (digest: Digest): Promise<boolean> => means.blobs.has(digest);
    const removeRuns = async (...runs: readonly { readonly id: string }[]): Promise<void> => {
      for (const run of runs) await tracking.runs.remove(run.id);
    };

    it('removes what was deleted long ago with all that was logged to it, and says what that frees', async () => {
      const [old, young, alive] = [await makeRun(), await makeRun(), await makeRun()];
      const model = await makeModel(old.id);
      await tracking.runs.log(old.id, { params: [{ key: 'a', value: '1' }], metrics: [{ key: 'm', value: 1, step: 0, at: 0 }], tags: [{ key: 't', value: 'x' }] });
      const digests = [await put(`${old.home}/a/1`, 'one'), await put(`${old.home}/2`, 'two'), await put(`${model.home}/MLmodel`, 'model')];
      const others = [await put(`${young.home}/3`, 'three'), await put(`${alive.home}/4`, 'four')];
      await removeRuns(old);
      await tracking.loggedModels.remove(model.id);
      clock.advance(20 * DAY);
      await removeRuns(young);
      expect(await collect()).toEqual(NOTHING);
      clock.advance(15 * DAY);
      const freed = { ...NOTHING, runs: 1, loggedModels: 1, files: 3, blobs: 3, bytes: digests.length * (means.project.length + 1) + 'onetwomodel'.length };
      expect(await collect({ dryRun: true })).toEqual({ ...freed, dryRun: true });
      for (const digest of digests) expect(await there(digest)).toBe(true);
      expect(await collect()).toEqual(freed);
      for (const digest of digests) expect(await there(digest)).toBe(false);
      for (const digest of others) await means.blobs.verify(digest);
      await expect(tracking.runs.get(old.id)).rejects.toMatchObject({ code: 'TRAIN_RUN_UNKNOWN' });
      await expect(tracking.loggedModels.get(model.id, { deletedToo: true })).rejects.toMatchObject({ code: 'TRAIN_LOGGED_MODEL_UNKNOWN' });
      expect((await tracking.runs.get(young.id)).info.lifecycle).toBe('deleted');
      expect((await artifacts.list('0')).items.map((entry) => entry.name).toSorted()).toEqual([young.id, alive.id].toSorted());
      const [event] = await means.ledger.list({ noun: 'garbage' });
      expect(event).toMatchObject({ actor: 'ada', to: 'collected', evidence: { runs: 1, blobs: 3, ids: { runs: [old.id], loggedModels: [model.id] } } });
      expect(await collect()).toEqual(NOTHING);
    });

    it('keeps bytes that another run has, until that goes too', async () => {
      const [first, second] = [await makeRun(), await makeRun()];
      const shared = await put(`${first.home}/model`, 'shared');
      await put(`${second.home}/model`, 'shared');
      await removeRuns(first);
      clock.advance(31 * DAY);
      expect(await collect()).toEqual({ ...NOTHING, runs: 1, files: 1 });
      await means.blobs.verify(shared);
      await removeRuns(second);
      clock.advance(31 * DAY);
      expect(await collect()).toMatchObject({ runs: 1, blobs: 1 });
      expect(await there(shared)).toBe(false);
    });

    it('frees what was replaced or removed, but nothing that was stored within the hour', async () => {
      const { home } = await makeRun();
      const replaced = await put(`${home}/a`, 'before');
      await put(`${home}/a`, 'after');
      const removed = await put(`${home}/b`, 'removed');
      await artifacts.remove(`${home}/b`);
      const again = await put(`${home}/c`, 'again');
      await put(`${home}/c`, 'again');
      await artifacts.remove(`${home}/c`);
      for (const dryRun of [true, false]) {
        const report = await collect({ dryRun });
        expect(report).toMatchObject({ runs: 0, blobs: 2 });
        expect(whyKept(report)).toEqual({ [again]: 'they were stored within the last hour' });
      }
      for (const [digest, stays] of [
        [replaced, false],
        [removed, false],
        [again, true],
      ] as const)
        expect(await there(digest)).toBe(stays);
      clock.advance(61 * MINUTE);
      expect(await collect()).toMatchObject({ blobs: 1, keptCount: 0 });
      expect(await there(again)).toBe(false);
      await means.blobs.verify(digestOfBytes(`${means.project} after`));
    });

    it('keeps what a registered version, a release or a pipeline names', async () => {
      const registry = createRegistryRoom(means, { tracking, artifacts });
      const [versioned, released, pipeline, free] = [await makeRun(), await makeRun(), await makeRun(), await makeRun()];
      await put(`${versioned.home}/model/MLmodel`, 'of a version');
      await registry.models.create({ name: `m-${means.project}` }, { actor: 'ada' });
      await registry.versions.create({ name: `m-${means.project}`, source: `runs:/${versioned.id}/model`, run: versioned.id }, { actor: 'ada' });
      const release = { project: means.project, created_at: 1, number: 1 };
      await db
        .tables<Tables>()
        .insertInto('release_releases')
        .values({ ...release, id: `r-${means.project}`, body: JSON.stringify({ candidate: { run: released.id } }) })
        .execute();
      await db.tables<Tables>().insertInto('train_runs').values({ project: means.project, id: pipeline.id, state: 'finished', started_at: 1, body: '{}' }).execute();
      const inManifest = await put(`${free.home}/in-manifest`, 'in a manifest');
      const inRecord = await put(`${free.home}/in-record`, 'in a record');
      const unnamed = await put(`${free.home}/unnamed`, 'unnamed');
      const manifest = await means.blobs.put(JSON.stringify({ model: inManifest }));
      await db
        .tables<Tables>()
        .insertInto('release_releases')
        .values({ ...release, id: `s-${means.project}`, number: 2, body: JSON.stringify({ manifest, rules: inRecord }) })
        .execute();
      await removeRuns(versioned, released, pipeline, free);
      clock.advance(31 * DAY);
      for (const dryRun of [true, false]) {
        const report = await collect({ dryRun });
        expect(report).toMatchObject({ runs: 1, files: 3, blobs: 1 });
        expect(whyKept(report)).toEqual({
          [versioned.id]: 'a record of release names it (release_versions)',
          [released.id]: 'a record of release names it (release_releases)',
          [pipeline.id]: 'a record of train names it (train_runs)',
          [inManifest]: 'a record or a manifest names them',
          [inRecord]: 'a record or a manifest names them',
        });
      }
      expect(await there(unnamed)).toBe(false);
      for (const digest of [inManifest, inRecord, manifest]) await means.blobs.verify(digest);
      expect(await tracking.runs.get(versioned.id)).toMatchObject({ info: { lifecycle: 'deleted' } });
      await registry.models.remove(`m-${means.project}`, { actor: 'ada' });
      expect(await collect()).toMatchObject({ runs: 1, files: 1, blobs: 1, keptCount: 4 });
    });

    it('keeps the lineage of what stays, and lets one go that is dead as a whole', async () => {
      const [maker, reader, deadMaker, deadReader] = [await makeRun(), await makeRun(), await makeRun(), await makeRun()];
      const made = await makeModel(maker.id);
      const read = await makeModel(deadMaker.id);
      const dead = await makeModel(deadReader.id);
      await tracking.runs.logInputs(reader.id, { models: [{ model: read.id }] });
      await tracking.runs.logInputs(deadReader.id, { models: [{ model: dead.id }] });
      await tracking.runs.logOutputs(reader.id, [{ model: dead.id, step: 1 }]);
      await removeRuns(maker, deadMaker, deadReader);
      for (const model of [read, dead]) await tracking.loggedModels.remove(model.id);
      clock.advance(31 * DAY);
      const report = await collect();
      expect(report).toMatchObject({ runs: 1, loggedModels: 1 });
      expect(whyKept(report)).toEqual({
        [maker.id]: `logged model ${made.id} was made by it`,
        [read.id]: `run ${reader.id} reads it`,
        [deadMaker.id]: `logged model ${read.id} was made by it`,
      });
      expect((await tracking.runs.get(reader.id)).modelOutputs).toEqual([]);
    });

    it('removes an experiment with what is in it, and frees its name', async () => {
      const { no } = await tracking.experiments.create({ name: 'spring', tags: { team: 'a' } });
      const elsewhere = await tracking.experiments.create({ name: 'elsewhere', artifactLocation: 's3://bucket/x' });
      const run = await makeRun(no);
      const model = await makeModel(run.id, no);
      const far = await makeRun(elsewhere.no);
      await put(`${run.home}/x`, 'x');
      await put(`${model.home}/y`, 'y');
      for (const experiment of [no, elsewhere.no]) await tracking.experiments.remove(experiment);
      await tracking.experiments.remove(0);
      const again = await tracking.experiments.create({ name: 'spring' });
      clock.advance(31 * DAY);
      const all = {
        ...NOTHING,
        experiments: 2,
        runs: 2,
        loggedModels: 1,
        files: 2,
        blobs: 2,
        bytes: 2 * (means.project.length + 2),
        elsewhere: [`s3://bucket/x/${far.id}/artifacts`],
      };
      expect(await collect({ dryRun: true })).toEqual({ ...all, dryRun: true });
      expect(await collect()).toEqual(all);
      for (const gone of [no, elsewhere.no]) await expect(tracking.experiments.get(gone)).rejects.toMatchObject({ code: 'TRAIN_EXPERIMENT_UNKNOWN' });
      expect((await tracking.experiments.getByName('spring')).no).toBe(again.no);
      expect((await tracking.experiments.get(0)).lifecycle).toBe('deleted');
      expect((await artifacts.list('')).items).toEqual([]);
    });

    it('never lets the number of an experiment be given again', async () => {
      const { no } = await tracking.experiments.create({ name: 'newest' });
      const run = await makeRun(no);
      await tracking.experiments.remove(no);
      clock.advance(31 * DAY);
      const report = await collect();
      expect(report).toMatchObject({ experiments: 0, runs: 1 });
      expect(whyKept(report)).toEqual({ [String(no)]: 'its number would be given again: it goes when there is a newer one' });
      await expect(tracking.runs.get(run.id)).rejects.toMatchObject({ code: 'TRAIN_RUN_UNKNOWN' });
      const next = await tracking.experiments.create({ name: 'newest' });
      expect(next.no).toBe(no + 1);
      expect(await collect()).toMatchObject({ experiments: 1, kept: [] });
    });

    it('keeps an experiment of which something stays', async () => {
      const { no } = await tracking.experiments.create({ name: 'autumn' });
      const [needed, other] = [await makeRun(no), await makeRun(no)];
      const made = await makeModel(needed.id);
      await tracking.experiments.remove(no);
      clock.advance(31 * DAY);
      const report = await collect();
      expect(report).toMatchObject({ experiments: 0, runs: 1 });
      expect(whyKept(report)).toEqual({ [needed.id]: `logged model ${made.id} was made by it`, [String(no)]: `run ${needed.id} of it stays` });
      await tracking.experiments.restore(no);
      expect((await tracking.runs.get(needed.id)).info.lifecycle).toBe('active');
      await expect(tracking.runs.get(other.id)).rejects.toMatchObject({ code: 'TRAIN_RUN_UNKNOWN' });
    });

    it('removes the children of a run when it is asked to', async () => {
      const parent = await makeRun();
      const child = await makeRun(0, { 'mlflow.parentRunId': parent.id });
      const grandchild = await makeRun(0, { 'mlflow.parentRunId': child.id });
      const needed = await makeRun(0, { 'mlflow.parentRunId': parent.id });
      const made = await makeModel(needed.id);
      await put(`${grandchild.home}/x`, 'x');
      await removeRuns(parent);
      clock.advance(31 * DAY);
      expect(await collect({ dryRun: true })).toMatchObject({ runs: 1, files: 0 });
      const report = await collect({ children: true });
      expect(report).toMatchObject({ runs: 3, files: 1, blobs: 1 });
      expect(whyKept(report)).toEqual({ [needed.id]: `logged model ${made.id} was made by it` });
      expect((await tracking.runs.search({ experiments: [0], view: 'all' })).items.map((run) => run.info.id)).toEqual([needed.id]);
    });

    it('keeps a run among whose artifacts an experiment keeps its own', async () => {
      const outer = await makeRun();
      const { no } = await tracking.experiments.create({ name: 'inner', artifactLocation: `mlflow-artifacts:/${outer.home}/inner` });
      await put(`${(await makeRun(no)).home}/x`, 'x');
      const odd = await tracking.experiments.create({ name: 'odd' });
      // As experiments could be made before such places were refused.
      await db.tables<Places>().updateTable('train_experiments').set({ artifact_location: 'mlflow-artifacts:/a/../b' }).where('no', '=', odd.no).execute();
      await removeRuns(outer);
      clock.advance(31 * DAY);
      expect(whyKept(await collect())).toEqual({ [outer.id]: `experiment ${no} keeps its artifacts inside its own` });
    });

    it('leaves what is restored or logged while it works', async () => {
      const runs = await Promise.all(Array.from({ length: 20 }, () => makeRun()));
      for (const [i, run] of runs.entries()) await put(`${run.home}/x`, `x ${i % 5}`);
      await removeRuns(...runs);
      clock.advance(31 * DAY);
      const alive = await makeRun();
      const [report] = await Promise.all([
        collect(),
        ...runs.filter((_, i) => i % 2 === 0).map((run) => tracking.runs.restore(run.id).catch((error: unknown) => expect(error).toMatchObject({ code: 'TRAIN_RUN_UNKNOWN' }))),
        ...Array.from({ length: 10 }, (_, i) => put(`${alive.home}/${i}`, `x ${i % 5}`)),
      ]);
      const left = (await tracking.runs.search({ experiments: [0], view: 'active' })).items.filter((run) => run.info.id !== alive.id);
      expect(report.runs + left.length).toBe(20);
      for (const { info } of left) for (const { digest } of (await artifacts.list(info.artifactUri.replace('mlflow-artifacts:/', ''))).items) await means.blobs.verify(digest!);
      for (const { digest } of (await artifacts.list(alive.home)).items) await means.blobs.verify(digest!);
      expect(readdirSync(join(folder, 'blobs', 'unfinished'))).toEqual([]);
    });
  });
}
