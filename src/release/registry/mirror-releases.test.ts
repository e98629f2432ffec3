import { buffer, text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, openTestMeans, rules, scope } from '../../../test/fixtures/make-candidate.ts';
import { listPacked } from '../../model/index.ts';
import { DAY, type Digest } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { type ArtifactRoom, type Candidate, createArtifactRoom, createTrackingRoom, trainMigrations } from '../../train/index.ts';
import type { Release } from '../release.ts';
import { createReleaseRoom, type ReleaseRoom } from '../release-room.ts';
import { createRegistryRoom, type RegistryRoom } from './registry-room.ts';

const by = { actor: 'ada' };
const facts = { note: 'first', actor: 'test', eventAt: FIRST_DAY + DAY };
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;
let open: (Means & { close(): Promise<void> })[] = [];
afterEach(async () => {
  await Promise.all(open.map((means) => means.close()));
  open = [];
});

/** Rooms over a deployment `flights` that does what it is asked to, and whose champion the test may set itself. */
async function openRooms() {
  const means = await openTestMeans(trainMigrations);
  open.push(means);
  const releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const artifacts = createArtifactRoom(means);
  const tracking = createTrackingRoom(means);
  const deployed: { champion: Digest | null; answer: 'champion' | 'queued' } = { champion: null, answer: 'champion' };
  const deployment = {
    name: 'flights',
    champion: async () => deployed.champion,
    promote: async (release: Release) => {
      if (deployed.answer === 'champion') deployed.champion = release.id;
      return deployed.answer;
    },
  };
  return { means, releases, artifacts, tracking, deployed, registry: createRegistryRoom(means, { tracking, artifacts, deployment }) };
}

const release = async (releases: ReleaseRoom, candidate: Candidate): Promise<Release> => releases.create(candidate, await releases.judge(candidate), facts);
const versionsOf = async (registry: RegistryRoom): Promise<readonly string[]> =>
  (await registry.versions.search({ filter: "name = 'flights'", orderBy: ['version_number'] })).items.map((one) =>
    `${one.version}: ${one.description} ${one.aliases.join()}`.trim(),
  );

