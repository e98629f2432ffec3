import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CLI, ROOT, scratch } from '../places.ts';
import { installPeer, programOf, versionOf } from './peers.ts';

/** Who is measured, in the order of the tables. */
export const SERVERS = ['Capstan', 'FastTrackML', 'MLflow'] as const;
export type ServerName = (typeof SERVERS)[number];

/** A server that runs. */
export interface TrackingServer {
  readonly name: ServerName;
  readonly version: string;
  readonly port: number;
  readonly pid: number;
  /** All that it keeps lies here. */
  readonly folder: string;
  /** From the start of its process to its first answer. */
  readonly startMilliseconds: number;
  stop(): Promise<void>;
}

/** How one is started: with its defaults, on an empty folder of its own. */
interface Recipe {
  readonly version: () => string;
  readonly command: (port: number, folder: string) => readonly string[];
}

const RECIPES: Readonly<Record<ServerName, Recipe>> = {
  Capstan: {
    version: () => (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version,
    command: (port, folder) => [process.execPath, CLI, 'tracking', '--port', String(port), '--dir', folder],
  },
  FastTrackML: {
    version: () => versionOf('FastTrackML'),
    command: (port) => [programOf('FastTrackML'), 'server', '--listen-address', `127.0.0.1:${port}`],
  },
  MLflow: {
    version: () => versionOf('MLflow'),
    command: (port) => [programOf('MLflow'), 'server', '--host', '127.0.0.1', '--port', String(port)],
  },
};

const START_MS = 240_000;

/** Starts a server on an empty folder, or on what it kept there, and waits until it answers. */
export async function startServer(name: ServerName, { empty = true }: { readonly empty?: boolean } = {}): Promise<TrackingServer> {
  if (name !== 'Capstan') installPeer(name);
  const recipe = RECIPES[name];
  const version = recipe.version();
  const folder = scratch(join('tracking', name.toLowerCase()));
  if (empty) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const log = `${folder}.log`;
  const port = await freePort();
  const start = performance.now();
  const [program, ...words] = recipe.command(port, folder);
  const output = openSync(log, 'w');
  const child = spawn(program!, words, { cwd: folder, detached: true, stdio: ['ignore', output, output] });
  running.add(child.pid!);
  const stop = (): Promise<void> => stopGroup(child);
  try {
    await untilItAnswers(port, child);
  } catch (error) {
    await stop();
    throw new Error(`${name} did not start: ${(error as Error).message}\n${readFileSync(log, 'utf8').slice(-2_000)}`, { cause: error });
  }
  return { name, version, port, pid: child.pid!, folder, startMilliseconds: performance.now() - start, stop };
}

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (answer?.ok === true) return;
    await wait(20);
  }
  throw new Error(`no answer in ${START_MS / 1000} s`);
}

/** Those that run: they must not outlive this process. */
const running = new Set<number>();
process.on('exit', () => running.forEach((group) => signal(group, 'SIGKILL')));
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => process.exit(1));

/** Asks a process group to end, and ends by force what of it is there after some seconds. */
async function stopGroup(child: ChildProcess): Promise<void> {
  const closed = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
  signal(child.pid!, 'SIGTERM');
  await Promise.race([closed, wait(10_000, undefined, { ref: false })]);
  signal(child.pid!, 'SIGKILL');
  running.delete(child.pid!);
}

function signal(group: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-group, name);
  } catch {
    // it has ended
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
