import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracking, type TrackingPlatform } from '../../platform/index.ts';
import { type RunningServer, startServer } from '../index.ts';

// Clients try again seven times what is answered with 500: what is wrong with a request is never that.
let folder: string;
let platform: TrackingPlatform;
let server: RunningServer;
let run: string;
let model: string;
const faults: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-hostile-'));
  platform = await openTracking(folder);
  server = await startServer(platform, { port: 0, version: '1', onFault: (error) => faults.push(error) });
  run = (await platform.tracking.runs.create({ experiment: 0 })).info.id;
  model = (await platform.tracking.loggedModels.create({ experiment: 0 })).id;
});
afterAll(async () => {
  await server.close();
  await platform.close();
  await rm(folder, { recursive: true });
});

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(`${server.url}/api/2.0/mlflow${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a request that cannot be served', () => {
  it.each<[string, () => Promise<{ status: number; text: string }>]>([
    ['has a NUL in a page token', () => ask('GET', `/artifacts/list?run_id=${run}&page_token=${Buffer.from('["\\u0000"]').toString('base64url')}`)],
    ['names too many experiments for runs', () => ask('POST', '/runs/search', { experiment_ids: many(100_000, String) })],
    ['names too many experiments for models', () => ask('POST', '/logged-models/search', { experiment_ids: many(100_000, String) })],
    ['reads too many models', () => ask('POST', '/runs/log-inputs', { run_id: run, models: many(100_000, (i) => ({ model_id: `m${i}` })) })],
    ['writes too many models', () => ask('POST', '/runs/outputs', { run_id: run, models: many(100_000, (i) => ({ model_id: `m${i}` })) })],
    ['names too many datasets', () => ask('POST', '/logged-models/search', { experiment_ids: ['0'], datasets: many(3_000, (i) => ({ dataset_name: `d${i}` })) })],
    ['is nested without end', () => ask('POST', '/runs/log-metric', `{"run_id":${deep(200_000)}}`)],
    [
      'describes a model that is nested without end',
      () => ask('POST', '/runs/log-model', { run_id: run, model_json: `{"artifact_path":${deep(20_000)},"flavors":{},"utc_time_created":1,"run_id":1}` }),
    ],
    ['has keys of megabytes', () => ask('POST', '/runs/log-batch', { run_id: run, metrics: many(5, () => ({ key: 'é!'.repeat(500_000), value: 1, timestamp: 1 })) })],
    ['has a description of megabytes', () => ask('POST', '/runs/log-model', { run_id: run, model_json: 'x'.repeat(5_000_000) })],
  ])('is refused, in few words, when it %s', async (_, request) => {
    const { status, text } = await request();
    expect([status, text.slice(0, 500)]).toEqual([400, expect.stringContaining('INVALID_PARAMETER_VALUE')]);
    expect(text.length).toBeLessThan(30_000);
    expect(faults).toEqual([]);
  });
});

describe('a request that is unusual', () => {
  it('finds nothing by a name that has a NUL', async () => {
    expect((await ask('GET', '/runs/get?run_id=%00')).status).toBe(404);
    expect((await ask('POST', '/runs/log-metric', { run_id: '\0', key: 'm', value: 1, timestamp: 1 })).status).toBe(404);
    expect(faults).toEqual([]);
  });

  it('is served when its texts have half of a surrogate pair', async () => {
    const tags = '[{"key":"\\ud800","value":"\\udfff"},{"key":"__proto__","value":"x"}]';
    for (const [path, body] of [
      ['/runs/create', `{"experiment_id":"0","tags":${tags}}`],
      ['/logged-models', `{"experiment_id":"0","tags":${tags},"params":${tags}}`],
    ] as const) {
      const { status, text } = await ask('POST', path, body);
      expect(status).toBe(200);
      expect(text).toContain('{"key":"\uFFFD","value":"\uFFFD"},{"key":"__proto__","value":"x"}');
    }
  });

  it('is served when a run begins with more tags than a statement takes', async () => {
    const tags = many(12_000, (i) => ({ key: `t${i}`, value: 'v' }));
    const { status, text } = await ask('POST', '/runs/create', { experiment_id: '0', tags });
    expect(status).toBe(200);
    const { info } = (JSON.parse(text) as { run: { info: { run_id: string } } }).run;
    expect(Object.keys((await platform.tracking.runs.get(info.run_id)).tags)).toHaveLength(tags.length + 1);
  });

  it('is served when an experiment begins with more tags than a statement takes', async () => {
    const tags = many(12_000, (i) => ({ key: `t${i}`, value: 'v' }));
    const { status, text } = await ask('POST', '/experiments/create', { name: 'tagged', tags });
    expect(status).toBe(200);
    const { experiment_id } = JSON.parse(text) as { experiment_id: string };
    expect(Object.keys((await platform.tracking.experiments.get(Number(experiment_id))).tags)).toHaveLength(tags.length);
  });

  it('is served when a registered model and its version begin with more tags than a statement takes', async () => {
    const tags = many(12_000, (i) => ({ key: `t${i}`, value: 'v' }));
    expect((await ask('POST', '/registered-models/create', { name: 'tagged', tags })).status).toBe(200);
    expect((await ask('POST', '/model-versions/create', { name: 'tagged', source: `runs:/${run}/model`, run_id: run, tags })).status).toBe(200);
    expect(Object.keys((await platform.registry.models.get('tagged')).tags)).toHaveLength(tags.length);
  });

  it('is served when the key of a tag in its path is as long as keys are', async () => {
    const key = '😀'.repeat(255);
    await platform.tracking.loggedModels.setTags(model, { [key]: 'v' });
    expect((await ask('DELETE', `/logged-models/${model}/tags/${encodeURIComponent(key)}`)).status).toBe(200);
  });

  it('is served when a search of models names many experiments and sorts by many metrics', async () => {
    const order_by = many(5, (i) => ({ field_name: `metrics.m${i}` }));
    expect((await ask('POST', '/logged-models/search', { experiment_ids: many(10_000, String), order_by })).status).toBe(200);
  });
});