describe('releases in the registry', () => {
  it('are versions of the model of their deployment, in the order of making, once', async () => {
    const { means, releases, deployed, registry } = await openRooms();
    await expect(registry.models.get('flights')).rejects.toEqual(coded('REGISTRY_MODEL_UNKNOWN'));
    const first = await release(releases, await makeCandidate(means));
    deployed.champion = first.id;
    const second = await release(releases, await makeCandidate(means, { weights: [0.16, 0.66], run: 'run_2' }));
    expect(await versionsOf(registry)).toEqual(['1: r1: first champion', '2: r2: first']);
    expect(await registry.versions.get({ name: 'flights', version: 2 })).toMatchObject({
      run: 'run_2',
      user: 'capstan',
      release: second.id,
      tags: { 'capstan.release': second.id },
      source: `mlflow-artifacts:/releases/${second.id.slice(7)}`,
      createdAt: second.createdAt,
    });
    expect((await registry.versions.search({ filter: `tags.\`capstan.release\` = '${second.id}'` })).items).toHaveLength(1);
    const third = await releases.createRulesOnly(second.id, { ...rules, rows: rules.rows.slice(1) }, { ...facts, note: 'fewer rules' });
    expect(await versionsOf(registry)).toEqual(['1: r1: first champion', '2: r2: first', '3: r3: fewer rules']);
    expect((await means.ledger.list({ noun: 'model version' })).map((event) => [event.name, event.actor, event.evidence])).toEqual([
      ['flights/1', 'capstan', { release: first.id }],
      ['flights/2', 'capstan', { release: second.id }],
      ['flights/3', 'capstan', { release: third.id }],
    ]);
  });

  it('have the alias champion where the deployment has its champion, whoever moved it', async () => {
    const { means, releases, deployed, registry } = await openRooms();
    const first = await release(releases, await makeCandidate(means));
    const second = await release(releases, await makeCandidate(means, { weights: [0.16, 0.66] }));
    await expect(registry.aliases.resolve('flights', 'champion')).rejects.toEqual(coded('REGISTRY_ALIAS_UNKNOWN'));
    for (const champion of [first, second, first]) {
      deployed.champion = champion.id;
      expect(await registry.aliases.resolve('flights', 'champion')).toMatchObject({ release: champion.id, aliases: ['champion'] });
      expect((await registry.models.get('flights')).aliases).toEqual({ champion: champion === first ? 1 : 2 });
    }
    expect(await means.ledger.list({ noun: 'model alias' })).toEqual([]);
  });

  it('become the champion by that alias, as far as the deployment lets them', async () => {
    const { means, releases, deployed, registry } = await openRooms();
    const first = await release(releases, await makeCandidate(means));
    deployed.champion = first.id;
    const second = await release(releases, await makeCandidate(means, { weights: [0.16, 0.66] }));
    deployed.answer = 'queued';
    await expect(registry.aliases.set('champion', { name: 'flights', version: '2' }, by)).rejects.toThrow(/version 2 of flights was queued for a trial.*the alias moves by itself/);
    expect(await registry.aliases.resolve('flights', 'champion')).toMatchObject({ version: 1 });
    deployed.answer = 'champion';
    await registry.aliases.set('champion', { name: 'flights', version: '2' }, by);
    expect(deployed.champion).toBe(second.id);
    expect(await registry.aliases.resolve('flights', 'champion')).toMatchObject({ version: 2 });
    expect([registry.aliases.promotes({ name: 'flights', alias: 'champion' }), registry.aliases.promotes({ name: 'flights', alias: 'best' })]).toEqual([true, false]);
    await registry.aliases.set('best', { name: 'flights', version: 1 }, by);
    expect((await registry.models.get('flights')).aliases).toEqual({ best: 1, champion: 2 });
  });

  it('cannot be torn from their deployment', async () => {
    const { means, releases, artifacts, tracking, deployed, registry } = await openRooms();
    deployed.champion = (await release(releases, await makeCandidate(means))).id;
    const { info } = await tracking.runs.create({ experiment: 0 });
    await registry.versions.create({ name: 'flights', source: `runs:/${info.id}/model`, run: info.id }, by);
    await expect(registry.aliases.set('champion', { name: 'flights', version: 2 }, by)).rejects.toThrow(/version 2 of flights is no release yet/);
    await expect(registry.aliases.remove({ name: 'flights', alias: 'champion' }, by)).rejects.toEqual(coded('REGISTRY_DEPLOYED'));
    await expect(registry.models.remove('flights', by)).rejects.toEqual(coded('REGISTRY_DEPLOYED'));
    await expect(registry.models.rename({ from: 'flights', to: 'x' }, by)).rejects.toEqual(coded('REGISTRY_DEPLOYED'));
    await expect(registry.versions.remove({ name: 'flights', version: 1 }, by)).rejects.toEqual(coded('REGISTRY_RELEASED'));
    await registry.versions.remove({ name: 'flights', version: 2 }, by);
    const { storageLocation } = await registry.versions.get({ name: 'flights', version: 1 });
    const path = `${storageLocation.slice('mlflow-artifacts:/'.length)}/MLmodel`;
    await expect(artifacts.put(path, Readable.from([Buffer.from('x')]))).rejects.toEqual(coded('TRAIN_ARTIFACT_READ_ONLY'));
    for (const gone of [path, 'releases', '%72eleases/']) await expect(artifacts.remove(gone)).rejects.toEqual(coded('TRAIN_ARTIFACT_READ_ONLY'));
  });

  it('are kept as MLflow’s clients load them: ONNX, and what its flavors need', async () => {
    const { means, releases, artifacts, registry } = await openRooms();
    const made = await release(releases, await makeCandidate(means));
    const { storageLocation } = await registry.versions.get({ name: 'flights', version: 1 });
    const { directory } = await artifacts.homeOfSource(storageLocation);
    expect((await artifacts.list(directory)).items.map((item) => item.name)).toEqual(['MLmodel', 'conda.yaml', 'model.onnx', 'python_env.yaml', 'requirements.txt']);
    const read = async (name: string) => artifacts.open(await artifacts.find(`${directory}/${name}`));
    expect(await buffer(await read('model.onnx'))).toEqual(Buffer.from(await means.blobs.get(made.manifest.model)));
    const described = JSON.parse(await text(await read('MLmodel'))) as { flavors: object; signature: { inputs: string; outputs: string } };
    expect(Object.keys(described.flavors)).toEqual(['onnx', 'python_function']);
    expect(JSON.parse(described.signature.inputs)).toEqual([
      { type: 'double', name: 'hour', required: true },
      { type: 'double', name: 'kilometres', required: true },
    ]);
    expect(JSON.parse(described.signature.outputs)).toEqual([{ type: 'double', name: 'probability', required: true }]);
  });

  it('stay themselves in copies, and in what tags say', async () => {
    const { means, releases, registry } = await openRooms();
    const made = await release(releases, await makeCandidate(means));
    await registry.models.create({ name: 'copies' }, by);
    const copy = await registry.versions.create({ name: 'copies', source: 'models:/flights/1', tags: { 'capstan.release': 'sha256:forged', team: 'a' } }, by);
    expect(copy).toMatchObject({ source: 'models:/flights/1', release: made.id, tags: { 'capstan.release': made.id, team: 'a' } });
    expect(await registry.versions.create({ name: 'copies', source: 'models:/flights/1', tags: { 'capstan.release': 'sha256:forged' } }, by)).toMatchObject({
      release: null,
      tags: {},
    });
    await expect(registry.versions.setTag({ name: 'copies', version: 2 }, { key: 'capstan.release', value: 'sha256:forged' })).rejects.toThrow(/cannot be changed/);
    await expect(registry.versions.removeTag({ name: 'copies', version: 1 }, 'capstan.release')).rejects.toThrow(/cannot be changed/);
    await registry.versions.remove({ name: 'copies', version: 1 }, by);
  });

  it('are added once by however many ask at the same time, after the versions that clients registered', async () => {
    const { means, releases, tracking, artifacts, registry } = await openRooms();
    const { info } = await tracking.runs.create({ experiment: 0 });
    await registry.models.create({ name: 'flights' }, by);
    await registry.versions.create({ name: 'flights', source: `runs:/${info.id}/model`, run: info.id }, by);
    await release(releases, await makeCandidate(means));
    const other = createRegistryRoom(means, { tracking, artifacts, deployment: { name: 'flights', champion: async () => null, promote: async () => 'queued' } });
    await Promise.all([registry, other, registry, other].map((room) => room.models.get('flights')));
    expect(await versionsOf(registry)).toEqual(['1:', '2: r1: first']);
  });

  it('is linked with a release that is the same by content, which stays as it was made', async () => {
    const { means, releases, tracking, registry } = await openRooms();
    const { info } = await tracking.runs.create({ experiment: 0 });
    const candidate = await makeCandidate(means);
    const made = await release(releases, candidate);
    await registry.models.create({ name: 'other' }, by);
    for (const version of [1, 2]) {
      await registry.versions.create({ name: 'other', source: `runs:/${info.id}/model`, run: info.id }, by);
      expect(await releases.create(candidate, await releases.judge(candidate), { ...facts, registered: { name: 'other', version, run: info.id } })).toEqual(made);
    }
    expect((await registry.versions.search({ filter: "name = 'other'", orderBy: ['version_number'] })).items.map((one) => one.release)).toEqual([made.id, null]);
  });
});

