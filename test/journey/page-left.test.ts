import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// The page has types of its own.
const PAGE = new URL('../../ui/src/ask.ts', import.meta.url).href;
const { ask, isAbort } = (await import(PAGE)) as {
  ask(operation: string, input: unknown, signal?: AbortSignal): Promise<unknown>;
  isAbort(error: unknown): boolean;
};

describe('an answer that the page asks for', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"runs": [');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vi.stubGlobal('document', { baseURI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    server.close();
    server.closeAllConnections();
  });

  it('is none when the page is left before all of it has come', async () => {
    const left = new AbortController();
    const answer = ask('runs.search', {}, left.signal).then(
      () => 'an answer',
      (error: unknown) => isAbort(error),
    );
    // The head of the answer has come, its end never does.
    await sleep(300);
    left.abort();
    expect(await answer).toBe(true);
  });

  it('is none when it breaks off', async () => {
    const answer = ask('runs.search', {}).then(
      () => 'an answer',
      () => 'refused',
    );
    await sleep(300);
    server.closeAllConnections();
    expect(await answer).toBe('refused');
  });
});
