import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTracking, type TrackingPlatform } from '../../platform/index.ts';
import { type RunningServer, startServer } from '../index.ts';

let folder: string;
let platform: TrackingPlatform;
let server: RunningServer;
let run: string;
let models = 0;
let name: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-registry-'));
  platform = await openTracking(folder);
  server = await startServer(platform, { port: 0, version: '1' });
  run = (await platform.tracking.runs.create({ experiment: 0 })).info.id;
});
beforeEach(() => {
  name = `model ${(models += 1)}`;
});
afterAll(async () => {
  await server.close();
  await platform.close();
  await rm(folder, { recursive: true });
});

type Json = Record<string, unknown>;

const ask = async (method: string, path: string, given: Json = {}): Promise<{ status: number; body: Json }> => {
  const query = new URLSearchParams(Object.entries(given).flatMap(([key, value]) => (Array.isArray(value) ? value : [value]).map((one): [string, string] => [key, String(one)])));
  const response = await fetch(`${server.url}/api/2.0/mlflow${path}${method === 'GET' ? `?${query.toString()}` : ''}`, {
    method,
    ...(method !== 'GET' && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(given) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
};
const done = async (method: string, path: string, given: Json = {}): Promise<Json> => {
  const { status, body } = await ask(method, path, given);
  expect(body).not.toHaveProperty('error_code');
  expect(status).toBe(200);
  return body;
};
const register = async (count = 1): Promise<void> => {
  await done('POST', '/registered-models/create', { name });
  for (let i = 0; i < count; i++) await done('POST', '/model-versions/create', { name, source: `runs:/${run}/model`, run_id: run });
};
const time = expect.any(Number) as number;

describe('registered models over HTTP', () => {
  it('are made, read, changed and deleted', async () => {
    const tags = [
      { key: 'team', value: 'a' },
      { key: 'team', value: 'b' },
    ];
    const made = { name, creation_timestamp: time, last_updated_timestamp: time, description: 'who leaves', tags: [{ key: 'team', value: 'b' }] };
    expect(await done('POST', '/registered-models/create', { name, description: 'who leaves', tags })).toEqual({ registered_model: made });
    expect(await done('GET', '/registered-models/get', { name })).toEqual({ registered_model: made });
    expect(await ask('POST', '/registered-models/create', { name })).toEqual({
      status: 400,
      body: { error_code: 'RESOURCE_ALREADY_EXISTS', message: `Registered Model (name=${name}) already exists.` },
    });
    expect(await done('PATCH', '/registered-models/update', { name, description: '' })).toEqual({
      registered_model: { name, creation_timestamp: time, last_updated_timestamp: time, tags: made.tags },
    });
    await done('POST', '/registered-models/set-tag', { name, key: 'stage of life', value: 'early' });
    expect(await done('DELETE', '/registered-models/delete-tag', { name, key: 'team' })).toEqual({});
    expect(await done('POST', '/registered-models/rename', { name, new_name: `${name} renamed` })).toMatchObject({
      registered_model: { name: `${name} renamed`, tags: [{ key: 'stage of life', value: 'early' }] },
    });
    expect(await ask('GET', '/registered-models/get', { name })).toEqual({
      status: 404,
      body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `Registered Model with name=${name} not found` },
    });
    expect(await done('DELETE', '/registered-models/delete', { name: `${name} renamed` })).toEqual({});
    expect((await ask('DELETE', '/registered-models/delete', { name: `${name} renamed` })).status).toBe(404);
  });

  it('say what is wrong with a name, and what is missing', async () => {
    for (const [path, given, message] of [
      ['/registered-models/create', { name: 'a/b' }, "Invalid model name 'a/b'. Names cannot contain '/' or ':'."],
      ['/registered-models/create', {}, "Missing value for required parameter 'name'. See the API docs for more information about request parameters."],
      ['/registered-models/create', { name, tags: [{ key: 'a=b' }] }, /Names may only contain alphanumerics/],
      ['/registered-models/rename', { name }, /Missing value for required parameter 'new_name'/],
      ['/registered-models/alias', { name, alias: 'latest', version: '1' }, "'latest' alias name (case insensitive) is reserved."],
      ['/registered-models/alias', { name, alias: 'v3', version: '1' }, "Version alias name 'v3' is reserved."],
    ] as const) {
      expect(await ask('POST', path, given)).toEqual({
        status: 400,
        body: { error_code: 'INVALID_PARAMETER_VALUE', message: typeof message === 'string' ? message : (expect.stringMatching(message) as string) },
      });
    }
    expect((await ask('GET', '/registered-models/get', { name })).status).toBe(404);
  });

  it('are searched, a page at a time', async () => {
    for (const end of ['a', 'b', 'c']) await done('POST', '/registered-models/create', { name: `${name} ${end}` });
    await done('POST', '/registered-models/create', { name: `${name} p`, tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] });
    const filter = `name LIKE '${name} %'`;
    const first = await done('GET', '/registered-models/search', { filter, max_results: 2, order_by: ['name DESC'] });
    expect(first).toMatchObject({ registered_models: [{ name: `${name} c` }, { name: `${name} b` }] });
    const second = await done('GET', '/registered-models/search', { filter, max_results: 2, order_by: ['name DESC'], page_token: first['next_page_token'] });
    expect(second).toMatchObject({ registered_models: [{ name: `${name} a` }] });
    expect(second).not.toHaveProperty('next_page_token');
    expect(await done('GET', '/registered-models/search', { filter: "name = 'nobody'" })).toEqual({});
    expect(await ask('GET', '/registered-models/search', { filter: 'nonsense' })).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } });
    expect(await ask('GET', '/registered-models/search', { max_results: 1_001 })).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } });
    // As many as MLflow lets clients ask for, though a page holds fewer.
    expect(await ask('GET', '/model-versions/search', { max_results: 200_000 })).toMatchObject({ status: 200 });
  });

  it('know their newest versions, by POST and by GET', async () => {
    await register(3);
    await done('POST', '/model-versions/transition-stage', { name, version: '1', stage: 'production', archive_existing_versions: false });
    for (const method of ['POST', 'GET']) {
      expect(await done(method, '/registered-models/get-latest-versions', { name })).toMatchObject({
        model_versions: [
          { version: '1', current_stage: 'Production' },
          { version: '3', current_stage: 'None' },
        ],
      });
      expect(await done(method, '/registered-models/get-latest-versions', { name, stages: ['Production'] })).toMatchObject({ model_versions: [{ version: '1' }] });
      expect(await done(method, '/registered-models/get-latest-versions', { name, stages: ['Staging'] })).toEqual({});
    }
  });

  it('have aliases, told both ways', async () => {
    await register(2);
    expect(await done('POST', '/registered-models/alias', { name, alias: 'champion', version: '1' })).toEqual({});
    await done('POST', '/registered-models/alias', { name, alias: 'best', version: '1' });
    expect(await done('GET', '/registered-models/alias', { name, alias: 'champion' })).toMatchObject({ model_version: { version: '1', aliases: ['best', 'champion'] } });
    expect(await done('GET', '/registered-models/alias', { name, alias: 'latest' })).toMatchObject({ model_version: { version: '2' } });
    expect(await done('GET', '/registered-models/get', { name })).toMatchObject({
      registered_model: {
        aliases: [
          { alias: 'best', version: '1' },
          { alias: 'champion', version: '1' },
        ],
      },
    });
    await done('DELETE', '/registered-models/alias', { name, alias: 'champion' });
    expect(await ask('GET', '/registered-models/alias', { name, alias: 'champion' })).toEqual({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message: 'Registered model alias champion not found.' },
    });
    expect(await ask('POST', '/registered-models/alias', { name, alias: 'best', version: '9' })).toMatchObject({ status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST' } });
  });
});

