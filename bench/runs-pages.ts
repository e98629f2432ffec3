import { openTracking } from '../src/platform/index.ts';
import { startServer } from '../src/server/index.ts';
import { join } from 'node:path';
import type { Bench, BenchRow } from './bench.ts';
import { median, milliseconds, takeTurns } from './measure.ts';
import { scratch } from './places.ts';

const RUNS = 100_000;
const TOP = 0.9;
const ROUNDS = 5;
const AT_ONCE = 50;
const PROMISE_MS = 1_000;
const PARENT = 'tags.`mlflow.parentRunId`';

/** What the pages about runs ask their server for, at 100,000 runs of 10 metrics, 5 parameters and 3 tags. */
export const runsPages: Bench = {
  summary: `questions of the pages about runs, at ${RUNS.toLocaleString('en')} runs`,
  async run() {
    const platform = await openTracking(join(scratch('runs-pages'), '.capstan'));
    const server = await startServer(platform, { port: 0, version: '0' });
    const parents = await seed(platform);
    const ask = (operation: string, input: object) => () =>
      milliseconds(async () => {
        const answer = await fetch(`${server.url}/v1/${operation}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) });
        if (!answer.ok) throw new TypeError(`${operation} answered ${answer.status}: ${await answer.text()}`);
        await answer.arrayBuffer();
      });
    const questions = {
      'first page of 200, nested': ask('runs/search', { filter: `${PARENT} IS NULL`, maxResults: 200 }),
      'by a metric, filtered by a metric and a parameter': ask('runs/search', { filter: "metrics.m0 > 0.5 AND params.p1 = '3'", orderBy: ['metrics.m1 DESC'], maxResults: 200 }),
      'OR, NOT, ILIKE over three kinds': ask('runs/search', { filter: "NOT status = 'FAILED' AND (params.p0 ILIKE '%7' OR tags.team = 'risk')", maxResults: 200 }),
      'by name': ask('runs/search', { filter: "attributes.run_name ILIKE '%heron%'", maxResults: 200 }),
      'the number of all': ask('runs/count', {}),
      'the number of a filter’s': ask('runs/count', { filter: "metrics.m0 > 0.5 AND params.p1 = '3'" }),
      'the list of experiments': ask('experiments/list', {}),
      'the children of one': ask('runs/search', { filter: `${PARENT} = '${parents[0]!}'`, maxResults: 200 }),
    };
    const times = await takeTurns(ROUNDS, questions);
    await server.close();
    await platform.close();
    return Object.keys(questions).map((name): BenchRow => {
      const ours = median(times[name as keyof typeof questions]);
      return { name: `runs page: ${name}`, unit: 'ms', ours, floor: null, ratio: null, promise: { text: `≤ ${PROMISE_MS} ms`, holds: ours <= PROMISE_MS } };
    });
  },
};

/** Makes the runs as clients do, some at once; the last tenth is nested. Gives the ids of the parents. */
async function seed({ tracking }: Awaited<ReturnType<typeof openTracking>>): Promise<string[]> {
  const experiments = await Promise.all([0, 1, 2].map(async (n) => (await tracking.experiments.create({ name: `e${n}` })).no));
  const parents: string[] = [];
  const make = async (index: number): Promise<void> => {
    const parent = index >= RUNS * TOP ? parents[index % parents.length] : undefined;
    const { info } = await tracking.runs.create({
      experiment: experiments[index % 3]!,
      startedAt: 1_700_000_000_000 + index * 1000,
      tags: { team: index % 2 === 0 ? 'risk' : 'fraud', ...(parent !== undefined && { 'mlflow.parentRunId': parent }) },
    });
    if (index < 1_000) parents.push(info.id);
    await tracking.runs.log(info.id, {
      metrics: Array.from({ length: 10 }, (_, k) => ({ key: `m${k}`, value: ((index * (k + 7)) % 1000) / 1000, at: 1_700_000_000_000, step: 0 })),
      params: Array.from({ length: 5 }, (_, k) => ({ key: `p${k}`, value: String((index * (k + 3)) % 11) })),
    });
    await tracking.runs.update(info.id, { status: index % 17 === 0 ? 'FAILED' : 'FINISHED', endedAt: 1_700_000_060_000 + index * 1000 });
  };
  for (let from = 0; from < RUNS; from += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, (_, k) => make(from + k)));
  return parents;
}
