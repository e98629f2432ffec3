import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localPrincipal } from '../../access/index.ts';
import { digestOfBytes } from '../../kernel/index.ts';
import { openTracking, type TrackingPlatform } from '../../platform/index.ts';
import { type RunningServer, startServer } from '../index.ts';
import { toCapstanError } from '../to-capstan-error.ts';
import { toMlflowError } from './answer-error.ts';
import { mountArtifacts } from './artifact-routes.ts';

const TOKEN = 'a-token-of-more-than-twenty-characters';
const FILES = '/api/2.0/mlflow-artifacts/artifacts';
const MB = 1024 * 1024;

interface Tables {
  train_tracked_runs: Record<string, string | number | null>;
  train_logged_models: Record<string, string | number | null>;
  train_artifacts: Record<string, string | number | null>;
}

let folder: string;
let platform: TrackingPlatform;
let server: RunningServer;
const faults: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-artifact-routes-'));
  platform = await openTracking(folder);
  server = await startServer(platform, { port: 0, version: '1', onFault: (error) => faults.push(error) });
});
afterAll(async () => {
  await server.close();
  await platform.close();
  await rm(folder, { recursive: true });
  expect(faults).toEqual([]);
});

const insert = (table: keyof Tables, row: Record<string, string | number | null>) => platform.means.db.tables<Tables>().insertInto(table).values(row).execute();
async function makeRun(uri = 'mlflow-artifacts:/1'): Promise<{ readonly id: string; readonly home: string }> {
  const id = randomBytes(16).toString('hex');
  const owner = { project: platform.means.project, id, experiment: 1, name: 'r', user_id: 'u', status: 'RUNNING', lifecycle: 'active' };
  await insert('train_tracked_runs', { ...owner, artifact_uri: `${uri}/${id}/artifacts` });
  return { id, home: `1/${id}/artifacts` };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
const bodyOf = async (response: IncomingMessage): Promise<Buffer> => Buffer.concat(await response.toArray());
/** A request as it goes over the wire: its path is not tidied up. */
const ask = (path: string, options: RequestOptions & { readonly body?: Buffer | string | Readable } = {}, url = server.url): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const { body, ...rest } = options;
    const length = body === undefined || body instanceof Readable ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request({ hostname, port, path, agent: false, ...rest, headers: { ...length, ...rest.headers } }, (response) => {
      bodyOf(response).then((bytes) => resolve({ status: response.statusCode!, headers: response.headers, body: bytes }), reject);
    });
    sent.on('error', reject);
    if (body instanceof Readable) pipeline(body, sent).catch(reject);
    else sent.end(body);
  });
const put = (path: string, body: Buffer | string | Readable, headers: Record<string, string> = {}): Promise<Answer> => ask(`${FILES}/${path}`, { method: 'PUT', body, headers });
const jsonOf = ({ status, body }: Answer): unknown => ({ status, ...(JSON.parse(body.toString()) as object) });
const INVALID = { status: 400, error_code: 'INVALID_PARAMETER_VALUE', message: 'Invalid path' };
const unfinished = (): string[] => readdirSync(join(folder, 'blobs', 'unfinished'));
/** Pieces of one buffer, again and again: a large file that takes no room. */
async function* repeated(piece: Buffer, times: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < times; i++) yield await Promise.resolve(piece);
}

