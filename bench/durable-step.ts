import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Means, openMeans } from '../src/store/index.ts';
import { runPipeline, workMigrations } from '../src/work/index.ts';
import type { Bench } from './bench.ts';
import { cpuSeconds, median, ratioOf } from './measure.ts';
import { STEP_SOURCE, stepsPipeline } from './noop-run.ts';
import { scratch } from './places.ts';

const STEPS = 100;
const ROUNDS = 5;
const PROMISE_MS = 1;

/** What a step costs beyond its own work, when it has to run: identity, a place in the worker, its outputs and its record on disk. */
export const durableStep: Bench = {
  summary: 'trivial steps that run for real, in the warm worker',
  async run() {
    const root = scratch('durable');
    rmSync(join(root, '.capstan'), { recursive: true, force: true });
    writeFileSync(join(root, 'package.json'), '{"name":"steps","private":true}');
    writeFileSync(join(root, 'steps.ts'), STEP_SOURCE);
    const means = await openMeans({ project: 'bench', folder: join(root, '.capstan'), migrations: workMigrations });
    const [ours, cpu, floor, looked]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let round = 0; round <= ROUNDS; round++) {
      // The start of the worker and the bundling of the code are in both, and go out with the difference.
      const few = await time(means, { root, count: 1, salt: `${round}` });
      const many = await time(means, { root, count: STEPS + 1, salt: `${round}` });
      const again = await time(means, { root, count: STEPS + 1, salt: `${round}` });
      const bare = await writeDurably(join(root, 'floor'));
      if (round === 0) continue;
      ours.push((many.wall - few.wall - many.own) / STEPS);
      cpu.push((many.cpu - few.cpu) / STEPS);
      looked.push(again.wall / STEPS);
      floor.push(bare / STEPS);
    }
    await means.close();
    const name = 'write, fsync and rename a file';
    const held = median(ours) <= PROMISE_MS;
    return [
      {
        name: 'a durable step, beyond its own work',
        unit: 'ms',
        ours: median(ours),
        floor: { name, value: median(floor) },
        ratio: ratioOf(ours, floor),
        promise: { text: `≤ ${PROMISE_MS} ms`, holds: held },
      },
      { name: 'a durable step: CPU of the process that runs the pipeline', unit: 'ms', ours: median(cpu), floor: null, ratio: null, promise: null },
      { name: 'an unchanged step, looked up in the cache', unit: 'ms', ours: median(looked), floor: null, ratio: null, promise: null },
    ];
  },
};

async function time(means: Means, about: { root: string; count: number; salt: string }): Promise<{ wall: number; own: number; cpu: number }> {
  const [start, cpu] = [performance.now(), cpuSeconds()];
  const result = await runPipeline(stepsPipeline(about.count, about.salt), { root: about.root, means, env: { PATH: process.env['PATH'] } });
  if (result.status !== 'done') throw new Error(`the steps failed: ${result.error?.message ?? ''}`);
  return { wall: performance.now() - start, own: result.steps.reduce((sum, step) => sum + step.milliseconds, 0), cpu: (cpuSeconds() - cpu) * 1000 };
}

/** The least that keeps a file over a crash, as often as there are steps. */
async function writeDurably(folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  for (let at = 0; at < STEPS; at++) {
    const file = await open(join(folder, 'unfinished'), 'w');
    await file.writeFile(`${at}`);
    await file.sync();
    await file.close();
    await rename(join(folder, 'unfinished'), join(folder, `${at}`));
  }
  return performance.now() - start;
}
