import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../architecture/source.ts';
import { CLIENTS, installClient } from './clients.ts';
import { normalise } from './normalise.ts';
import { startCapstan, startMlflow, type TestServer } from './servers.ts';

// What a program reads back through MLflow's own clients is the same from Capstan as from MLflow's own server of the version whose protocol Capstan speaks.

const FLOWS = [
  'tracking_basics',
  'metrics_and_history',
  'params_and_tags',
  'artifacts',
  'datasets',
  'nested_and_resumed',
  'lifecycle',
  'errors',
  'searches',
  'registry',
  'stages',
  'models',
  'autolog_sklearn',
  'autolog_xgboost',
];
/** Of MLflow 3 alone. */
const FLOWS_OF_3 = ['logged_models'];

type Answers = Readonly<Record<string, unknown>>;

async function runFlows(bin: string, server: TestServer, flows: readonly string[]): Promise<Answers> {
  const { stdout } = await promisify(execFile)(join(bin, 'python'), [join(REPOSITORY, 'test/mlflow/run_flows.py'), ...flows], {
    env: { ...process.env, MLFLOW_TRACKING_URI: server.url, PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Answers;
}

describe.each([...CLIENTS])('$name', (client) => {
  const flows = client.name === 'mlflow-3' ? [...FLOWS, ...FLOWS_OF_3] : FLOWS;
  const servers: TestServer[] = [];
  let ours: Answers;
  let theirs: Answers;

  beforeAll(async () => {
    const bin = await installClient(client);
    servers.push(...(await Promise.all([startCapstan(), installClient(CLIENTS[0]).then(startMlflow)])));
    [ours, theirs] = (await Promise.all(servers.map((server) => runFlows(bin, server, flows)))) as [Answers, Answers];
  }, 600_000);
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  it.each(flows)('reads the same of %s', (flow) => {
    expect(theirs[flow]).not.toHaveProperty('raised');
    expect(normalise(ours[flow])).toEqual(normalise(theirs[flow]));
  });
});
