import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toFeedback, toRequest } from '../../test/tiny-project/live-through.ts';
import { openTinyPlatform } from '../../test/tiny-project/open-tiny-platform.ts';
import { day, FLIP, ordersOf } from '../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import type { Platform } from '../platform/index.ts';
import { type Client, createClient } from '../sdk/index.ts';
import { type RunningServer, type ServerOptions, startServer } from './index.ts';

let root: string;
let platform: Platform;
/** The release that answers, and another with other rules. */
let first: string;
let second: string;
const running: RunningServer[] = [];
const orders = ordersOf(FLIP);

/** Values that no order has. */
const OUTPUTS = `{
    columns: { score: number({ min: 0, max: 1 }), decision: string({ values: ['call', 'ship'] }), value: number() },
    conditions: [
      { name: 'odd values are for people', expression: "decision == 'ask' || value != 99.95" },
      { name: 'small change is not worth a call', expression: "decision != 'call' || value != 0.05", severity: 'warn' },
    ],
  }`;

beforeAll(async () => {
  root = await writeTinyProject({ outputs: OUTPUTS });
  platform = await openTinyPlatform(root);
  const made = await platform.loop.makeRelease({ asOf: day(FLIP), actor: 'ann', why: 'the first', since: day(0) });
  first = made.release!.id;
  const rules = { rows: [{ id: 'all', when: 'score >= 0.0', decision: 'call', reason: 'call everybody' }], otherwise: { decision: 'ship', reason: '' } };
  second = (await platform.releases.createRulesOnly(made.release!.id, rules, { note: 'all', actor: 'ann', eventAt: day(FLIP) })).id;
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

async function start(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const server = await startServer(platform, { port: 0, version: '1.2.3', ...options });
  running.push(server);
  return server;
}
const clientOf = async (options: Partial<ServerOptions> = {}): Promise<Client> =>
  createClient({ url: (await start(options)).url, ...(options.token !== undefined && { token: options.token }) });

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string; readonly facts: Readonly<Record<string, unknown>> };
}
/** A request as it goes over the wire: paths and headers stay as they are written. */
function ask(url: string, path: string, options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        const json = String(response.headers['content-type']).includes('json') ? (JSON.parse(text) as { error: Answer['error'] }) : undefined;
        resolve({ status: response.statusCode!, headers: response.headers, text, error: json?.error as Answer['error'] });
      });
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a server before the first deployment', () => {
  it('lives, and says what is missing', async () => {
    const client = await clientOf();
    expect(await (await fetch(`${client.url}/healthz`)).json()).toEqual({ live: true, ready: true, project: 'orders' });
    await expect(client.predict([toRequest(orders[0]!)])).rejects.toMatchObject({ code: 'SERVE_NOT_DEPLOYED', status: 503, remedy: expect.stringContaining('capstan') as string });
  });
});