describe('an artifact', () => {
  it('comes back as it went in, whatever it is said to be', async () => {
    const { home } = await makeRun();
    const bytes = randomBytes(3 * MB + 1);
    for (const [i, type] of ['application/octet-stream', 'application/json', 'text/plain', 'multipart/form-data; boundary=x', ''].entries()) {
      expect(jsonOf(await put(`${home}/model/${i}.bin`, bytes, type === '' ? {} : { 'content-type': type }))).toEqual({ status: 200 });
      const { status, headers, body } = await ask(`${FILES}/${home}/model/${i}.bin`);
      expect([status, headers['content-length'], headers.etag]).toEqual([200, String(bytes.length), `"${digestOfBytes(bytes).slice(7)}"`]);
      expect(Buffer.compare(body, bytes)).toBe(0);
    }
    expect(jsonOf(await put(`${home}/empty`, ''))).toEqual({ status: 200 });
    expect(await ask(`${FILES}/${home}/empty`)).toMatchObject({ status: 200, body: Buffer.of() });
    expect((await put(`${home}/chunked`, Readable.from([bytes.subarray(0, 5), bytes.subarray(5, 10)]))).status).toBe(200);
    expect((await ask(`/ajax-api/2.0/mlflow-artifacts/artifacts/${home}/chunked`)).body).toEqual(bytes.subarray(0, 10));
  });

  it('is listed and removed as MLflow does it', async () => {
    const { id, home } = await makeRun();
    for (const path of ['a.txt', 'model/MLmodel', 'model/data/x']) await put(`${home}/${path}`, path);
    expect(jsonOf(await ask(`${FILES}?path=${home}`))).toEqual({
      status: 200,
      files: [
        { path: 'a.txt', is_dir: false, file_size: 5 },
        { path: 'model', is_dir: true },
      ],
    });
    for (const nothing of [`${home}/nowhere`, `${home}/a.txt`]) expect(jsonOf(await ask(`${FILES}?path=${encodeURIComponent(nothing)}`))).toEqual({ status: 200, files: [] });
    expect(jsonOf(await ask(FILES))).toMatchObject({ files: expect.arrayContaining([{ path: '1', is_dir: true }]) as unknown });
    const root = { root_uri: `mlflow-artifacts:/${home}` };
    expect(jsonOf(await ask(`/api/2.0/mlflow/artifacts/list?run_id=${id}&path=model`))).toEqual({
      status: 200,
      ...root,
      files: [
        { path: 'model/MLmodel', is_dir: false, file_size: 13 },
        { path: 'model/data', is_dir: true },
      ],
    });
    expect(jsonOf(await ask(`/ajax-api/2.0/mlflow/artifacts/list?run_uuid=${id}`))).toMatchObject({ ...root, files: [{ path: 'a.txt' }, { path: 'model' }] });
    expect(jsonOf(await ask(`${FILES}/${home}/model`, { method: 'DELETE', body: '{}', headers: { 'content-type': 'application/json' } }))).toEqual({ status: 200 });
    expect(jsonOf(await ask(`${FILES}?path=${home}`))).toMatchObject({ files: [{ path: 'a.txt' }] });
    expect(jsonOf(await ask(`${FILES}/${home}/model/MLmodel`))).toEqual({
      status: 404,
      error_code: 'RESOURCE_DOES_NOT_EXIST',
      message: `No such artifact: '${home}/model/MLmodel'`,
    });
  });

  it('of a run or logged model is fetched by the name of its owner', async () => {
    const { id, home } = await makeRun();
    const model = `m-${randomBytes(16).toString('hex')}`;
    const owner = { project: platform.means.project, id: model, experiment: 1, name: 'm', status: 'LOGGED_MODEL_READY', lifecycle: 'active', created_at: 1, updated_at: 1 };
    await insert('train_logged_models', { ...owner, artifact_uri: `mlflow-artifacts:/1/models/${model}/artifacts` });
    await put(`${home}/notes/é ü.txt`.replaceAll(/[^/a-z0-9.]/g, encodeURIComponent), 'of the run');
    await put(`1/models/${model}/artifacts/MLmodel`, 'of the model');
    expect((await ask(`/get-artifact?run_id=${id}&path=notes/${encodeURIComponent('é ü.txt')}`)).body.toString()).toBe('of the run');
    const api = `/api/2.0/mlflow/logged-models/${model}/artifacts`;
    expect((await ask(`${api.replace('/api', '/ajax-api')}/files?artifact_file_path=MLmodel`)).body.toString()).toBe('of the model');
    expect(jsonOf(await ask(`${api}/directories`))).toMatchObject({ root_uri: `mlflow-artifacts:/1/models/${model}/artifacts`, files: [{ path: 'MLmodel' }] });
    expect(jsonOf(await ask(`/ajax-api/2.0/mlflow/upload-artifact?run_id=${id}&path=ui/x.json`, { method: 'POST', body: '{}' }))).toEqual({ status: 200 });
    expect((await ask(`${FILES}/${home}/ui/x.json`)).body.toString()).toBe('{}');
    expect(await ask('/get-artifact?run_id=0&path=x')).toMatchObject({ status: 404 });
    for (const missing of ['/get-artifact?path=x', `/get-artifact?run_id=${id}`, `${api}/files`])
      expect(jsonOf(await ask(missing))).toMatchObject({ status: 400, error_code: 'INVALID_PARAMETER_VALUE' });
    const elsewhere = await makeRun('s3://bucket/1');
    expect(jsonOf(await ask(`/api/2.0/mlflow/artifacts/list?run_id=${elsewhere.id}`))).toMatchObject({ status: 501, error_code: 'NOT_IMPLEMENTED' });
  });

  it('opened in a browser runs nothing and is nobody’s page', async () => {
    const { home } = await makeRun();
    for (const name of ['report.html', 'picture.svg', 'quote".js', 'page.xhtml']) {
      await put(`${home}/${encodeURIComponent(name)}`, '<script>alert(1)</script>', { 'content-type': 'text/html' });
      const { headers } = await ask(`${FILES}/${home}/${encodeURIComponent(name)}`);
      expect(headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'" });
      expect(headers['content-disposition']).toMatch(/^attachment; filename="[\w.]+"/);
    }
    await put(`${home}/${encodeURIComponent("ä'b.png")}`, 'x');
    expect((await ask(`${FILES}/${home}/${encodeURIComponent("ä'b.png")}`)).headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="_'b.png"; filename*=UTF-8''%C3%A4%27b.png`,
    });
  });
});

describe('a part of an artifact', () => {
  const bytes = randomBytes(700_000);
  let path: string;
  let tag: string;
  beforeAll(async () => {
    path = `${FILES}/${(await makeRun()).home}/x.bin`;
    tag = `"${digestOfBytes(bytes).slice(7)}"`;
    await ask(path, { method: 'PUT', body: bytes });
  });
  const part = (range: string, headers: Record<string, string> = {}) => ask(path, { headers: { range, ...headers } });

  it('is sent when it is asked for', async () => {
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=300000-', 300_000, 700_000],
      ['bytes=-5', 699_995, 700_000],
      ['bytes=262143-262144', 262_143, 262_145],
    ] as const) {
      const { status, headers, body } = await part(range);
      expect([status, headers['content-range'], headers['content-length']]).toEqual([206, `bytes ${start}-${end - 1}/700000`, String(end - start)]);
      expect(Buffer.compare(body, bytes.subarray(start, end))).toBe(0);
    }
    expect(await part('bytes=700000-')).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */700000' } });
    for (const ignored of ['bytes=0-1,5-6', 'rows=1-2', 'bytes=5-2']) expect(await part(ignored)).toMatchObject({ status: 200, headers: { 'content-length': '700000' } });
  });

  it('goes on where a download broke off, unless the file is another by now', async () => {
    expect((await part('bytes=5-', { 'if-range': tag })).status).toBe(206);
    expect((await part('bytes=5-', { 'if-range': '"another"' })).status).toBe(200);
    expect((await part('bytes=5-', { 'if-range': 'Wed, 25 Nov 2026 00:00:00 GMT' })).status).toBe(200);
  });

  it('is not sent to who has it, or asks for the headers alone', async () => {
    for (const has of [tag, `W/${tag}`, `"x", ${tag}`, '*']) expect(await ask(path, { headers: { 'if-none-match': has } })).toMatchObject({ status: 304, body: Buffer.of() });
    const head = await ask(path, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '700000', etag: tag, 'accept-ranges': 'bytes' }, body: Buffer.of() });
    expect((await ask(`${path}x`, { method: 'HEAD' })).status).toBe(404);
  });

  it('is not there, whoever asks, when its bytes are gone', async () => {
    const gone = `${FILES}/gone.bin`;
    const content = randomBytes(100);
    await ask(gone, { method: 'PUT', body: content });
    await rm(join(folder, 'blobs', 'sha256', digestOfBytes(content).slice(7, 9)), { recursive: true });
    for (const method of ['GET', 'HEAD']) expect((await ask(gone, { method })).status).toBe(404);
  });
});

describe('a path', () => {
  const hostile = ['../x', '..%2fx', '%2e%2e/x', '%252e%252e%252fx', '%25252e%25252e/x', 'a/../../x', 'a%5c..%5cx', './x', 'a//x', 'x%00', '%c0%ae%c0%ae/x', 'a%0ab'];
  it.each(hostile)('that leaves its run is refused: %s', async (text) => {
    const { id, home } = await makeRun();
    await put(`${home}/x`, 'x');
    for (const method of ['PUT', 'GET', 'DELETE']) {
      const answer = await ask(`${FILES}/${home}/${text}`, { method });
      // What is no UTF-8 is refused by the HTTP library.
      if (text.includes('%c0')) expect(answer.status).toBe(400);
      else expect(jsonOf(answer)).toEqual(INVALID);
    }
    if (text.includes('%c0')) return;
    const twice = encodeURIComponent(text);
    for (const url of [`${FILES}?path=${home}/${twice}`, `/get-artifact?run_id=${id}&path=${twice}`, `/api/2.0/mlflow/artifacts/list?run_id=${id}&path=${twice}`])
      expect(jsonOf(await ask(url))).toEqual(INVALID);
    expect((await ask(`${FILES}/${home}/x`)).body.toString()).toBe('x');
  });

  it.each(['/etc/passwd', '//etc/passwd', '%2fetc%2fpasswd', 'C:/x', 'file:///etc/passwd', '..', '%2e%2e', '', 'a'.repeat(3_000), '%25'.repeat(500) + '2e'])(
    'is none at all: %s',
    async (text) => {
      expect(await put(text, 'x')).toMatchObject({ status: 400 });
      expect(unfinished()).toEqual([]);
    },
  );
});

describe('an upload', () => {
  it('is refused so that its client hears why, before its bytes are stored', async () => {
    const gone = `1/${'0'.repeat(32)}/artifacts/x`;
    const before = readdirSync(join(folder, 'blobs', 'sha256')).length;
    const answer = await put(gone, Readable.from(repeated(randomBytes(MB), 64)));
    expect(jsonOf(answer)).toMatchObject({ status: 404, error_code: 'RESOURCE_DOES_NOT_EXIST', message: expect.stringContaining(gone.slice(0, -2)) as string });
    expect([readdirSync(join(folder, 'blobs', 'sha256')).length, unfinished()]).toEqual([before, []]);
  });

  it('that ends in the middle leaves nothing', async () => {
    const { home } = await makeRun();
    const { hostname, port } = new URL(server.url);
    for (const headers of [{ 'content-length': String(8 * MB) }, { 'transfer-encoding': 'chunked' }]) {
      const sent = request({ hostname, port, path: `${FILES}/${home}/half`, method: 'PUT', headers });
      sent.on('error', () => undefined);
      sent.write(randomBytes(4 * MB));
      await expect.poll(unfinished).toHaveLength(1);
      sent.destroy();
      await expect.poll(unfinished).toEqual([]);
    }
    expect(jsonOf(await ask(`${FILES}?path=${home}`))).toEqual({ status: 200, files: [] });
  });

  it('of more than is taken is refused, said or not', async () => {
    const { home } = await makeRun();
    const small = Fastify();
    small.setErrorHandler((error, _, reply) => {
      const { status, body } = toMlflowError(toCapstanError(error));
      return reply.status(status).send(body);
    });
    void small.register((scope, _, done) => {
      mountArtifacts(scope, {
        artifacts: platform.artifacts,
        identify: () => localPrincipal,
        sourceOfVersion: (name, version) => Promise.resolve(`mlflow-artifacts:/${home}/${name}-${version}`),
        largestUpload: MB,
      });
      done();
    });
    const url = await small.listen({ port: 0 });
    const to = { method: 'PUT' };
    expect((await ask(`${FILES}/${home}/x`, { ...to, body: Buffer.alloc(MB) }, url)).status).toBe(200);
    for (const body of [Buffer.alloc(MB + 1), Readable.from(repeated(randomBytes(MB / 4), 40))])
      expect(jsonOf(await ask(`${FILES}/${home}/x`, { ...to, body }, url))).toMatchObject({ status: 413, message: 'the body is larger than 1 MB' });
    expect(unfinished()).toEqual([]);
    await ask(`${FILES}/${home}/m-2/MLmodel`, { ...to, body: 'of a version' }, url);
    expect((await ask('/model-versions/get-artifact?name=m&version=2&path=MLmodel', {}, url)).body.toString()).toBe('of a version');
    await small.close();
  });

  it('in parts, or by a signed URL, is refused in the words at which clients send it as one stream', async () => {
    for (const [method, path, message] of [
      ['POST', '/api/2.0/mlflow-artifacts/mpu/create/1/x', 'Multipart upload'],
      ['POST', '/ajax-api/2.0/mlflow-artifacts/mpu/abort/1/x', 'Multipart upload'],
      ['GET', '/api/2.0/mlflow-artifacts/presigned/1/x', 'Presigned download'],
      ['POST', '/api/2.0/mlflow/artifacts/presigned-upload-url', 'Presigned upload'],
    ] as const)
      expect(jsonOf(await ask(path, { method, body: '{}', headers: { 'content-type': 'application/json' } }))).toEqual({
        status: 501,
        error_code: 'NOT_IMPLEMENTED',
        message: `${message} is not supported for the current artifact repository`,
      });
  });

  it('needs the token', async () => {
    const guarded = await startServer(platform, { port: 0, version: '1', token: TOKEN });
    const { home } = await makeRun();
    const at = `${FILES}/${home}/x`;
    for (const method of ['PUT', 'GET', 'HEAD', 'DELETE']) expect((await ask(at, { method }, guarded.url)).status).toBe(401);
    expect((await ask(at, { method: 'PUT', body: 'x', headers: { authorization: `Bearer ${TOKEN}` } }, guarded.url)).status).toBe(200);
    await guarded.close();
  });
});

describe('a large artifact', () => {
  it('goes up and down in constant memory', async () => {
    const { home } = await makeRun();
    const piece = randomBytes(MB);
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
    const before = process.memoryUsage().arrayBuffers;
    expect((await put(`${home}/large`, Readable.from(repeated(piece, 256)))).status).toBe(200);
    const { hostname, port } = new URL(server.url);
    const read = await new Promise<number>((resolve, reject) => {
      request({ hostname, port, path: `${FILES}/${home}/large` }, (response) => {
        let size = 0;
        response.on('data', (bytes: Buffer) => (size += bytes.length));
        response.on('end', () => resolve(size));
      })
        .on('error', reject)
        .end();
    });
    clearInterval(watch);
    expect(read).toBe(256 * MB);
    expect(most - before).toBeLessThan(100 * MB);
  });

  it('is let go of when its client goes away', async () => {
    const { home } = await makeRun();
    await put(`${home}/large`, Readable.from(repeated(randomBytes(MB), 64)));
    const file = await platform.means.blobs.pathOf((await platform.artifacts.find(`${home}/large`)).digest);
    const open = (): number => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd) === file).length;
    const { hostname, port } = new URL(server.url);
    const sent = request({ hostname, port, path: `${FILES}/${home}/large` }, (response) => response.pause());
    sent.on('error', () => undefined).end();
    await expect.poll(open).toBe(1);
    sent.destroy();
    await expect.poll(open).toBe(0);
  });

  const linkOf = (fd: string): string => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  };
});

describe('a directory of 100,000 files', () => {
  it('is listed whole for clients that cannot ask for pages, and page by page for those that can', async () => {
    const { id, home } = await makeRun();
    await put(`${home}/all/x`, 'x');
    const names = Array.from({ length: 100_000 }, (_, i) => `file-${String(i).padStart(6, '0')}`);
    const row = { project: platform.means.project, directory: `${home}/all`, is_directory: 0, digest: digestOfBytes('x'), size: 1, created_at: 1 };
    await platform.means.db.transaction<Tables, void>(async (trx) => {
      for (let i = 0; i < names.length; i += 4_000)
        await trx
          .insertInto('train_artifacts')
          .values(names.slice(i, i + 4_000).map((name) => ({ ...row, name })))
          .execute();
    });
    const whole = JSON.parse((await ask(`${FILES}?path=${home}/all`)).body.toString()) as { files: { path: string }[] };
    expect(whole.files.map((file) => file.path)).toEqual([...names, 'x']);
    const found: string[] = [];
    let token: string | undefined;
    do {
      const url = `/api/2.0/mlflow/artifacts/list?run_id=${id}&path=all${token === undefined ? '' : `&page_token=${token}`}`;
      const page = JSON.parse((await ask(url)).body.toString()) as { files: { path: string }[]; next_page_token?: string };
      expect(page.files.length).toBeLessThanOrEqual(1_000);
      found.push(...page.files.map((file) => file.path));
      token = page.next_page_token;
    } while (token !== undefined);
    expect(found).toEqual([...names, 'x'].map((name) => `all/${name}`));
    expect(jsonOf(await ask(`/api/2.0/mlflow/artifacts/list?run_id=${id}&page_token=nonsense`))).toMatchObject({
      status: 400,
      message: expect.stringContaining('Invalid page token') as string,
    });
  });
});
