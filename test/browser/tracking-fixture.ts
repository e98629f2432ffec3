import { seededRandom } from '../../src/kernel/index.ts';
import type { Curve, RunRow, RunView, TrackingOperations } from '../../src/sdk/tracking.ts';

/** Answers an operation as a server would; undefined for one that it does not know. */
export type Operations = (operation: string, input: never) => unknown;

const START = Date.UTC(2026, 10, 24, 9);
const TRAINERS = ['gradientBoosting', 'logisticRegression', 'xgboost'] as const;
const WORDS = ['brave', 'calm', 'swift', 'quiet', 'amber', 'stout'] as const;
const BIRDS = ['heron', 'tern', 'gull', 'petrel', 'skua', 'puffin'] as const;

/** One of many runs; the last tenth are nested in others. */
export function fixtureRun(index: number, count: number): RunRow {
  const random = seededRandom(index + 1);
  const depth = 2 + Math.floor(random.next() * 7);
  const rate = Number((0.01 * 2 ** (random.next() * 5)).toPrecision(2));
  const parents = Math.max(1, Math.floor(count * 0.02));
  const nested = index >= count * 0.9;
  return {
    id: index.toString(16).padStart(32, '0'),
    name: `${WORDS[index % 6]!}-${BIRDS[Math.floor(index / 6) % 6]!}-${index}`,
    experiment: 1 + (index % 3),
    status: index === 0 ? 'RUNNING' : index % 17 === 5 ? 'FAILED' : 'FINISHED',
    user: 'ada',
    startedAt: START - index * 61_000,
    endedAt: index === 0 ? null : START - index * 61_000 + 20_000 + Math.floor(random.next() * 90_000),
    lifecycle: 'active',
    parent: nested ? (index % parents).toString(16).padStart(32, '0') : null,
    children: index < parents ? 5 : 0,
    metrics: { auc: 0.62 + 0.012 * depth - 0.1 * Math.abs(rate - 0.08) + 0.01 * random.next(), loss: 0.52 - 0.015 * depth + 0.02 * random.next(), rows: 150_000 },
    params: { trainer: TRAINERS[index % 3]!, depth: String(depth), rate: String(rate), seed: '1' },
    tags: { team: index % 2 === 0 ? 'risk' : 'operations', 'mlflow.user': 'ada' },
    datasets: [{ name: 'flights', digest: 'sha256:5d41402abc4b2a76b9719d911017c592', context: 'training', version: 'sha256:5d41402abc4b2a76b9719d911017c592' }],
    models: [],
  };
}

function fixtureView(index: number, count: number): RunView {
  const run = fixtureRun(index, count);
  return {
    ...run,
    experimentName: `experiment ${run.experiment}`,
    artifactUri: `mlflow-artifacts:/${run.experiment}/${run.id}/artifacts`,
    latest: Object.entries(run.metrics).map(([key, value]) => ({ key, value, step: key === 'rows' ? 0 : 199, at: START })),
    code: { commit: `56d8e8f23c8147${index.toString(16)}`, branch: 'main', dirty: index % 2 === 1, source: 'train.py' },
    steps: [],
    error: null,
    leftOut:
      index === 0
        ? {
            rows: 3_210,
            of: 153_210,
            stretches: [
              {
                from: START,
                to: START + 2 * 86_400_000,
                scope: 'rows',
                rows: 3_210,
                why: 'departure: constant',
                findings: ['finding_1a2b'],
                byFinding: [{ finding: 'finding_1a2b', what: 'departure: constant', rows: 3_210 }],
              },
            ],
            included: null,
          }
        : null,
    releases: index === 0 ? [{ name: 'flight-delay', version: '3', aliases: ['champion'], release: 'sha256:9f86d081884c7d659a2feaa0c55ad015' }] : [],
  };
}

function fixtureCurve(index: number, key: string): Curve {
  const random = seededRandom(index * 7 + key.length);
  const steps = Array.from({ length: 200 }, (_, step) => step);
  const end = key === 'auc' ? 0.7 - 0.004 * (index % 9) : 0.4 + 0.01 * (index % 9);
  return {
    run: index.toString(16).padStart(32, '0'),
    key,
    steps,
    at: steps.map((step) => START + step * (900 + 40 * index)),
    values: steps.map((step) => end + (key === 'auc' ? -0.15 : 0.3) * Math.exp(-step / (25 + 4 * index)) + (random.next() - 0.5) * 0.02),
  };
}

const indexOf = (run: string): number => Number.parseInt(run, 16);

/** A server's answers about `count` runs that are made when they are asked for. */
export function trackingFixture(count: number): Operations {
  const nested = Math.ceil(count * 0.1);
  const answers: { readonly [K in keyof TrackingOperations]: (input: TrackingOperations[K]['input']) => TrackingOperations[K]['output'] | { refuse: string } } = {
    'experiments.list': () =>
      [1, 2, 3].map((no) => ({
        no,
        name: ['flight-delay', 'late-invoices', 'churn'][no - 1]!,
        lifecycle: 'active',
        createdAt: START,
        updatedAt: START,
        runs: Math.floor(count / 3),
      })),
    'runs.search': ({ filter = '', maxResults = 100, pageToken, orderBy = [] }) => {
      if (filter.includes('><')) return { refuse: 'Invalid clause(s) in filter string: "><" at 12; an operator was expected' };
      const children = /parentRunId` = '([0-9a-f]+)'/.exec(filter)?.[1];
      if (children !== undefined) {
        const runs = Array.from({ length: 5 }, (_, at) => ({ ...fixtureRun(count - nested + at, count), parent: children, children: 0 }));
        return { runs, next: null };
      }
      const from = Number(pageToken ?? 0);
      const last = Math.min(count, from + maxResults);
      const runs = Array.from({ length: last - from }, (_, at) => fixtureRun(orderBy.length > 0 ? count - 1 - from - at : from + at, count));
      return { runs, next: last < count ? String(last) : null };
    },
    'runs.count': () => count,
    'runs.delete': ({ runs }) => runs.length,
    'runs.restore': ({ runs }) => runs.length,
    'runs.read': ({ runs }) => runs.map((run) => fixtureView(indexOf(run), count)),
    'runs.curves': ({ runs, keys }) => runs.flatMap((run) => keys.map((key) => fixtureCurve(indexOf(run), key))),
    'runs.code': ({ from, to }) => ({
      from: fixtureView(indexOf(from), count).code,
      to: fixtureView(indexOf(to), count).code,
      patch: 'diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n@@ -3,2 +3,2 @@\n-depth = 4\n+depth = 6\n rate = 0.1\n',
      why: null,
    }),
    'artifacts.list': ({ path = '' }) => ({
      entries:
        path === ''
          ? [
              { path: 'model', name: 'model', directory: true, size: null },
              { path: 'metrics.csv', name: 'metrics.csv', directory: false, size: 33 },
              { path: 'notes.md', name: 'notes.md', directory: false, size: 1_234 },
            ]
          : [{ path: `${path}/model.onnx`, name: 'model.onnx', directory: false, size: 69_342 }],
      next: null,
    }),
  };
  return (operation, input) => answers[operation as keyof TrackingOperations]?.(input);
}
