import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Overview } from '../../src/sdk/overview.ts';
import type { Operations } from './tracking-fixture.ts';

/** What the fixture server answers to `GET /v1/overview`. */
export type Answer = Overview | { readonly status: number; readonly body: string } | 'never';

export interface FixtureServer {
  readonly url: string;
  /** How often the overview was asked for, and how many of the answers were 304. */
  readonly counts: { asked: number; unchanged: number };
  answer(next: Answer): void;
  close(): Promise<void>;
}

function answerOperation(name: string, request: IncomingMessage, response: ServerResponse, operations: Operations): void {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => (body += part));
  request.on('end', () => {
    const answer = operations(name, JSON.parse(body || '{}') as never) as { readonly refuse?: string } | undefined;
    const refused = answer === undefined ? `there is no operation ${name}` : answer.refuse;
    const status = answer === undefined ? 404 : refused === undefined ? 200 : 400;
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(refused === undefined ? answer : { error: { code: 'TEST', message: refused, remedy: 'Look at “How to search”.', facts: {} } }));
  });
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Serves the built page from `folder`, one overview and what `operations` answer, on a free port of the loopback. */
export async function startFixtureServer(folder: string, first: Answer, operations: Operations = () => undefined): Promise<FixtureServer> {
  let answer = first;
  const counts = { asked: 0, unchanged: 0 };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/v1/overview') {
      counts.asked += 1;
      if (answer === 'never') return;
      if ('status' in answer) {
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
        return;
      }
      const body = JSON.stringify(answer);
      const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
      if (request.headers['if-none-match'] === tag) {
        counts.unchanged += 1;
        response.writeHead(304, { etag: tag }).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json', etag: tag }).end(body);
      return;
    }
    if (path.startsWith('/v1/')) return answerOperation(path.slice(4).replace('/', '.'), request, response, operations);
    if (path === '/get-artifact') return void response.writeHead(200, { 'content-type': 'text/plain' }).end('step,auc\n1,0.61\n2,"0.64, about"\n');
    const file = join(folder, normalize(path === '/' ? '/index.html' : path));
    readFile(file).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    counts,
    answer: (next) => {
      answer = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
