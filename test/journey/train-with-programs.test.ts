import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoor, openOwnDoor } from '../../src/cli/open-door.ts';
import { leaveCard, takeCard } from '../../src/cli/server-card.ts';
import type { DatasetVersion } from '../../src/data/index.ts';
import { DAY } from '../../src/kernel/index.ts';
import { encodeLinear } from '../../src/model/index.ts';
import { loadProject, openPlatform, type PipelineEvent, type Platform } from '../../src/platform/index.ts';
import { commandTrainer } from '../../src/sdk/index.ts';
import { startServer } from '../../src/server/index.ts';
import { day } from '../tiny-project/world.ts';
import { writeTinyProject } from '../tiny-project/write-tiny-project.ts';

// A program that trains is let in to the tracking of its project: what it logs is the run's, and what it logs as ONNX is the step's output.

/** What a client of MLflow does, in a few requests. */
const SCRIPT = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const [seed, way, model] = process.argv.slice(2);
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('MLFLOW_')));
writeFileSync(new URL('seen.json', import.meta.url), JSON.stringify(env));
console.log('token ' + env.MLFLOW_TRACKING_TOKEN);
const headers = { authorization: 'Bearer ' + env.MLFLOW_TRACKING_TOKEN, 'content-type': 'application/json' };
const api = env.MLFLOW_TRACKING_URI + '/api/2.0';
const ask = async (method, path, body) => {
  const answer = await fetch(api + path, { method, headers, body });
  if (!answer.ok) throw new Error(path + ': ' + await answer.text());
  return answer.json();
};
const { run } = await ask('GET', '/mlflow/runs/get?run_id=' + env.MLFLOW_RUN_ID);
if (run.info.experiment_id !== env.MLFLOW_EXPERIMENT_ID) throw new Error('another experiment');
await ask('POST', '/mlflow/runs/log-parameter', JSON.stringify({ run_id: env.MLFLOW_RUN_ID, key: 'of', value: seed }));
const bytes = readFileSync(new URL('made.onnx', import.meta.url));
for (const name of way === 'twice' ? ['a', 'b'] : way === 'log' ? ['a'] : []) {
  const other = name === 'b' ? Buffer.concat([bytes, Buffer.of(10, 0)]) : bytes;
  await ask('PUT', '/mlflow-artifacts/artifacts/' + env.MLFLOW_EXPERIMENT_ID + '/' + env.MLFLOW_RUN_ID + '/artifacts/' + name + '/model.onnx', other);
  const json = { artifact_path: name, flavors: { onnx: {} }, utc_time_created: 'now', run_id: env.MLFLOW_RUN_ID };
  await ask('POST', '/mlflow/runs/log-model', JSON.stringify({ run_id: env.MLFLOW_RUN_ID, model_json: JSON.stringify(json) }));
}
const description = "flavors: {python_function: {}}\\nsignature: {inputs: '[{\\"type\\": \\"double\\", \\"name\\": \\"" + way + "\\"}]'}";
if (way === 'other') {
  await ask('PUT', '/mlflow-artifacts/artifacts/' + env.MLFLOW_EXPERIMENT_ID + '/' + env.MLFLOW_RUN_ID + '/artifacts/a/MLmodel', description);
  await ask('POST', '/mlflow/runs/log-model', JSON.stringify({ run_id: env.MLFLOW_RUN_ID, model_json: JSON.stringify({ artifact_path: 'a', flavors: { python_function: {} }, utc_time_created: 'now', run_id: env.MLFLOW_RUN_ID }) }));
}
if (way === 'save') { mkdirSync(model + '/code', { recursive: true }); writeFileSync(model + '/MLmodel', description); writeFileSync(model + '/code/mine.py', ''); }
if (way === 'folder') mkdirSync(model);
if (way === 'write') writeFileSync(model, bytes);
if (way === 'break') { console.error('the token is ' + env.MLFLOW_TRACKING_TOKEN); process.exit(3); }
`;

let root: string;
let platform: Platform;
let version: DatasetVersion;
const session = { version: '1' } as Parameters<typeof openDoor>[0];

/** Trains with a program that goes a way of its own; \`seed\` makes it another step. */
async function train(way: string, seed: number) {
  const command = ['node', 'train.mjs', '{params.seed}', way, ...(['write', 'save', 'folder'].includes(way) ? ['{outputs.model}'] : [])];
  const lines: string[] = [];
  const onEvent = (event: PipelineEvent): void => void (event.type === 'log' && lines.push(event.text));
  const changes = { seed, trainer: commandTrainer({ command, files: ['made.onnx'] }) };
  const result = await platform.train.train({ version, asOf: day(30), attribution: DAY, why: way, changes, onEvent }).catch((error: unknown) => error as Error);
  const seen = JSON.parse(await readFile(join(root, 'seen.json'), 'utf8')) as Record<string, string>;
  return { result, seen, lines };
}

beforeAll(async () => {
  root = await writeTinyProject({ files: { 'train.mjs': SCRIPT } });
  const features = ['value', 'noise', 'segment_rate'];
  await writeFile(join(root, 'made.onnx'), encodeLinear({ weights: [0.05, 0, 1], bias: -3 }, { features, link: 'logistic' }));
  platform = await openPlatform(await loadProject(root), { openDoor: (opened) => openDoor({ ...session, folder: root })(opened) });
  version = await platform.data.ingest('orders', { interval: { from: day(0), to: day(30) } });
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

describe('a program that trains', () => {
  it('logs to the run of its training, through a door that is open for as long as it runs', async () => {
    const { result, seen, lines } = await train('write', 1);
    if (result instanceof Error) throw result;
    expect(seen).toEqual({
      MLFLOW_TRACKING_URI: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      MLFLOW_RUN_ID: result.run.id,
      MLFLOW_EXPERIMENT_ID: expect.any(String) as string,
      MLFLOW_TRACKING_TOKEN: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    const tracked = await platform.tracking.runs.get(result.run.id);
    expect(tracked).toMatchObject({ info: { status: 'FINISHED' }, params: { of: '1', 'trainer.kind': 'command' }, tags: { 'capstan.why': 'write' } });
    expect((await platform.tracking.experiments.get(tracked.info.experiment)).name).toBe('orders');
    await expect(fetch(`${seen['MLFLOW_TRACKING_URI']}/healthz`)).rejects.toThrow('fetch failed');
    expect(lines).toContain('token ‹secret›');
  });

  it('is cached though the way to the tracking is another each time', async () => {
    const before = await readFile(join(root, 'seen.json'), 'utf8');
    const { result } = await train('write', 1);
    if (result instanceof Error) throw result;
    expect(result.pipeline.steps.find((step) => step.name === 'train')!.status).toBe('cached');
    expect(await readFile(join(root, 'seen.json'), 'utf8')).toBe(before);
    expect((await platform.tracking.runs.get(result.run.id)).params).not.toHaveProperty('of');
  });

  it('may log its model instead of writing it', async () => {
    const { result } = await train('log', 2);
    if (result instanceof Error) throw result;
    expect(await platform.means.blobs.get(result.candidate.model)).toEqual(await readFile(join(root, 'made.onnx')));
  });

  it('is told when it logged none, or several', async () => {
    expect((await train('nothing', 3)).result).toMatchObject({ message: expect.stringMatching(/neither wrote its model .* nor logged one/) as string });
    expect((await train('twice', 4)).result).toMatchObject({ message: expect.stringMatching(/several models to its run: a\/model\.onnx, b\/model\.onnx/) as string });
  });

  it('may log or save a model of another flavor, which is looked at before it is run', async () => {
    for (const [way, seed] of [['other', 6] as const, ['save', 7] as const]) {
      const said = new RegExp(`check-model.*the model takes what it will not be given: /signature/${way} is neither a feature nor a raw column`);
      const { result } = await train(way, seed);
      expect(result).toMatchObject({ code: 'TRAIN_RUN_FAILED', message: expect.stringMatching(said) as string });
    }
    expect((await train('folder', 8)).result).toMatchObject({ message: expect.stringContaining('the directory has no file MLmodel') as string });
  });

  it('that breaks leaves a failed run, and no token anywhere', async () => {
    const { result, seen } = await train('break', 5);
    expect(result).toMatchObject({ code: 'TRAIN_RUN_FAILED', message: expect.stringContaining('the token is ‹secret›') as string });
    expect((await platform.tracking.runs.get(seen['MLFLOW_RUN_ID']!)).info).toMatchObject({ status: 'FAILED', endedAt: expect.any(Number) as number });
    expect(JSON.stringify(await platform.train.runs(1))).not.toContain(seen['MLFLOW_TRACKING_TOKEN']);
  });

  it('is sent to the server that is up for the project, when its token is known', async () => {
    const token = 'a-token-of-more-than-twenty-characters';
    const server = await startServer(platform, { port: 0, version: '1', token });
    await leaveCard(root, { url: server.url, pid: process.pid });
    try {
      const known = await openDoor({ ...session, folder: root, token })(platform);
      expect(known).toMatchObject({ url: server.url, token });
      await known.close();
      expect((await fetch(`${server.url}/healthz`)).ok).toBe(true);
      const unknown = await openDoor({ ...session, folder: root, token: undefined })(platform);
      const own = await openOwnDoor(session)(platform);
      expect(new Set([server.url, unknown.url, own.url]).size).toBe(3);
      await Promise.all([unknown.close(), own.close()]);
    } finally {
      await takeCard(root);
      await server.close();
    }
  });
});
