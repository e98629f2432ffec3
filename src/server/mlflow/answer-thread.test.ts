import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracking, type TrackingPlatform } from '../../platform/index.ts';
import { startServer } from '../index.ts';
import { type AnswerThread, createAnswerThread } from './answer-thread.ts';
import { isLong, type LongEndpoint } from './endpoint.ts';
import { MLFLOW_ENDPOINTS } from './endpoints.ts';

const RUNS = 3_000;
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;
const find = (path: string): LongEndpoint =>
  Object.values(MLFLOW_ENDPOINTS)
    .flat()
    .filter(isLong)
    .find((one) => one.path === path)!;
const SEARCH = find('/runs/search');
const HISTORY = find('/metrics/get-history');

let folder: string;
let platform: TrackingPlatform;
const open = (): AnswerThread => createAnswerThread({ project: platform.means.project, folder });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-thread-'));
  platform = await openTracking(folder);
  await Promise.all(Array.from({ length: RUNS }, (_, i) => platform.tracking.runs.create({ experiment: 0, name: `run ${i}`, startedAt: i })));
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

describe('the thread that answers what may take long', () => {
  let thread: AnswerThread;
  beforeAll(() => {
    thread = open();
  });
  afterAll(() => thread.close());

  it('is not there at first, and answers as the server does once it is', async () => {
    expect(thread.ask(SEARCH, { experiment_ids: ['0'] })).toBeUndefined();
    expect(await thread.start()).toBe(true);
    for (const [endpoint, input] of [
      [SEARCH, { experiment_ids: ['0'], filter: "attributes.run_name LIKE 'run 1%'", max_results: 100, order_by: ['start_time'] }],
      [SEARCH, { experiment_ids: ['0'], filter: "attributes.run_name = 'nobody'" }],
      [HISTORY, { run_id: 'nobody', metric_key: 'loss' }],
    ] as const) {
      const here = await endpoint.answer(platform, input);
      const expected = here instanceof Uint8Array ? Buffer.from(here).toString() : JSON.stringify(here);
      expect(Buffer.from((await thread.ask(endpoint, input))!).toString()).toBe(expected);
    }
  });

  it('sees whatever was acknowledged before the question', async () => {
    await thread.start();
    const { info } = await platform.tracking.runs.create({ experiment: 0, name: 'grows' });
    for (let step = 0; step < 200; step++) {
      await platform.tracking.runs.log(info.id, { metrics: [{ key: `metric ${step % 7}`, value: step, at: step, step }] });
      const { metrics } = JSON.parse(Buffer.from((await thread.ask(HISTORY, { run_id: info.id, metric_key: `metric ${step % 7}` }))!).toString()) as {
        metrics: { value: number }[];
      };
      expect(metrics.at(-1)!.value).toBe(step);
    }
  });

  it('refuses what the server refuses, in the same words', async () => {
    await thread.start();
    const wrong = { experiment_ids: ['0'], filter: 'metrics.loss >> 1' };
    const refusal = (await SEARCH.answer(platform, wrong).catch((error: unknown) => error)) as Error;
    await expect(thread.ask(SEARCH, wrong)).rejects.toEqual(refusal);
  });

  it('leaves the answer to others where it cannot be, and says so once', async () => {
    const faults: unknown[] = [];
    const none = createAnswerThread({ project: 'p', folder: join(folder, 'nowhere') }, (error) => void faults.push(error));
    expect(await none.start()).toBe(false);
    for (let i = 0; i < 3; i++) expect(none.ask(SEARCH, { experiment_ids: ['0'] })).toBeUndefined();
    expect(faults).toEqual([coded('SERVER_THREAD_ENDED')]);
  });

  it('answers what it was asked before it ends, and does not come back', async () => {
    const other = open();
    await other.start();
    const waiting = Array.from({ length: 10 }, () => other.ask(SEARCH, { experiment_ids: ['0'], max_results: RUNS })!);
    await other.close();
    expect(new Set((await Promise.all(waiting)).map((bytes) => bytes.length)).size).toBe(1);
    expect(other.ask(SEARCH, { experiment_ids: ['0'] })).toBeUndefined();
  });
});

it('is used by the server, and ends with it', async () => {
  const faults: unknown[] = [];
  const server = await startServer(platform, { port: 0, version: '1', onFault: (error) => void faults.push(error) });
  for (let i = 0; i < 10; i++) {
    const body = JSON.stringify({ experiment_ids: ['0'], max_results: RUNS });
    const answer = await fetch(`${server.url}/api/2.0/mlflow/runs/search`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(((await answer.json()) as { runs: unknown[] }).runs).toHaveLength(RUNS);
  }
  await server.close();
  expect(faults).toEqual([]);
});
