import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMeans } from '../src/store/index.ts';
import { type Pipeline, runPipeline, workMigrations } from '../src/work/index.ts';
import type { Bench, BenchRow } from './bench.ts';
import { makeFlightProject, RUN } from './flight-project.ts';
import { median } from './measure.ts';
import { CLI, compiledFile, scratch } from './places.ts';
import { runNode, type Took } from './processes.ts';

const STEPS = 100;
const ROUNDS = 9;
const PROMISE_MS = 150;

/** What it takes to say that nothing has changed. */
export const noopRun: Bench = {
  summary: 'a run of which nothing has changed, against a bare node',
  async run() {
    const question = await makeSteps();
    const flight = await makeFlightProject();
    // Asked once to be remembered, and looked at again when its files are no longer fresh.
    await runNode([CLI, ...RUN], { cwd: flight });
    return race({
      [`${STEPS} unchanged steps`]: () => runNode([compiledFile('ask-noop'), question.folder, question.invocation]),
      '`capstan run`, unchanged': () => runNode([CLI, ...RUN], { cwd: flight }),
      '`capstan --version`': () => runNode([CLI, '--version']),
    });
  },
};

async function race(contestants: Readonly<Record<string, () => Promise<Took>>>): Promise<readonly BenchRow[]> {
  const bare: Took[] = [];
  const took = new Map<string, Took[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    const floor = await runNode(['-e', '0']);
    if (round > 0) bare.push(floor);
    for (const [name, run] of Object.entries(contestants)) {
      const found = await run();
      if (round > 0) took.get(name)!.push(found);
    }
  }
  return [...took].flatMap(([name, found]) => (['wall', 'cpu'] as const).map((kind) => beyond({ name, kind }, found, bare)));
}

function beyond(about: { name: string; kind: keyof Took }, found: readonly Took[], bare: readonly Took[]): BenchRow {
  const { name, kind } = about;
  const more = median(found.map((one, i) => one[kind] - bare[i]![kind]));
  const floor = median(bare.map((one) => one[kind]));
  return {
    name: `${name}, beyond bare node${kind === 'cpu' ? ': CPU' : ''}`,
    unit: 'ms',
    ours: more,
    floor: { name: 'node -e 0', value: floor },
    ratio: more / floor,
    promise: kind === 'wall' && name.includes('unchanged') ? { text: `≤ ${PROMISE_MS} ms`, holds: more <= PROMISE_MS } : null,
  };
}

/** A project of 100 steps, each with an output and every second reading the one before it, whose run is remembered. */
async function makeSteps(): Promise<{ folder: string; invocation: string }> {
  const root = scratch('steps');
  const invocation = 'bench';
  rmSync(join(root, '.capstan'), { recursive: true, force: true });
  const sources = { 'package.json': '{"name":"steps","private":true}', 'steps.ts': STEP_SOURCE, 'bench.config.ts': 'export {};' };
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(root, name), text);
  for (const name of readdirSync(root)) if (statSync(join(root, name)).isFile()) utimesSync(join(root, name), 1e9, 1e9);
  const means = await openMeans({ project: 'bench', folder: join(root, '.capstan'), migrations: workMigrations });
  const result = await runPipeline(stepsPipeline(STEPS, 'noop'), {
    root,
    means,
    env: { PATH: process.env['PATH'] },
    remember: { invocation, definedBy: [join(root, 'bench.config.ts')] },
  });
  await means.close();
  if (result.status !== 'done' || !existsSync(join(root, '.capstan'))) throw new Error(`the steps failed: ${result.error?.message ?? ''}`);
  return { folder: join(root, '.capstan'), invocation };
}

export const STEP_SOURCE = `import { writeFileSync } from 'node:fs';
export const step = (context: { params: { at: string }; outputs: { out: string } }): void => writeFileSync(context.outputs.out, context.params.at);
`;

/** `count` trivial steps; `salt` makes them others than before. */
export const stepsPipeline = (count: number, salt: string): Pipeline => ({
  name: `bench-${count}`,
  steps: Array.from({ length: count }, (_, at) => ({
    name: `step-${at}`,
    action: { module: 'steps.ts', export: 'step' },
    inputs: at % 2 === 1 ? { before: { step: `step-${at - 1}`, output: 'out' } } : {},
    params: { at: `${salt}-${at}` },
    outputs: ['out'],
  })),
});
