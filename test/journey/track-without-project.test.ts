import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { capstan, makeFolder, track, type Up } from './command-line.ts';

// A team that only wants its experiments tracked: a folder, a server, MLflow's clients.

let place: ReturnType<typeof makeFolder>;
const running: Up[] = [];
beforeEach(() => {
  place = makeFolder();
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  place.remove();
});

async function start(args: readonly string[] = []): Promise<Up> {
  const server = await track(place.folder, args);
  running.push(server);
  return server;
}

async function ask(server: Up, path: string, body?: object, headers: Record<string, string> = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${server.url}/api/2.0/mlflow${path}`, {
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

it('what is tracked in a folder is there when its server starts again', async () => {
  const first = await start();
  const made = await ask(first, '/runs/create', { experiment_id: '0', run_name: 'kept', start_time: 1 });
  const { run_id } = (made.body['run'] as { info: { run_id: string } }).info;
  expect(await ask(first, '/runs/log-batch', { run_id, metrics: [{ key: 'loss', value: 0.5, timestamp: 1, step: 3 }] })).toEqual({ status: 200, body: {} });
  expect(await first.stop()).toBe(0);
  running.length = 0;
  const second = await start();
  expect((await ask(second, `/runs/get?run_id=${run_id}`)).body['run']).toMatchObject({
    info: { run_name: 'kept', artifact_uri: `mlflow-artifacts:/0/${run_id}/artifacts` },
    data: { metrics: [{ key: 'loss', value: 0.5, timestamp: 1, step: 3 }] },
  });
  expect((await fetch(second.url)).headers.get('content-type')).toContain('text/html');
});

it('a folder has one server', async () => {
  await start();
  expect(await capstan(['tracking', '--dir', place.folder, '--port', '0'])).toMatchObject({ code: 1, err: expect.stringContaining('STORE_FOLDER_IN_USE') as string });
});

it('others get in with the token alone', async () => {
  const open = await capstan(['tracking', '--dir', place.folder, '--port', '0', '--host', '0.0.0.0']);
  expect(open).toMatchObject({ code: 1, err: expect.stringContaining('ACCESS_TOKEN_REQUIRED') as string });
  const server = await start(['--token-file', join(place.folder, 'token')]);
  const token = readFileSync(join(place.folder, 'token'), 'utf8').trim();
  expect(await ask(server, '/experiments/get?experiment_id=0')).toMatchObject({ status: 401, body: { error_code: 'UNAUTHENTICATED' } });
  for (const authorization of [`Bearer ${token}`, `Basic ${Buffer.from(`ann:${token}`).toString('base64')}`])
    expect((await ask(server, '/experiments/get?experiment_id=0', undefined, { authorization })).status).toBe(200);
});

it.runIf(existsSync('/proc/self/maps'))('nothing heavy is loaded for it', async () => {
  const server = await start();
  await ask(server, '/runs/search', { experiment_ids: ['0'] });
  expect(readFileSync(`/proc/${server.pid}/maps`, 'utf8')).not.toMatch(/duckdb|onnxruntime|esbuild/);
});