describe('a server', () => {
  beforeAll(() => platform.serve.setPolicy({ champion: first as never }, { actor: 'ann', why: 'the first', eventAt: day(FLIP) }));

  it('decides, and takes the outcomes', async () => {
    const client = await clientOf();
    const answers = await client.predict(orders.slice(0, 20).map((order) => toRequest(order)));
    expect(answers.map((answer) => answer.predictionId)).toEqual(orders.slice(0, 20).map((order) => String(order.id)));
    for (const answer of answers)
      expect(answer).toMatchObject({
        release: first,
        arm: 'champion',
        score: expect.any(Number) as number,
        decision: expect.stringMatching(/^(call|ship)$/) as string,
        reason: expect.any(String) as string,
      });
    expect(await client.predict([toRequest(orders[3]!)])).toEqual([answers[3]]);
    const outcomes = orders.slice(0, 20).map(toFeedback);
    expect(await client.feedback(outcomes)).toMatchObject({ accepted: 20, duplicates: 0, unknown: 0 });
    expect(await client.feedback(outcomes)).toMatchObject({ accepted: 0, duplicates: 20 });
    const refused = await client.predict([{ unitKey: 'x', eventAt: day(FLIP), inputs: { value: 'much', noise: 1, segment: 'home' } }]);
    expect(refused[0]).toMatchObject({ score: null, decision: null, reason: expect.stringMatching(/^refused: /) as string });
  });

  it('refuses an answer that breaks the contract of answers, and flags one that should not be so', async () => {
    const client = await clientOf();
    const ask = (unitKey: string, value: number) => client.predict([{ unitKey, eventAt: day(FLIP), inputs: { value, noise: 0.5, segment: 'home' } }]);
    const [[refused], [passed]] = await Promise.all([ask('odd', 99.95), ask('even', 99.9)]);
    expect(refused).toMatchObject({ score: null, decision: null, reason: "refused: odd values are for people: decision == 'ask' || value != 99.95 does not hold" });
    expect(passed).toMatchObject({ score: expect.any(Number) as number, violations: [] });
    await platform.serve.setPolicy({ champion: second as never }, { actor: 'ann', why: 'call everybody', eventAt: day(FLIP) });
    expect((await ask('small', 0.05))[0]).toMatchObject({ decision: 'call', violations: [{ column: 'small change is not worth a call', reason: 'condition', severity: 'warn' }] });
    await platform.serve.setPolicy({ champion: first as never }, { actor: 'ann', why: 'as before', eventAt: day(FLIP) });
  });

  it('offers every operation by POST, and those that only read by GET too', async () => {
    const { url } = await start();
    const posted = await ask(url, '/v1/runs/list', { method: 'POST', headers: JSON_TYPE, body: '{"limit":1}' });
    const got = await ask(url, '/v1/runs/list?limit=1');
    expect([posted.status, got.status]).toEqual([200, 200]);
    expect(got.text).toBe(posted.text);
    expect(JSON.parse(got.text)).toMatchObject([{ state: 'finished', pipeline: 'train' }]);
    expect((await ask(url, '/v1/runs/list', { method: 'POST' })).status).toBe(200);
    expect((await ask(url, '/v1/deploy/set?release=r1')).status).toBe(404);
    const unchanged = await ask(url, '/v1/runs/list?limit=1', { headers: { 'if-none-match': String(got.headers['etag']) } });
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    expect(JSON.parse((await ask(url, '/v1/overview')).text)).toMatchObject({ project: 'orders', releases: [{ name: 'r1' }, { name: 'r2' }] });
  });

  it('tells all problems of an input at once', async () => {
    const { url } = await start();
    const wrong = {
      requests: [
        { unitKey: '', inputs: {} },
        { unitKey: 'a', inputs: 4 },
        { unitKey: 'b', inputs: {}, extra: 1 },
      ],
    };
    const predict = await ask(url, '/v1/predict', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(wrong) });
    expect(predict.status).toBe(400);
    expect(predict.error).toMatchObject({
      code: 'SCHEMA_INVALID',
      facts: { problems: [{ path: '/requests/0/unitKey' }, { path: '/requests/1/inputs' }, { path: '/requests/2', message: 'has unknown members: extra' }] },
    });
    const feedback = await ask(url, '/v1/feedback', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ items: [{ predictionId: 'x', label: 'late', labelAt: 'soon' }] }),
    });
    expect(feedback.error.facts['problems']).toEqual([{ path: '/items/0/labelAt', message: expect.stringMatching(/must be (number|integer)/) as string }]);
    const text = await ask(url, '/v1/feedback', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ items: [{ predictionId: 'x', label: 'late', labelAt: 0 }] }) });
    expect(text.error.facts['problems']).toEqual([{ path: '/items/0/label', message: 'must be a number, not the text "late"' }]);
    const outcome = await ask(url, '/v1/feedback', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ items: [{ predictionId: 'x', label: 2, labelAt: 0 }] }) });
    expect(outcome).toMatchObject({ status: 400, error: { code: 'SERVE_OUTCOME_INVALID', facts: { problems: [{ path: '/items/0/label', message: 'must be 0 or 1, not 2' }] } } });
    expect((await ask(url, '/v1/runs/list?limit=many')).error).toMatchObject({ code: 'SCHEMA_INVALID', message: expect.stringContaining('/limit') as string });
    expect((await ask(url, '/v1/runs/show')).error).toMatchObject({ code: 'SCHEMA_INVALID', message: expect.stringContaining('lacks: run') as string });
    expect(await ask(url, '/v1/runs/show?run=run_x')).toMatchObject({ status: 404, error: { code: 'TRAIN_RUN_UNKNOWN' } });
  });

  it('answers what is not there, not JSON or too large with an error that says so', async () => {
    const { url } = await start();
    for (const path of ['/v1/nothing', '/nothing', '/v1/runs/list/more'])
      expect(await ask(url, path)).toMatchObject({ status: 404, error: { code: 'SERVER_NOT_FOUND', message: `there is nothing at ${path}` } });
    expect(await ask(url, '/v1/predict', { method: 'POST', headers: JSON_TYPE, body: '{"requests":' })).toMatchObject({ status: 400, error: { code: 'SERVER_BODY_UNREADABLE' } });
    expect(await ask(url, '/v1/predict', { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a,b' })).toMatchObject({
      status: 400,
      error: { code: 'SERVER_BODY_UNREADABLE' },
    });
    expect(await ask(url, '/v1/predict', { method: 'POST' })).toMatchObject({ status: 400, error: { code: 'SCHEMA_INVALID' } });
    expect(await ask(url, '/v1/predict', { method: 'POST', headers: { ...JSON_TYPE, 'content-length': String(64 * 1024 * 1024) }, body: '{' })).toMatchObject({
      status: 413,
      error: { code: 'SERVER_BODY_TOO_LARGE', message: 'the body is larger than 32 MB' },
    });
  });

  it('describes itself: every operation is in the API description', async () => {
    const { url } = await start();
    const api = JSON.parse((await ask(url, '/v1/openapi.json')).text) as {
      openapi: string;
      info: object;
      paths: Record<string, Record<string, { operationId: string; summary: string }>>;
    };
    expect(api).toMatchObject({ openapi: '3.1.0', info: { title: 'Capstan', version: '1.2.3' } });
    expect(Object.keys(api.paths)).toEqual(['/v1/predict', '/v1/feedback', ...[...platform.operations.keys()].map((name) => `/v1/${name.replaceAll('.', '/')}`)]);
    for (const operation of platform.operations.values()) {
      const path = api.paths[`/v1/${operation.name.replaceAll('.', '/')}`]!;
      expect(path['post']).toMatchObject({ operationId: operation.name, summary: operation.summary });
      expect(Object.keys(path)).toEqual(operation.permission === 'read' ? ['post', 'get'] : ['post']);
    }
    expect(platform.operations.size).toBeGreaterThan(15);
  });

  it('serves the page with a policy that lets nothing else in, and no other file', async () => {
    const { url } = await start();
    const page = await ask(url, '/');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' } });
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';.*frame-ancestors 'none'/);
    const asset = /\/assets\/[\w.-]+\.js/.exec(page.text)![0];
    expect(await ask(url, asset)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': expect.stringContaining('immutable') as string },
    });
    const outside = [
      '/assets/../index.html',
      '/assets/..%2findex.html',
      '/assets/..%2f..%2fkernel%2findex.js',
      '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
      '/assets/..',
      '/assets/.env',
      '/assets/a%5c..%5c..%5cx',
      '/../package.json',
      '/assets/%00',
    ];
    for (const path of outside) {
      const { status, text } = await ask(url, path);
      expect([status, text.includes('"dependencies"') || text.includes('<html')], `path ${path}`).toEqual([
        expect.toSatisfy((code: number) => code === 404 || code === 400) as number,
        false,
      ]);
    }
  });
});

