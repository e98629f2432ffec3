import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REPOSITORY } from '../architecture/source.ts';
import { tellStory } from '../golden/mlflow/tell-story.ts';
import { CLIENTS, installClient } from './clients.ts';
import { startMlflow, type TestServer } from './servers.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startMlflow(await installClient(CLIENTS[0]));
}, 600_000);
afterAll(() => server.close());

it('MLflow’s own server answers as test/golden/mlflow/protocol.json says', async () => {
  const recorded = { mlflow: await (await fetch(`${server.url}/version`)).text(), answers: await tellStory(server.url) };
  await expect(`${JSON.stringify(recorded, null, 2)}\n`).toMatchFileSnapshot(join(REPOSITORY, 'test/golden/mlflow/protocol.json'));
});
