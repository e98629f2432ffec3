import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Digest, shortDigest } from '../../src/kernel/index.ts';
import { operations, type Platform, type Release } from '../../src/platform/index.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { liveThrough, toRequest } from '../tiny-project/live-through.ts';
import { openTinyPlatform } from '../tiny-project/open-tiny-platform.ts';
import { day, FLIP, ordersOf } from '../tiny-project/world.ts';
import { writeTinyProject } from '../tiny-project/write-tiny-project.ts';

// What a data scientist does with MLflow's protocol, and what the platform makes of it: one registry for models that clients log and releases that answer.

type Json = Record<string, unknown>;

let root: string;
let platform: Platform;
let server: RunningServer;
let first: Release;
let second: Release;

async function openProject(loop?: string): Promise<void> {
  root = await writeTinyProject(loop === undefined ? {} : { loop });
  platform = await openTinyPlatform(root);
  server = await startServer(platform, { port: 0, version: '1' });
  const make = async (n: number): Promise<Release> => (await platform.loop.makeRelease({ asOf: day(n), actor: 'ann', why: `of day ${n}`, since: day(0) })).release!;
  first = await make(FLIP - 2);
  expect(await platform.loop.place(first, { at: day(FLIP - 2), actor: 'ann' })).toBe('champion');
  second = await make(FLIP);
}
async function closeProject(): Promise<void> {
  await server.close();
  await platform.close();
  await rm(root, { recursive: true, force: true });
}

