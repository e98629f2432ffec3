import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { median } from '../measure.ts';
import type { Helper } from '../processes.ts';
import { readHistory, runIdOf } from './answers.ts';
import { Connection } from './connection.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import type { Contestant } from './measure-case.ts';
import { useOf } from './process-tree.ts';
import * as requests from './requests.ts';
import { startServer } from './servers.ts';

/** How much is logged; what a peer does not take in its time is left out. */
export interface GrowthEffort {
  readonly points: number;
  readonly peerSeconds: number;
}

/** What many points showed of a server. */
export interface GrowthFigures {
  readonly points: number;
  readonly pointsPerSecond: number;
  /** On disk: what the folder of the stopped server grew by. */
  readonly bytesPerPoint: number;
  /** Milliseconds of one metric's history of so many points, while all is there. */
  readonly history: { readonly points: number; readonly milliseconds: number };
  /** Milliseconds of a search while points came in, the median. */
  readonly search: number;
  readonly megabytes: number;
  readonly errors: readonly string[];
}

const CLIENTS = 10;
const KEYS = 50;
/** Steps of all keys in one request: 1,000 points. */
const STEPS = 20;
const FIRST_MS = 1_700_000_000_000;

/** Starts the server anew and logs points as trainings do, ten at once, each into a run of its own; then stops it and looks how much it keeps. */
export async function growTo({ server: before, place }: Contestant, means: { readonly client: Helper; readonly effort: GrowthEffort }): Promise<GrowthFigures> {
  const { client, effort } = means;
  await before.stop();
  const bytes = bytesOf(before.folder);
  const server = await startServer(before.name, { empty: false });
  const connections = Array.from({ length: CLIENTS }, () => new Connection(server.port));
  const runs = await Promise.all(connections.map(async (connection) => runIdOf(await connection.ask(requests.createRun(place.experimentId)))));
  const errors = new Set<string>();
  const steps = runs.map(() => 0);
  let left = effort.points;
  const seconds = server.name === 'Capstan' ? Number.POSITIVE_INFINITY : effort.peerSeconds;
  const start = performance.now();
  const filling = Promise.all(
    connections.map(async (connection, at) => {
      while (left > 0 && performance.now() - start < seconds * 1000) {
        left -= KEYS * STEPS;
        const answer = await connection.ask(requests.logBatch(runs[at]!, { metrics: pointsFrom(steps[at]!) })).catch((error: Error) => error);
        if (answer instanceof Error || answer.status !== 200) errors.add(answer instanceof Error ? answer.message : String(answer.status));
        else steps[at]! += STEPS;
      }
    }),
  );
  const searches = await searchUntil(filling, client, {
    server: { port: server.port, pid: server.pid },
    place,
    workload: 'search by time',
    connections: 1,
    seconds: 2,
    atLeast: 1,
    atMost: 2,
  });
  const took = (performance.now() - start) / 1000;
  const points = steps.reduce((sum, each) => sum + each * KEYS, 0);
  const history = await readBack(connections[0]!, { runId: runs[0]!, steps: steps[0]! });
  if (history.fault !== null) errors.add(history.fault);
  for (const connection of connections) connection.close();
  await wait(5_000);
  const { megabytes } = useOf(server.pid);
  await server.stop();
  return {
    points,
    pointsPerSecond: points / took,
    bytesPerPoint: (bytesOf(server.folder) - bytes) / points,
    history: { points: steps[0]!, milliseconds: history.milliseconds },
    search: median(searches.times),
    megabytes,
    errors: [...errors, ...searches.errors],
  };
}

/** A falling curve with noise for each key; no value is round, and the steps of a training come in order of time. */
function pointsFrom(first: number): readonly requests.Point[] {
  return Array.from({ length: KEYS * STEPS }, (_, at) => {
    const step = first + Math.floor(at / KEYS);
    return { key: `metric_${at % KEYS}`, value: 1 / (1 + step / 1_000) + Math.random() / 100, timestamp: FIRST_MS + step * 250, step };
  });
}

async function searchUntil(end: Promise<unknown>, client: Helper, order: LoadOrder): Promise<{ readonly times: readonly number[]; readonly errors: readonly string[] }> {
  let goesOn = true;
  void end.finally(() => (goesOn = false));
  const times: number[] = [];
  const errors = new Set<string>();
  while (goesOn) {
    const result = await client.ask<LoadResult>(order);
    times.push(...result.times);
    for (const text of Object.keys(result.errors)) errors.add(text);
    await wait(500);
  }
  await end;
  return { times, errors: [...errors] };
}

async function readBack(
  connection: Connection,
  { runId, steps }: { readonly runId: string; readonly steps: number },
): Promise<{ readonly milliseconds: number; readonly fault: string | null }> {
  const times: number[] = [];
  let fault: string | null = null;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const answer = await connection.ask(requests.getHistory(runId, 'metric_7'));
    times.push(performance.now() - start);
    const found = readHistory(answer);
    if (found.length !== steps || found.some(({ step }, at) => step !== at)) fault = `a history of ${steps} points was answered with ${found.length}`;
  }
  return { milliseconds: median(times), fault };
}

const bytesOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).blocks * 512, 0);
