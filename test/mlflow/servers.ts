import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../architecture/source.ts';

/** A server in a process and a folder of its own, both gone when it is closed. */
export interface TestServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts `capstan tracking` as a user does. */
export const startCapstan = (): Promise<TestServer> =>
  start((folder, port) => spawn(process.execPath, [join(REPOSITORY, 'dist/cli/main.js'), 'tracking', '--dir', folder, '--port', String(port)], { cwd: folder, stdio: 'pipe' }));

/** Starts MLflow's own server from the folder of an environment's programs. */
export const startMlflow = (bin: string): Promise<TestServer> =>
  start((folder, port) =>
    spawn(join(bin, 'mlflow'), ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1', '--backend-store-uri', 'sqlite:///mlflow.db'], {
      cwd: folder,
      stdio: 'pipe',
      detached: true,
      env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', MLFLOW_DISABLE_TELEMETRY: 'true' },
    }),
  );

async function start(launch: (folder: string, port: number) => ChildProcess): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'capstan-clients-'));
  const port = await freePort();
  const child = launch(folder, port);
  const ended = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, () => {
    if (child.exitCode !== null) throw new Error(`the server ended: ${said}`);
  });
  return {
    url,
    async close() {
      // MLflow's server is a family of processes, started as a group.
      if (child.spawnargs[0]!.endsWith('mlflow')) process.kill(-child.pid!);
      else child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilHealthy(url: string, check: () => void): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    check();
    if (
      await fetch(`${url}/health`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