async function ask(method: string, path: string, given: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly body: Json }> {
  const query = method === 'GET' ? `?${new URLSearchParams(given).toString()}` : '';
  const response = await fetch(`${server.url}/api/2.0/mlflow/${path}${query}`, {
    method,
    ...(method !== 'GET' && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(given) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}
const moveChampion = (version: string) => ask('POST', 'registered-models/alias', { name: 'orders', alias: 'champion', version });
const championVersion = async (): Promise<unknown> =>
  ((await ask('GET', 'registered-models/alias', { name: 'orders', alias: 'champion' })).body['model_version'] as Json)['version'];
const versionOf = async (release: Digest): Promise<string> => {
  const { body } = await ask('GET', 'model-versions/search', { filter: `name = 'orders' AND tags.\`capstan.release\` = '${release}'` });
  return (body['model_versions'] as Json[])[0]!['version'] as string;
};
const answeredBy = async (n: number): Promise<Digest> => {
  const [order] = ordersOf(n);
  const [answer] = await platform.serve.predict([{ ...toRequest(order!), predictionId: `asked on ${n} at ${Math.random()}` }]);
  return answer!.release;
};

/** Logs a model as a client does, and registers it; the number of its version. */
async function register(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const { body } = await ask('POST', 'runs/create', { experiment_id: '0' });
  const info = (body['run'] as { info: { run_id: string; artifact_uri: string } }).info;
  for (const [file, bytes] of Object.entries(files)) {
    const path = `${info.artifact_uri.replace('mlflow-artifacts:/', '')}/model/${file}`;
    expect((await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${path}`, { method: 'PUT', body: Buffer.from(bytes) })).status).toBe(200);
  }
  await ask('POST', 'registered-models/create', { name });
  const made = await ask('POST', 'model-versions/create', { name, source: `${info.artifact_uri}/model`, run_id: info.run_id });
  return (made.body['model_version'] as Json)['version'] as string;
}
const ONNX_MODEL = 'flavors:\n  onnx:\n    data: model.onnx\n  python_function:\n    data: model.onnx\n    loader_module: mlflow.onnx\n';
const release = (version: string): Promise<unknown> =>
  platform.perform(
    operations.find((one) => one.name === 'registry.release')!,
    { version },
    { actor: 'ann' },
  );

describe('releases and registered models', () => {
  beforeAll(() => openProject());
  afterAll(closeProject);

  it('are one: every release is a version, and champion names the one that answers', async () => {
    expect(await championVersion()).toBe('1');
    expect(await versionOf(first.id)).toBe('1');
    expect(await versionOf(second.id)).toBe('2');
    expect(await answeredBy(FLIP)).toBe(first.id);
  });

  it('lets a client promote a release that passed the gate, and tells the ledger who did', async () => {
    expect(await moveChampion('2')).toEqual({ status: 200, body: {} });
    expect(await championVersion()).toBe('2');
    expect(await platform.serve.deployment()).toMatchObject({ champion: second.id });
    expect(await answeredBy(FLIP)).toBe(second.id);
    const [event] = await platform.means.ledger.list({ noun: 'alias', order: 'newest first' });
    expect(event).toMatchObject({ actor: 'local', name: 'champion', from: first.id, to: second.id });
  });

  it('shows clients a rollback at once', async () => {
    await platform.serve.rollBack({ actor: 'ann', why: 'worse', eventAt: day(FLIP) });
    expect(await championVersion()).toBe('1');
    expect((await ask('GET', 'registered-models/get', { name: 'orders' })).body).toMatchObject({ registered_model: { aliases: [{ alias: 'champion', version: '1' }] } });
  });

  it('refuses what the policy does not let a person do, with words that clients show', async () => {
    const rules = { ...platform.loaded.rules, rows: platform.loaded.rules.rows.map((row) => ({ ...row, when: 'score >= 0.3' })) };
    const proposed = await platform.releases.createRulesOnly(first.id, rules, { note: 'later', actor: 'ann', eventAt: day(FLIP) });
    expect(await moveChampion(await versionOf(proposed.id))).toEqual({
      status: 403,
      body: { error_code: 'PERMISSION_DENIED', message: expect.stringContaining(`release ${shortDigest(proposed.id)} changes rules alone and passed no gate`) as string },
    });
    for (const [method, path, given] of [
      ['DELETE', 'registered-models/alias', { name: 'orders', alias: 'champion' }],
      ['DELETE', 'registered-models/delete', { name: 'orders' }],
      ['DELETE', 'model-versions/delete', { name: 'orders', version: '1' }],
    ] as const) {
      expect(await ask(method, path, given)).toMatchObject({ status: 400, body: { error_code: 'INVALID_STATE' } });
    }
    expect(await championVersion()).toBe('1');
  });

  it('makes a release of a version that a client registered from ONNX, and lets it be promoted', async () => {
    const onnx = await platform.means.blobs.get(first.manifest.model);
    const version = await register('orders', { MLmodel: ONNX_MODEL, 'model.onnx': onnx });
    expect(await moveChampion(version)).toEqual({
      status: 400,
      body: { error_code: 'INVALID_STATE', message: expect.stringContaining(`version ${version} of orders is no release yet`) as string },
    });
    const made = (await release(`orders/${version}`)) as { release: { id: Digest; registered: Json }; report: { passed: boolean } };
    expect(made.report.passed).toBe(true);
    expect(made.release.registered).toMatchObject({ name: 'orders', version: Number(version) });
    expect(await versionOf(made.release.id)).toBe(version);
    expect(await release(`orders/${version}`)).toMatchObject({ release: { id: made.release.id }, report: null });
    expect((await moveChampion(version)).status).toBe(200);
    expect(await championVersion()).toBe(version);
    expect(await answeredBy(FLIP + 1)).toBe(made.release.id);
  });

  it('says why a version cannot be a release: a flavor that is no function, another shape', async () => {
    const sklearn = await register('forest', { MLmodel: 'flavors:\n  sklearn:\n    pickled_model: model.pkl\n', 'model.pkl': 'bytes' });
    await expect(release(`forest/${sklearn}`)).rejects.toThrow(/has the flavors sklearn, and neither onnx nor python_function/);
    const broken = await register('forest', { MLmodel: ONNX_MODEL, 'model.onnx': 'no onnx' });
    await expect(release(`forest/${broken}`)).rejects.toThrow(/check-model/);
  });
});

describe('a policy that wants a trial first', () => {
  const loop = `{
    retrain: { calibrationGap: 1, maxAgeDays: 900 },
    shadow: { minimumEffect: 0.05, maxDays: 10 },
    live: { ramp: [{ share: 0.2, days: 1 }, { share: 0.5, days: 1 }], margin: 0.1, maxDays: 12 },
    championAlias: 'trial',
  }`;
  beforeAll(() => openProject(loop));
  afterAll(closeProject);

  it('queues the release, and moves the alias when the trial is won', async () => {
    const better = (await platform.loop.makeRelease({ asOf: day(FLIP + 10), actor: 'ann', why: 'of the world turned over' })).release!;
    const version = await versionOf(better.id);
    for (let again = 0; again < 2; again++) {
      expect(await moveChampion(version)).toEqual({
        status: 400,
        body: { error_code: 'INVALID_STATE', message: expect.stringContaining(`version ${version} of orders was queued for a trial`) as string },
      });
    }
    expect((await platform.loop.rollouts()).map((rollout) => [rollout.challenger, rollout.state])).toEqual([[better.id, 'queued']]);
    expect(await championVersion()).toBe('1');
    const steps = await liveThrough(platform, { from: FLIP + 10, to: FLIP + 18 });
    expect(steps.flatMap((step) => step.transitions).map((move) => move.to)).toEqual(['shadow', 'live', 'promoted']);
    expect(await championVersion()).toBe(version);
    expect(await answeredBy(FLIP + 18)).toBe(better.id);
  });
});
