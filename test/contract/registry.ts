import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/kernel/index.ts';
import { createRegistryRoom, releaseMigrations, type RegistryRoom } from '../../src/release/index.ts';
import { applyMigrations, type Db, ledgerMigrations, type Means, openLedger } from '../../src/store/index.ts';
import { createArtifactRoom, createTrackingRoom, trainMigrations, type TrackingRoom } from '../../src/train/index.ts';

const by = { actor: 'ada' };
const RUN = '0123456789abcdef0123456789abcdef';
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

/** What the model registry must do on every record store. `open` opens an empty database. */
export function describeRegistry(name: string, open: () => Promise<Db>): void {
  describe(`the model registry on ${name}`, () => {
    const clock = new FakeClock();
    let means: Means;
    let room: RegistryRoom;
    let db: Db;
    let tracking: TrackingRoom;
    let tests = 0;

    beforeAll(async () => {
      db = await open();
      await applyMigrations(db, [...ledgerMigrations, ...trainMigrations, ...releaseMigrations], clock);
    });
    afterAll(() => db.close());
    beforeEach(async () => {
      const project = `registry-${(tests += 1)}`;
      means = { project, db, clock, ledger: openLedger(db, { project, clock }) } as unknown as Means;
      tracking = createTrackingRoom(means);
      room = createRegistryRoom(means, { tracking, artifacts: createArtifactRoom(means) });
      await tracking.runs.create({ experiment: 0, id: RUN });
    });
    const register = async (model: string, count = 1): Promise<void> => {
      await room.models.create({ name: model }, by);
      for (let i = 0; i < count; i++) await room.versions.create({ name: model, source: `runs:/${RUN}/model`, run: RUN }, by);
    };
    const events = async (): Promise<readonly string[]> => (await means.ledger.list()).map(({ noun, name: of, from, to }) => `${noun} ${of}: ${from} → ${to}`);

    it('registers a model once, with its tags', async () => {
      const now = clock.now();
      const made = await room.models.create({ name: 'churn', description: 'who leaves', tags: { team: 'a', kind: 'b' } }, by);
      expect(made).toEqual({ name: 'churn', description: 'who leaves', createdAt: now, updatedAt: now, tags: { kind: 'b', team: 'a' }, aliases: {}, latestVersions: [] });
      expect(await room.models.get('churn')).toEqual(made);
      await expect(room.models.create({ name: 'churn' }, by)).rejects.toEqual(coded('REGISTRY_MODEL_EXISTS'));
      await expect(room.models.create({ name: 'churn', tags: { 'mlflow.prompt.is_prompt': 'true' } }, by)).rejects.toMatchObject({
        code: 'REGISTRY_MODEL_EXISTS',
        facts: { kind: 'Prompt', taken: 'Registered Model' },
      });
      await expect(room.models.get('nobody')).rejects.toThrow('there is no registered model nobody');
      await expect(room.models.create({ name: 'a/b', tags: { 'x=y': '' } }, by)).rejects.toThrow(/Names cannot contain.*alphanumerics/);
      expect(await events()).toEqual(['model churn: null → registered']);
    });

    it('changes what is said of a model, and its name', async () => {
      await register('churn');
      await register('other');
      clock.advance(10);
      expect(await room.models.describe('churn', 'new words')).toMatchObject({ description: 'new words', updatedAt: clock.now() });
      await room.models.setTag('churn', { key: 'team', value: 'a' });
      await room.models.setTag('churn', { key: 'team', value: 'b' });
      await room.models.removeTag('churn', 'nothing');
      expect((await room.models.get('churn')).tags).toEqual({ team: 'b' });
      await room.aliases.set('best', { name: 'churn', version: 1 }, by);
      await expect(room.models.rename({ from: 'churn', to: 'other' }, by)).rejects.toEqual(coded('REGISTRY_MODEL_EXISTS'));
      clock.advance(10);
      expect(await room.models.rename({ from: 'churn', to: 'leavers' }, by)).toMatchObject({
        name: 'leavers',
        tags: { team: 'b' },
        aliases: { best: 1 },
        updatedAt: clock.now(),
        latestVersions: [{ name: 'leavers', version: 1, updatedAt: clock.now(), aliases: ['best'] }],
      });
      await room.models.removeTag('leavers', 'team');
      expect((await room.models.get('leavers')).tags).toEqual({});
      await expect(room.models.get('churn')).rejects.toEqual(coded('REGISTRY_MODEL_UNKNOWN'));
    });

    it('removes a model with everything in it, and begins anew under its name', async () => {
      await register('churn', 2);
      await room.aliases.set('best', { name: 'churn', version: 2 }, by);
      await room.versions.setTag({ name: 'churn', version: 2 }, { key: 'a', value: 'b' });
      await room.models.setTag('churn', { key: 'a', value: 'b' });
      await room.models.remove('churn', by);
      await expect(room.versions.get({ name: 'churn', version: 2 })).rejects.toEqual(coded('REGISTRY_VERSION_UNKNOWN'));
      await register('churn');
      expect(await room.models.get('churn')).toMatchObject({ tags: {}, aliases: {}, latestVersions: [{ version: 1, tags: {} }] });
    });

    it('numbers versions, and gives no number twice', async () => {
      await register('churn', 2);
      await room.versions.remove({ name: 'churn', version: '2' }, by);
      clock.advance(5);
      const made = await room.versions.create(
        { name: 'churn', source: `runs:/${RUN}/model`, run: RUN, runLink: 'http://x', description: 'third', tags: { 'b/c': 'x', a: '' } },
        by,
      );
      expect(made).toEqual({
        name: 'churn',
        version: 3,
        description: 'third',
        user: 'ada',
        stage: 'None',
        source: `runs:/${RUN}/model`,
        storageLocation: `runs:/${RUN}/model`,
        run: RUN,
        runLink: 'http://x',
        loggedModel: null,
        release: null,
        createdAt: clock.now(),
        updatedAt: clock.now(),
        tags: { a: '', 'b/c': 'x' },
        aliases: [],
      });
      expect(await room.versions.get({ name: 'churn', version: '3' })).toEqual(made);
      expect((await room.models.get('churn')).updatedAt).toBe(clock.now());
      await expect(room.versions.get({ name: 'churn', version: 2 })).rejects.toThrow('the registered model churn has no version 2');
      await expect(room.versions.create({ name: 'nobody', source: `runs:/${RUN}/model`, run: RUN }, by)).rejects.toEqual(coded('REGISTRY_MODEL_UNKNOWN'));
      await expect(room.versions.create({ name: 'churn', source: '/etc' }, by)).rejects.toEqual(coded('REGISTRY_SOURCE_INVALID'));
    });

    it('numbers versions that come at the same time', async () => {
      await room.models.create({ name: 'churn' }, by);
      const made = await Promise.all(Array.from({ length: 8 }, () => room.versions.create({ name: 'churn', source: `runs:/${RUN}/model`, run: RUN }, by)));
      expect(made.map((version) => version.version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    });

    it('changes what is said of a version', async () => {
      await register('churn');
      const one = { name: 'churn', version: '1' };
      clock.advance(5);
      expect(await room.versions.describe(one, 'better')).toMatchObject({ description: 'better', updatedAt: clock.now() });
      expect(await room.versions.describe(one, null)).toMatchObject({ description: null });
      await room.versions.setTag(one, { key: 'a', value: '1' });
      await room.versions.setTag(one, { key: 'a', value: '2' });
      expect((await room.versions.get(one)).tags).toEqual({ a: '2' });
      await room.versions.removeTag(one, 'a');
      await room.versions.removeTag(one, 'a');
      expect((await room.versions.get(one)).tags).toEqual({});
      await expect(room.versions.setTag({ name: 'churn', version: '9' }, { key: 'a', value: '' })).rejects.toEqual(coded('REGISTRY_VERSION_UNKNOWN'));
      await expect(room.versions.get({ name: 'churn', version: 'one' })).rejects.toEqual(coded('REGISTRY_INPUT_INVALID'));
    });

    it('moves versions through the stages, and archives those that were there', async () => {
      await register('churn', 3);
      await room.versions.move({ name: 'churn', version: 1 }, { stage: 'production' }, by);
      await room.versions.move({ name: 'churn', version: 2 }, { stage: 'Staging' }, by);
      expect(await room.versions.move({ name: 'churn', version: 3 }, { stage: 'Production', archiveExisting: true }, by)).toMatchObject({ stage: 'Production' });
      const latest = async (...stages: string[]) => (await room.models.latest('churn', stages)).map((version) => `${version.version} ${version.stage}`);
      expect(await latest()).toEqual(['1 Archived', '2 Staging', '3 Production']);
      expect(await latest('STAGING', 'None')).toEqual(['2 Staging']);
      await room.versions.move({ name: 'churn', version: 2 }, { stage: 'Production' }, by);
      expect(await latest('Production')).toEqual(['3 Production']);
      await expect(room.versions.move({ name: 'churn', version: 3 }, { stage: 'Archived', archiveExisting: true }, by)).rejects.toThrow(/'Archived' is not an Active stage/);
      await expect(room.models.latest('churn', ['prod'])).rejects.toThrow(/Invalid Model Version stage: prod/);
      expect((await events()).filter((event) => !event.includes('null'))).toEqual([
        'model version churn/1: None → Production',
        'model version churn/2: None → Staging',
        'model version churn/1: Production → Archived',
        'model version churn/3: None → Production',
        'model version churn/2: Staging → Production',
      ]);
    });

    it('points aliases at versions, both ways', async () => {
      await register('churn', 2);
      await expect(room.aliases.resolve('churn', 'champion')).rejects.toThrow('the registered model churn has no alias champion');
      await room.aliases.set('champion', { name: 'churn', version: '1' }, by);
      await room.aliases.set('champion', { name: 'churn', version: '1' }, by);
      await room.aliases.set('champion', { name: 'churn', version: '2' }, by);
      await room.aliases.set('best', { name: 'churn', version: '2' }, by);
      expect(await room.aliases.resolve('churn', 'champion')).toMatchObject({ version: 2, aliases: ['best', 'champion'] });
      expect((await room.models.get('churn')).aliases).toEqual({ best: 2, champion: 2 });
      await expect(room.aliases.set('x', { name: 'churn', version: 9 }, by)).rejects.toEqual(coded('REGISTRY_VERSION_UNKNOWN'));
      await expect(room.aliases.set('v1', { name: 'churn', version: 1 }, by)).rejects.toEqual(coded('REGISTRY_INPUT_INVALID'));
      await expect(room.aliases.resolve('nobody', 'x')).rejects.toEqual(coded('REGISTRY_MODEL_UNKNOWN'));
      await room.aliases.remove({ name: 'churn', alias: 'best' }, by);
      await room.aliases.remove({ name: 'churn', alias: 'best' }, by);
      await room.versions.remove({ name: 'churn', version: 2 }, by);
      expect((await room.models.get('churn')).aliases).toEqual({});
      expect((await events()).filter((event) => event.startsWith('model alias'))).toEqual([
        'model alias churn@champion: null → 1',
        'model alias churn@champion: 1 → 2',
        'model alias churn@best: null → 2',
        'model alias churn@best: 2 → removed',
        'model alias churn@champion: 2 → removed',
      ]);
    });

    it('answers the newest version as latest', async () => {
      await room.models.create({ name: 'churn' }, by);
      await expect(room.aliases.resolve('churn', 'latest')).rejects.toEqual(coded('REGISTRY_NO_VERSIONS'));
      for (let i = 0; i < 3; i++) await room.versions.create({ name: 'churn', source: `runs:/${RUN}/model`, run: RUN }, by);
      await room.versions.move({ name: 'churn', version: 1 }, { stage: 'Production' }, by);
      expect(await room.aliases.resolve('churn', 'Latest')).toMatchObject({ version: 3 });
    });

    it('follows a version to another model’s', async () => {
      await register('churn', 2);
      await room.models.create({ name: 'copy' }, by);
      await room.aliases.set('best', { name: 'churn', version: 2 }, by);
      expect(await room.versions.create({ name: 'copy', source: 'models:/churn@best' }, by)).toMatchObject({
        source: 'models:/churn/2',
        storageLocation: `runs:/${RUN}/model`,
        run: RUN,
      });
      await room.models.create({ name: 'greeting', tags: { 'mlflow.prompt.is_prompt': 'true' } }, by);
      const prompt = { name: 'greeting', source: 'dummy-source', tags: { 'mlflow.prompt.is_prompt': 'true', 'mlflow.prompt.text': 'Hello' } };
      expect(await room.versions.create(prompt, by)).toMatchObject({ source: 'dummy-source', version: 1 });
      await expect(room.versions.create({ name: 'copy', source: 'models:/greeting/1' }, by)).rejects.toThrow(/Prompt versions cannot be used/);
    });

    const modelsBy = async (filter: string, ...orderBy: string[]) => (await room.models.search({ filter, orderBy })).items.map((model) => model.name).join(' ');
    const versionsBy = async (filter: string, ...orderBy: string[]) =>
      (await room.versions.search({ filter, orderBy })).items.map((version) => `${version.name}/${version.version}`).join(' ');

    it('searches models by name, tag and time, prompts apart', async () => {
      for (const [name, tags] of Object.entries({ alpha: { team: 'a' }, Beta: { team: 'b', 'my.key': 'x' }, beta2: {}, greeting: { 'mlflow.prompt.is_prompt': 'true' } })) {
        clock.advance(10);
        await room.models.create({ name, tags: tags as Record<string, string> }, by);
      }
      expect(await modelsBy('')).toBe('Beta alpha beta2');
      expect(await modelsBy("name ILIKE 'beta%'")).toBe('Beta beta2');
      expect(await modelsBy("name LIKE 'beta%'")).toBe('beta2');
      expect(await modelsBy("name = 'alpha'")).toBe('alpha');
      expect(await modelsBy("name IN ('alpha', 'beta2', 'greeting')")).toBe('alpha beta2');
      expect(await modelsBy("tags.team != 'a'")).toBe('Beta');
      expect(await modelsBy("tag.`my.key` = 'x' and tags.team = 'b'")).toBe('Beta');
      expect(await modelsBy("tags.team = 'a' OR NOT tags.team IS NOT NULL")).toBe('alpha beta2');
      expect(await modelsBy("tags.`mlflow.prompt.is_prompt` = 'true'")).toBe('greeting');
      expect(await modelsBy("name != 'alpha' AND tag.`mlflow.prompt.is_prompt` != 'true'")).toBe('Beta beta2');
      expect(await modelsBy('', 'name DESC')).toBe('beta2 alpha Beta');
      expect(await modelsBy('', 'timestamp DESC')).toBe('beta2 Beta alpha');
      expect(await modelsBy('', 'last_updated_timestamp', 'name')).toBe('alpha Beta beta2');
      for (const bad of ["version = '1'", 'name = 1', "name > 'a'", "metrics.x = 'a'"]) await expect(modelsBy(bad)).rejects.toEqual(coded('FILTER_INVALID'));
      for (const bad of ['version', 'tags.team', 'name sideways']) await expect(modelsBy('', bad)).rejects.toEqual(coded('FILTER_INVALID'));
      await expect(room.models.search({ maxResults: 1_001 })).rejects.toThrow('It must be at most 1000, but got value 1001');
      await expect(room.versions.search({ maxResults: 0 })).rejects.toThrow('It must be a positive integer, but got 0');
    });

    it('searches versions by model, number, run, source and tag', async () => {
      await register('churn', 3);
      await register('other');
      await room.models.create({ name: 'greeting', tags: { 'mlflow.prompt.is_prompt': 'true' } }, by);
      await room.versions.create({ name: 'greeting', source: 'dummy-source', tags: { 'mlflow.prompt.is_prompt': 'true' } }, by);
      await room.versions.create({ name: 'churn', source: 'models:/churn/1', run: RUN, tags: { quality: 'good' } }, by);
      clock.advance(5);
      await room.versions.describe({ name: 'churn', version: 2 }, 'changed last');
      expect(await versionsBy('')).toBe('churn/2 churn/4 churn/3 churn/1 other/1');
      expect(await versionsBy("name = 'churn' AND version_number >= 3")).toBe('churn/4 churn/3');
      expect(await versionsBy("name = 'churn' AND version_number = '3'")).toBe('churn/3');
      expect(await versionsBy(`run_id IN ('${RUN}') and name='other'`)).toBe('other/1');
      expect(await versionsBy("source_path LIKE 'models:%'")).toBe('churn/4');
      expect(await versionsBy("tags.quality = 'good'")).toBe('churn/4');
      expect(await versionsBy("name = 'greeting'")).toBe('');
      expect(await versionsBy("tags.`mlflow.prompt.is_prompt` = 'true'")).toBe('greeting/1');
      expect(await versionsBy("name = 'churn'", 'version_number ASC')).toBe('churn/1 churn/2 churn/3 churn/4');
      expect(await versionsBy('', 'name DESC', 'creation_timestamp')).toBe('other/1 churn/4 churn/3 churn/2 churn/1');
      await room.versions.remove({ name: 'churn', version: 4 }, by);
      expect(await versionsBy("name = 'churn'")).toBe('churn/2 churn/3 churn/1');
    });

    it('pages without repeating or hiding, whatever comes meanwhile', async () => {
      for (const name of ['b', 'd', 'f', 'h']) await room.models.create({ name }, by);
      const first = await room.models.search({ maxResults: 2 });
      expect(first.items.map((model) => model.name)).toEqual(['b', 'd']);
      await room.models.create({ name: 'a' }, by);
      await room.models.create({ name: 'e' }, by);
      await room.models.remove('d', by);
      const second = await room.models.search({ maxResults: 2, pageToken: first.next! });
      expect(second.items.map((model) => model.name)).toEqual(['e', 'f']);
      const third = await room.models.search({ maxResults: 2, pageToken: second.next! });
      expect([third.items.map((model) => model.name), third.next]).toEqual([['h'], undefined]);
      await expect(room.models.search({ pageToken: 'nonsense' })).rejects.toThrow(/^Invalid page token/);
      await expect(room.models.search({ pageToken: first.next!, filter: "name = 'b'" })).rejects.toEqual(coded('FILTER_PAGE_TOKEN'));
    });

    it('keeps projects apart', async () => {
      await register('churn');
      const elsewhere = createRegistryRoom({ ...means, project: 'elsewhere' }, { tracking: createTrackingRoom(means), artifacts: createArtifactRoom(means) });
      await expect(elsewhere.models.get('churn')).rejects.toEqual(coded('REGISTRY_MODEL_UNKNOWN'));
      await expect(elsewhere.versions.get({ name: 'churn', version: 1 })).rejects.toEqual(coded('REGISTRY_VERSION_UNKNOWN'));
    });
  });
}