describe('who may ask', () => {
  const token = 'a-token-of-more-than-twenty-characters';

  it('is everybody on this machine, but no page of another site', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost.evil.example'])
      expect(await ask(url, '/v1/overview', { headers: { host } }), `host ${host}`).toMatchObject({ status: 403, error: { code: 'SERVER_HOST_REFUSED' } });
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
      expect((await ask(url, '/v1/overview', { headers: { host } })).status, `host ${host}`).toBe(200);
    const before = await platform.serve.deployment();
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${Number(port) + 1}`]) {
      // Browsers send this without asking first; it would roll back.
      expect(await ask(url, '/v1/deploy/rollback', { method: 'POST', headers: { origin } }), `origin ${origin}`).toMatchObject({
        status: 403,
        error: { code: 'SERVER_ORIGIN_REFUSED' },
      });
    }
    expect(await platform.serve.deployment()).toEqual(before);
    expect((await ask(url, '/v1/runs/list', { method: 'POST', headers: { origin: `http://127.0.0.1:${port}` } })).status).toBe(200);
  });

  it('is a browser that was given the token once, but no page of another site in it', async () => {
    const { url } = await start({ token });
    const { host } = new URL(url);
    expect(await ask(url, '/v1/session', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ token: `${token}x` }) })).toMatchObject({ status: 401 });
    const signedIn = await fetch(`${url}/v1/session`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ token }) });
    const left = signedIn.headers.get('set-cookie')!;
    expect([signedIn.status, left]).toEqual([204, expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Strict$/)]);
    const cookie = left.split(';')[0]!;
    for (const path of ['/v1/runs/list', '/api/2.0/mlflow/experiments/get?experiment_id=0'])
      expect((await ask(url, path, { headers: { cookie } })).status, `path ${path}`).toBe(200);
    const post = { method: 'POST', headers: { ...JSON_TYPE, cookie } };
    expect((await ask(url, '/v1/runs/list', { ...post, body: '{}' })).status).toBe(200);
    expect((await ask(url, '/v1/runs/list', { method: 'POST', headers: { ...post.headers, origin: `http://${host}` }, body: '{}' })).status).toBe(200);
    for (const origin of ['https://evil.example', 'null'])
      expect((await ask(url, '/v1/runs/list', { method: 'POST', headers: { ...post.headers, origin }, body: '{}' })).status, `origin ${origin}`).toBe(403);
    for (const wrong of ['capstan_token=', 'capstan_token=%', 'capstan_token=wrong', `other=${token}`])
      expect((await ask(url, '/v1/runs/list', { headers: { cookie: wrong } })).status, `cookie ${wrong}`).toBe(401);
    expect((await fetch(`${url}/v1/session`, { method: 'DELETE' })).headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it('is who has the token, where there is one', async () => {
    const client = await clientOf({ token });
    expect(await client.call('runs.list', { limit: 1 })).toHaveLength(1);
    const body = { method: 'POST', headers: JSON_TYPE, body: '{}' };
    for (const path of ['/v1/runs/list', '/v1/predict', '/v1/feedback', '/v1/deploy/rollback', '/v1/overview'])
      expect(await ask(client.url, path, { ...body, body: path === '/v1/predict' ? '{"requests":[]}' : '{}' }), `path ${path}`).toMatchObject({
        status: 401,
        error: { code: 'ACCESS_UNAUTHENTICATED' },
      });
    expect(await ask(client.url, '/v1/runs/list', { headers: { authorization: `Bearer ${token}x` } })).toMatchObject({
      status: 401,
      error: { message: 'the request came with a wrong token' },
    });
    await expect(createClient({ url: client.url, token: 'another-token-that-is-long' }).overview()).rejects.toMatchObject({ code: 'ACCESS_UNAUTHENTICATED', status: 401 });
    // The name of the host is the proxy's business then.
    expect((await ask(client.url, '/healthz', { headers: { host: 'models.example' } })).status).toBe(200);
  });

  it('must be guarded where others can reach it', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'ACCESS_TOKEN_REQUIRED', remedy: expect.stringContaining('--token-file') as string });
    await expect(start({ token: 'short' })).rejects.toMatchObject({ code: 'ACCESS_TOKEN_WEAK' });
  });
});