describe('model versions over HTTP', () => {
  it('are made from a run, read, changed and deleted', async () => {
    await done('POST', '/registered-models/create', { name });
    const source = `mlflow-artifacts:/0/${run}/artifacts/model`;
    const version = {
      name,
      version: '1',
      creation_timestamp: time,
      last_updated_timestamp: time,
      user_id: 'local',
      current_stage: 'None',
      description: '',
      source,
      run_id: run,
      run_link: '',
      status: 'READY',
    };
    expect(await done('POST', '/model-versions/create', { name, source, run_id: run })).toEqual({ model_version: version });
    expect(await done('GET', '/model-versions/get', { name, version: '1' })).toEqual({ model_version: version });
    expect(await done('GET', '/model-versions/get-download-uri', { name, version: '1' })).toEqual({ artifact_uri: source });
    expect(await done('PATCH', '/model-versions/update', { name, version: '1', description: 'better' })).toMatchObject({ model_version: { description: 'better' } });
    await done('POST', '/model-versions/set-tag', { name, version: '1', key: 'k', value: 'v' });
    expect(await done('GET', '/model-versions/get', { name, version: '1' })).toMatchObject({ model_version: { tags: [{ key: 'k', value: 'v' }] } });
    await done('DELETE', '/model-versions/delete-tag', { name, version: '1', key: 'k' });
    expect(await done('DELETE', '/model-versions/delete', { name, version: '1' })).toEqual({});
    expect(await ask('GET', '/model-versions/get', { name, version: '1' })).toEqual({
      status: 404,
      body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `Model Version (name=${name}, version=1) not found` },
    });
    expect(await done('POST', '/model-versions/create', { name, source, run_id: run })).toMatchObject({ model_version: { version: '2' } });
  });

  it('are made from a logged model, which lists them', async () => {
    await done('POST', '/registered-models/create', { name });
    const logged = await platform.tracking.loggedModels.create({ experiment: 0, sourceRun: run });
    for (const version of ['1', '2']) {
      expect(await done('POST', '/model-versions/create', { name, source: `models:/${logged.id}`, model_id: logged.id })).toMatchObject({
        model_version: { version, source: `models:/${logged.id}`, run_id: run },
      });
    }
    expect(await done('GET', '/model-versions/get-download-uri', { name, version: '2' })).toEqual({ artifact_uri: logged.artifactUri });
    const { tags } = await platform.tracking.loggedModels.get(logged.id);
    expect(JSON.parse(tags['mlflow.modelVersions']!)).toEqual([
      { name, version: 1 },
      { name, version: 2 },
    ]);
  });

  it.each(['/etc/passwd', 'mlflow-artifacts:/0/other/artifacts/..%2f..%2fsecret', 's3://bucket/../x', 'runs:/nobody/model'])('are not made from %s', async (source) => {
    await done('POST', '/registered-models/create', { name });
    expect(await ask('POST', '/model-versions/create', { name, source, run_id: run })).toEqual({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(`Invalid model version source: '${source}'.`) as string },
    });
  });

  it('are not made from a source that is longer than others can keep', async () => {
    await done('POST', '/registered-models/create', { name });
    const made = (length: number) => ask('POST', '/model-versions/create', { name, source: `s3://bucket/${'x'.repeat(length - 12)}` });
    expect((await made(500)).status).toBe(200);
    expect(await made(501)).toEqual({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE', message: "'source' exceeds the maximum length of 500 characters" } });
  });

  it('are searched and moved through the stages', async () => {
    await register(3);
    const search = async (filter: string, order: string[] = []) =>
      ((await done('GET', '/model-versions/search', { filter, order_by: order }))['model_versions'] as Json[] | undefined)?.map((one) => one['version']);
    expect(await search(`name='${name}'`, ['version_number ASC'])).toEqual(['1', '2', '3']);
    expect(await search(`name='${name}' AND version_number > 1`, ['version_number'])).toEqual(['2', '3']);
    expect(await search("name='nobody'")).toBeUndefined();
    await done('POST', '/model-versions/transition-stage', { name, version: '1', stage: 'Production' });
    await done('POST', '/model-versions/transition-stage', { name, version: '2', stage: 'Production', archive_existing_versions: true });
    expect(await done('GET', '/model-versions/get', { name, version: '1' })).toMatchObject({ model_version: { current_stage: 'Archived' } });
    expect(await ask('POST', '/model-versions/transition-stage', { name, version: '2', stage: 'Live' })).toEqual({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message: 'Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived.' },
    });
    expect(await ask('GET', '/model-versions/get', { name, version: 'one' })).toMatchObject({
      status: 400,
      body: { message: "Parameter 'version' must be an integer, got 'one'." },
    });
  });
});
