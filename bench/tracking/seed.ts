import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { experimentIdOf, right, runIdOf } from './answers.ts';
import { Connection } from './connection.ts';
import { programOf } from './peers.ts';
import * as requests from './requests.ts';
import { HISTORY, historyPoints, LARGEST_BATCH, metricsOf, paramsOf, RUNS, startOf } from './seeded.ts';
import type { TrackingServer } from './servers.ts';
import type { Place } from './workloads.ts';

/** How many connections seed at once. */
const CONNECTIONS = 10;

/** Where a server keeps what was seeded, and how that went. */
export interface Seeded {
  readonly place: Place;
  /** Of the runs, by whatever way. */
  readonly runSeconds: number;
  /** Of the long history, over HTTP in batches of 1,000 on one connection. */
  readonly historySeconds: number;
}

/** Fills a server. MLflow's runs are written into its database by its own tables: over HTTP they would take far longer than all that is measured. */
export async function seed(server: TrackingServer): Promise<Seeded> {
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection(server.port));
  const first = connections[0]!;
  const seededId = experimentIdOf(await first.ask(requests.createExperiment('seeded')));
  const experimentId = experimentIdOf(await first.ask(requests.createExperiment('measured')));
  let start = performance.now();
  if (server.name === 'MLflow') await seedMlflow(server, seededId);
  else await seedRuns(connections, seededId);
  const runSeconds = (performance.now() - start) / 1000;
  const historyRunId = runIdOf(await first.ask(requests.createRun(experimentId)));
  start = performance.now();
  for (let step = 0; step < HISTORY; step += LARGEST_BATCH) right(await first.ask(requests.logBatch(historyRunId, { metrics: historyPoints(step, LARGEST_BATCH) })));
  const historySeconds = (performance.now() - start) / 1000;
  for (const connection of connections) connection.close();
  return { place: { experimentId, seededId, historyRunId }, runSeconds, historySeconds };
}

async function seedRuns(connections: readonly Connection[], experimentId: string): Promise<void> {
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      for (let run = next++; run < RUNS; run = next++) {
        const runId = runIdOf(await connection.ask(requests.createRun(experimentId, startOf(run))));
        right(await connection.ask(requests.logBatch(runId, { metrics: metricsOf(run), params: paramsOf(run) })));
      }
    }),
  );
}

async function seedMlflow(server: TrackingServer, experimentId: string): Promise<void> {
  const words = [join(ROOT, 'bench', 'tracking', 'seed-mlflow.py'), join(server.folder, 'mlflow.db'), experimentId];
  const child = spawn(programOf('MLflow', 'python'), words, { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(JSON.stringify(Array.from({ length: RUNS }, (_, run) => ({ metrics: metricsOf(run), params: paramsOf(run) }))));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`seeding MLflow ended with ${code}`);
}