describe('the rest of the world', () => {
  it('keeps the port: the error says which', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(start({ port })).rejects.toMatchObject({
      code: 'SERVER_PORT_IN_USE',
      message: `port ${port} of 127.0.0.1 is in use by another program`,
      remedy: expect.stringContaining('--port 0') as string,
    });
  });

  it('hears of faults that are nobody’s input’s fault, and the server goes on', async () => {
    const faults: unknown[] = [];
    const broken = {
      ...platform,
      operations: new Map([...platform.operations].map(([name, operation]) => [name, { ...operation, run: () => Promise.reject(new TypeError('a bug')) }])),
    };
    const server = await startServer(broken, { port: 0, version: '1', onFault: (error) => faults.push(error) });
    running.push(server);
    expect(await ask(server.url, '/v1/runs/list')).toMatchObject({ status: 500, error: { code: 'SERVER_FAILED', message: 'something failed that should not: a bug' } });
    expect(faults).toEqual([expect.any(TypeError)]);
    expect((await ask(server.url, '/healthz')).status).toBe(200);
  });

  it('is told when no server answers, or another program does', async () => {
    await expect(createClient({ url: 'http://127.0.0.1:1' }).overview()).rejects.toMatchObject({
      code: 'CLIENT_UNREACHABLE',
      status: 503,
      remedy: expect.stringContaining('capstan up') as string,
    });
    const { url } = await start();
    await expect(createClient({ url: `${url}/healthz?` }).overview()).rejects.toMatchObject({
      code: expect.stringMatching(/^(CLIENT_ANSWER_UNREADABLE|SERVER_NOT_FOUND)$/) as string,
    });
  });

  it('loses no request to a promotion', async () => {
    const client = await clientOf();
    let stop = false;
    const seen = new Set<string>();
    let [asked, done] = [0, 0];
    const customers = Array.from({ length: 4 }, async (_, customer) => {
      while (!stop) {
        const order = orders[asked % orders.length]!;
        const answers = await client.predict([{ ...toRequest(order), predictionId: `load-${customer}-${asked++}` }]);
        expect(answers).toHaveLength(1);
        seen.add(answers[0]!.release);
        done++;
      }
    });
    for (const release of ['r2', 'r1', 'r2', 'r1', 'r2']) {
      // More than were under way: some were asked of this release.
      await expect.poll(() => done, { interval: 5 }).toBeGreaterThan(done + 10);
      await client.call('deploy.set', { release });
    }
    const answered = await client.predict([{ ...toRequest(orders[0]!), predictionId: 'after' }]);
    expect(answered[0]).toMatchObject({ release: second, decision: 'call', rule: 'all' });
    stop = true;
    await Promise.all(customers);
    expect(seen).toEqual(new Set([first, second]));
    await platform.serve.settle();
    const units = await platform.serve.units({ interval: { from: day(FLIP), to: day(FLIP + 1) } });
    expect(units.filter((unit) => unit.predictionId.startsWith('load-'))).toHaveLength(asked);
  });

  it('is let go: a server that closes answers what is under way', async () => {
    let begun = (): void => undefined;
    let finish = (): void => undefined;
    const beginning = new Promise<void>((resolve) => (begun = resolve));
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const slow = { ...platform.operations.get('runs.list')!, run: () => (begun(), finished.then(() => ['done'])) };
    const server = await startServer({ ...platform, operations: new Map([['runs.list', slow]]) }, { port: 0, version: '1' });
    const answer = ask(server.url, '/v1/runs/list');
    await beginning;
    const closing = server.close();
    finish();
    expect(await answer).toMatchObject({ status: 200, text: '["done"]' });
    await closing;
    await expect(ask(server.url, '/healthz')).rejects.toThrow(/ECONNREFUSED|hang up|ECONNRESET/);
  });
});
