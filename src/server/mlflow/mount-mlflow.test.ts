import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracking, type TrackingPlatform } from '../../platform/index.ts';
import { type RunningServer, startServer } from '../index.ts';

const TOKEN = 'a-token-of-more-than-twenty-characters';

let folder: string;
let platform: TrackingPlatform;
let server: RunningServer;
let guarded: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-mlflow-'));
  platform = await openTracking(folder);
  server = await startServer(platform, { port: 0, version: '1' });
  guarded = await startServer(platform, { port: 0, version: '1', token: TOKEN });
});
afterAll(async () => {
  await guarded.close();
  await server.close();
  await platform.close();
  await rm(folder, { recursive: true });
});

const ask = async (path: string, init: RequestInit = {}, at = server): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(at.url + path, init);
  const body = await response.text();
  return { status: response.status, body: response.headers.get('content-type')?.startsWith('application/json') === true ? (JSON.parse(body) as unknown) : body };
};

describe('a server without a project', () => {
  it('says what it is to clients of MLflow', async () => {
    expect(await ask('/health')).toEqual({ status: 200, body: 'OK' });
    expect(await ask('/version')).toEqual({ status: 200, body: expect.stringMatching(/^3\.\d+\.\d+$/) as string });
    for (const prefix of ['/api', '/ajax-api']) {
      expect(await ask(`${prefix}/3.0/mlflow/server-info`)).toMatchObject({ status: 200, body: { store_type: 'SqlStore', workspaces_enabled: false } });
    }
    expect(Object.keys(((await ask('/v1/openapi.json')).body as { paths: object }).paths)).not.toContain('/v1/predict');
    expect(await ask('/healthz')).toMatchObject({ body: { live: true, project: 'tracking' } });
  });

  it('answers what it does not serve as an older server does, so that clients do without', async () => {
    for (const [method, path, told] of [
      ['POST', '/api/2.0/mlflow/nothing', '.'],
      ['POST', '/api/3.0/mlflow/traces', ': traces and assessments of MLflow are not served here.'],
      ['GET', '/ajax-api/3.0/mlflow/gateway/secrets/list', ': gateways and their secrets, budgets and guardrails of MLflow are not served here.'],
      ['GET', '/api/2.0/elsewhere', '.'],
    ] as const) {
      expect(await ask(path, { method, ...(method === 'POST' && { body: '{}', headers: { 'content-type': 'application/json' } }) })).toEqual({
        status: 404,
        body: { error_code: 'ENDPOINT_NOT_FOUND', message: `There is no endpoint ${method} ${path}${told}` },
      });
    }
  });
});

describe('who may ask', () => {
  it('no page of another site', async () => {
    expect(await ask('/api/2.0/mlflow/nothing', { method: 'POST', headers: { origin: 'https://evil.example', 'content-type': 'application/json' }, body: '{}' })).toMatchObject({
      status: 403,
      body: { error_code: 'PERMISSION_DENIED' },
    });
  });

  it('anybody what the server is', async () => {
    expect((await ask('/version', {}, guarded)).status).toBe(200);
  });
});
