import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { answers } from './open-project.ts';

it('finds a server that is too busy to answer at once, and none where nobody listens', async () => {
  const server = createServer((_, response) => setTimeout(() => response.end(), 1_500));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await answers(url)).toBe(true);
  await new Promise((done) => server.close(done));
  expect(await answers(url)).toBe(false);
});