describe('a version that a client registered', () => {
  const log = async (artifacts: ArtifactRoom, run: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> => {
    for (const [name, bytes] of Object.entries(files)) await artifacts.put(`0/${run}/artifacts/model/${name}`, Readable.from([Buffer.from(bytes)]));
  };

  it('gives its ONNX file, or its whole directory packed, or says what it is instead', async () => {
    const { means, artifacts, tracking, registry } = await openRooms();
    await registry.models.create({ name: 'other' }, by);
    const register = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<{ name: string; version: number }> => {
      const { info } = await tracking.runs.create({ experiment: 0 });
      await log(artifacts, info.id, files);
      const { name, version } = await registry.versions.create({ name: 'other', source: `runs:/${info.id}/model`, run: info.id }, by);
      return { name, version };
    };
    const onnx = await register({ MLmodel: 'flavors:\n  onnx:\n    data: model.onnx\n    onnx_version: 1.18.0\n', 'model.onnx': 'bytes' });
    expect(await registry.versions.model(onnx)).toBe((await artifacts.find(`0/${(await registry.versions.get(onnx)).run}/artifacts/model/model.onnx`)).digest);
    const sklearn = await register({ MLmodel: 'flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n  sklearn:\n    pickled_model: model.pkl\n' });
    const packed = await registry.versions.model(sklearn);
    expect(await registry.versions.model(sklearn)).toBe(packed);
    expect((await listPacked(await means.blobs.pathOf(packed))).map(({ path }) => path)).toEqual(['MLmodel']);
    const other = await register({ MLmodel: 'flavors:\n  mleap:\n    model_data: m\n' });
    await expect(registry.versions.model(other)).rejects.toThrow(/version 3 of other has the flavors mleap, and neither onnx nor python_function/);
    for (const broken of ['{', '[]', 'flavors: 3', 'flavors: {onnx: null}']) {
      await expect(registry.versions.model(await register({ MLmodel: broken }))).rejects.toEqual(coded('REGISTRY_NOT_RUNNABLE'));
    }
    await expect(registry.versions.model(await register({}))).rejects.toEqual(coded('TRAIN_ARTIFACT_UNKNOWN'));
    await expect(registry.versions.model(await register({ MLmodel: 'flavors: {onnx: {data: ../../secret}}' }))).rejects.toEqual(coded('TRAIN_ARTIFACT_PATH_INVALID'));
    const elsewhere = await registry.versions.create({ name: 'other', source: 's3://bucket/model' }, by);
    await expect(registry.versions.model(elsewhere)).rejects.toEqual(coded('TRAIN_ARTIFACTS_ELSEWHERE'));
  });

  it('is linked with the release that was made of it, in one step', async () => {
    const { means, releases, tracking, registry } = await openRooms();
    const { info } = await tracking.runs.create({ experiment: 0 });
    for (const name of ['flights', 'other']) {
      await registry.models.create({ name }, by);
      await registry.versions.create({ name, source: `runs:/${info.id}/model`, run: info.id }, by);
    }
    const candidate = await makeCandidate(means);
    const registered = { name: 'other', version: 1, run: info.id };
    const made = await releases.create(candidate, await releases.judge(candidate), { ...facts, registered });
    expect(made.registered).toEqual(registered);
    expect(await registry.versions.get({ name: 'other', version: 1 })).toMatchObject({ release: made.id, tags: { 'capstan.release': made.id } });
    expect(await versionsOf(registry)).toEqual(['1:', '2: r1: first']);
    const second = await makeCandidate(means, { weights: [0.16, 0.66] });
    await releases.create(second, await releases.judge(second), { ...facts, registered: { name: 'flights', version: 1, run: info.id } });
    expect(await versionsOf(registry)).toEqual(['1:', '2: r1: first']);
  });
});
