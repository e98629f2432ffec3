import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorkProject, statusesOf, type WorkProject } from '../../test/fixtures/work-project.ts';
import { seededRandom } from '../kernel/index.ts';
import type { Pipeline } from './step.ts';

const STEPS = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Each step says that it began, works a while, and writes two outputs, one large. */
const pipeline: Pipeline = {
  name: 'long',
  steps: STEPS.map((name, index) => ({
    name,
    action: { module: 'steps.ts', export: 'work' },
    inputs: index === 0 ? { raw: { file: 'raw.txt' } } : { raw: { step: STEPS[index - 1]!, output: 'large' } },
    params: { name },
    outputs: ['large', 'small'],
  })),
};
const SOURCE = (trace: string): string => `import { appendFileSync, writeFileSync, readFileSync } from 'node:fs';
export const work = async (c: any) => {
  appendFileSync(${JSON.stringify(trace)}, c.params.name + '\\n');
  const before = readFileSync(c.inputs.raw[0]).subarray(0, 100);
  writeFileSync(c.outputs.large, Buffer.concat([before, Buffer.alloc(400_000, c.params.name)]));
  await new Promise((r) => setTimeout(r, 80));
  writeFileSync(c.outputs.small, c.params.name);
};
`;
const dist = (room: string): string => JSON.stringify(new URL(`../../dist/${room}/index.js`, import.meta.url).href);
const program = `
const { runPipeline, workMigrations } = await import(${dist('work')});
const { openMeans } = await import(${dist('store')});
const [root, pipeline] = process.argv.slice(1);
const means = await openMeans({ project: 'test', folder: root + '/.capstan', migrations: workMigrations });
const result = await runPipeline(JSON.parse(pipeline), { root, means, env: process.env, onEvent: (e) => e.type === 'step-end' && console.log('ended ' + e.step) });
console.log(result.status);
await means.close();
`;

let project: WorkProject;
beforeEach(async () => {
  project = await makeWorkProject({ 'raw.txt': 'x' });
  await project.write({ 'steps.ts': SOURCE(join(project.root, 'trace.txt')) });
});
afterEach(() => project.close());

function start(): { child: ChildProcess; lines: string[]; ended: Promise<unknown> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, project.root, JSON.stringify(pipeline)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  return { child, lines, ended: once(child, 'close') };
}
const begun = async (): Promise<string[]> => (await readFile(join(project.root, 'trace.txt'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await condition())) await new Promise((r) => setTimeout(r, 2));
};

it('goes on behind the last finished step when it was killed, and never leaves a torn output', async () => {
  const random = seededRandom('kill');
  const finished = new Set<string>();
  for (let kill = 0; kill < 2; kill++) {
    const before = (await begun()).length;
    const { child, lines, ended } = start();
    // Somewhere within the third step that this process begins; nothing is left to kill where this test was kept waiting for so long that all are over.
    await Promise.race([ended, until(async () => (await begun()).length >= before + 3)]);
    await new Promise((r) => setTimeout(r, random.int(80)));
    child.kill('SIGKILL');
    await ended;
    for (const line of lines) if (line.startsWith('ended ')) finished.add(line.slice(6));
    // What was said to be finished is recorded whole: every recorded output has its bytes, and they are what their name says.
    for (const row of await recordedOutputs()) for (const digest of row) await project.means.blobs.verify(digest);
  }
  const doneBefore = [...finished];
  const runsBefore = await begun();
  const result = await project.run(pipeline);
  expect(result.error).toBeUndefined();
  for (const name of doneBefore) expect(`${name} ${result.steps.find((step) => step.name === name)!.status}`).toBe(`${name} cached`);
  const runs = await begun();
  for (const name of doneBefore) expect(runs.slice(runsBefore.length)).not.toContain(name);
  expect(doneBefore.length).toBeGreaterThan(0);
  for (const step of result.steps) expect(await project.read(result, step.name, 'small')).toBe(step.name);
  expect(await readdir(join(project.root, '.capstan/work/runs'))).toEqual([]);
  expect(await readdir(join(project.root, '.capstan/work/flights'))).toEqual([]);
});

it('lets two processes share the work: each step runs once', async () => {
  const both = [start(), start()];
  await Promise.all(both.map(({ ended }) => ended));
  for (const { lines } of both) expect(lines.at(-1)).toBe('done');
  expect((await begun()).toSorted()).toEqual(STEPS);
  expect(statusesOf(await project.run(pipeline))).toBe(STEPS.map((name) => `${name} cached`).join(', '));
});

async function recordedOutputs(): Promise<`sha256:${string}`[][]> {
  const rows = await project.means.db.tables<{ work_step: { outputs: string } }>().selectFrom('work_step').select('outputs').execute();
  return rows.map((row) => Object.values(JSON.parse(row.outputs) as Record<string, `sha256:${string}`>));
}
