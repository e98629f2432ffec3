import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeWorkProject, statusesOf, type WorkProject } from '../../test/fixtures/work-project.ts';
import type { JsonValue } from '../kernel/index.ts';
import type { Pipeline, Step } from './step.ts';
import type { PipelineResult } from './pipeline-result.ts';

const SOURCES = {
  'steps.ts': `import { readFile, writeFile } from 'node:fs/promises';
import { defineStep } from 'capstan';
import { clean } from './clean.ts';
import { weigh } from './weigh.ts';
export const prepare = defineStep({ inputs: ['raw'], outputs: ['rows'], async run({ inputs, outputs }) {
  await writeFile(outputs.rows, clean(await readFile(inputs.raw[0]!, 'utf8')));
} });
export const train = defineStep({ inputs: ['rows'], outputs: ['model'], async run({ inputs, outputs, params, metric }) {
  const model = weigh(await readFile(inputs.rows[0]!, 'utf8')) * (params.trees as number);
  metric('loss', 0.5, 1);
  await writeFile(outputs.model, String(model) + (process.env.SEED ?? ''));
} });
`,
  'clean.ts': `export const clean = (text: string): string => text.trim().toLowerCase();\n`,
  'weigh.ts': `import { half } from 'halves';\nexport const weigh = (text: string): number => half(text.length);\n`,
  'raw.txt': 'Hello\n',
  'package.json': '{"type":"module"}',
  'package-lock.json': lockOf('1.0.0'),
  'node_modules/halves/package.json': '{"name":"halves","version":"1.0.0","type":"module","sideEffects":false,"exports":"./index.js"}',
  'node_modules/halves/index.js': 'export const half = (n) => n / 2;\n',
};

function lockOf(version: string): string {
  return JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/halves': { version, integrity: `sha512-${version}` } } });
}

const twoSteps = (more: Partial<Step> = {}): Pipeline => ({
  name: 'two',
  steps: [
    { name: 'prepare', action: { module: './steps.ts', export: 'prepare' }, inputs: { raw: { file: 'raw.txt' } }, outputs: ['rows'] },
    {
      name: 'train',
      action: { module: './steps.ts', export: 'train' },
      inputs: { rows: { step: 'prepare', output: 'rows' } },
      params: { trees: 100, note: 'unread' },
      env: ['SEED'],
      outputs: ['model'],
      ...more,
    },
  ],
});

let project: WorkProject;
afterEach(async () => {
  await opened.pop()?.close();
});
const opened: WorkProject[] = [];
const open = async (...about: Parameters<typeof makeWorkProject>): Promise<WorkProject> => {
  const made = await makeWorkProject(...about);
  opened.push(made);
  return made;
};

describe('what is unchanged is not computed again', () => {
  let project: WorkProject;
  beforeAll(async () => {
    project = await makeWorkProject(SOURCES);
    expect(statusesOf(await project.run(twoSteps()))).toBe('prepare ran, train ran');
  });
  afterAll(() => project.close());

  interface Change {
    readonly files?: Record<string, string>;
    readonly params?: Record<string, JsonValue>;
    readonly env?: Record<string, string>;
    readonly step?: Partial<Step>;
    readonly expected: string;
    readonly why?: Record<string, string[]>;
  }
  const steps = SOURCES['steps.ts'];
  const CHANGES: [string, Change][] = [
    ['nothing', { expected: 'prepare cached, train cached' }],
    ['a comment', { files: { 'steps.ts': `// more\n${steps.replace('metric(', '/* inside */ metric(')}` }, expected: 'prepare cached, train cached' }],
    ['the layout', { files: { 'steps.ts': steps.replaceAll('; ', ';\n\n').replaceAll("'", '"') }, expected: 'prepare cached, train cached' }],
    [
      'a type',
      {
        files: {
          'clean.ts': `interface Unused { readonly a: number }\nexport const clean = (text: string): Lowercase<string> => text.trim().toLowerCase() as Lowercase<string>;\n`,
        },
        expected: 'prepare cached, train cached',
      },
    ],
    [
      'an unused export',
      { files: { 'clean.ts': `${SOURCES['clean.ts']}export const shout = (t: string) => t + '!';\nexport enum Kind { A, B }\n` }, expected: 'prepare cached, train cached' },
    ],
    ['an unread parameter', { params: { note: 'other' }, expected: 'prepare cached, train cached' }],
    [
      'the body of the first step, to the same output',
      {
        files: { 'steps.ts': steps.replace('await writeFile(outputs.rows, ', 'await Promise.resolve();\n  await writeFile(outputs.rows, ') },
        expected: 'prepare ran, train cached',
        why: { prepare: ['code: steps.ts changed'] },
      },
    ],
    [
      'a helper, to the same output: early cutoff',
      {
        files: { 'clean.ts': SOURCES['clean.ts'].replace('text.trim()', 'text.trim().trim()') },
        expected: 'prepare ran, train cached',
        why: { prepare: ['code: clean.ts changed'] },
      },
    ],
    [
      'a helper, to another output',
      {
        files: { 'clean.ts': SOURCES['clean.ts'].replace('.trim()', '') },
        expected: 'prepare ran, train ran',
        why: { prepare: ['code: clean.ts changed'], train: [expect.stringMatching(/^input rows: [0-9a-f]{12} → [0-9a-f]{12}$/) as string] },
      },
    ],
    [
      'the body of the second step',
      { files: { 'steps.ts': steps.replace('0.5, 1', '0.6, 1') }, expected: 'prepare cached, train ran', why: { train: ['code: steps.ts changed'] } },
    ],
    [
      'the helper of the second step',
      { files: { 'weigh.ts': SOURCES['weigh.ts'].replace('text.length', 'text.length + 1') }, expected: 'prepare cached, train ran', why: { train: ['code: weigh.ts changed'] } },
    ],
    [
      'a side effect in a shared helper',
      {
        files: { 'steps.ts': steps.replace('import { weigh }', "import './effect.ts';\nimport { weigh }"), 'effect.ts': 'globalThis.console.log("loaded");\n' },
        expected: 'prepare ran, train ran',
      },
    ],
    ['a parameter', { params: { trees: 120 }, expected: 'prepare cached, train ran', why: { train: ['param trees: 100 → 120'] } }],
    [
      'the bytes of an input under the same path',
      {
        files: { 'raw.txt': 'Hullo, world\n' },
        expected: 'prepare ran, train ran',
        why: { prepare: [expect.stringMatching(/^input raw: /) as string], train: [expect.stringMatching(/^input rows: /) as string] },
      },
    ],
    ['the bytes of an input, to the same output', { files: { 'raw.txt': 'HELLO\n' }, expected: 'prepare ran, train cached' }],
    ['the time of an input, not its bytes', { files: { 'raw.txt': 'Hello\n' }, expected: 'prepare cached, train cached' }],
    [
      'a package',
      {
        files: { 'package-lock.json': lockOf('1.0.1'), 'node_modules/halves/package.json': SOURCES['node_modules/halves/package.json'].replace('1.0.0', '1.0.1') },
        expected: 'prepare cached, train ran',
        why: { train: ['package halves: 1.0.0 → 1.0.1'] },
      },
    ],
    ['a declared variable', { env: { SEED: '7' }, expected: 'prepare cached, train ran', why: { train: ['env SEED changed'] } }],
    ['an undeclared variable', { env: { OTHER: '7' }, expected: 'prepare cached, train cached' }],
    ['the outputs', { step: { outputs: ['model'], inputs: { rows: { step: 'prepare', output: 'rows' }, more: { file: 'clean.ts' } } }, expected: 'prepare cached, train ran' }],
    ['declared files', { step: { files: ['*.sql'] }, files: { 'a.sql': 'select 1' }, expected: 'prepare cached, train ran', why: { train: ['file a.sql is new'] } }],
  ];
  it.each(CHANGES)('%s', async (_, change) => {
    await project.write(change.files ?? {});
    const changed = await project.run(twoSteps(change.step), { ...(change.params && { params: change.params }), env: { PATH: process.env['PATH'], ...change.env } });
    expect(changed.error).toBeUndefined();
    expect(statusesOf(changed)).toBe(change.expected);
    for (const [name, why] of Object.entries(change.why ?? {})) expect(changed.steps.find((step) => step.name === name)!.why).toEqual(why);
    // And what was computed is found when the change is undone, with its metrics.
    await project.write(SOURCES);
    const back = await project.run(twoSteps());
    expect(statusesOf(back)).toBe('prepare cached, train cached');
    expect(back.steps[1]!.metrics).toEqual([{ name: 'loss', value: 0.5, at: 1 }]);
  });

  it('runs again a step whose output was lost, and says so', async () => {
    const before = await project.run(twoSteps());
    await project.means.blobs.remove(before.steps[1]!.outputs['model']!);
    const after = await project.run(twoSteps());
    expect(statusesOf(after)).toBe('prepare cached, train ran');
    expect(after.steps[1]!.why).toEqual(['output model: its bytes are no longer stored']);
    expect(after.steps[1]!.outputs).toEqual(before.steps[1]!.outputs);
  });

  it('says when the lock file and node_modules disagree, before anything runs', async () => {
    await project.write({ 'package-lock.json': lockOf('2.0.0') });
    await expect(project.run(twoSteps())).rejects.toMatchObject({ code: 'WORK_LOCK_DISAGREES' });
    await rm(join(project.root, 'package-lock.json'));
    await expect(project.run(twoSteps())).rejects.toMatchObject({ code: 'WORK_LOCK_MISSING', message: expect.stringContaining('halves') as string });
    await project.write(SOURCES);
  });
});

const one = (source: string, more: Partial<Step> = {}): { files: Record<string, string>; pipeline: Pipeline } => ({
  files: { 'one.ts': source },
  pipeline: { name: 'one', steps: [{ name: 'one', action: { module: './one.ts', export: 'one' }, outputs: [], ...more }] },
});
const runOne = async (source: string, more: Partial<Step> = {}): Promise<PipelineResult> => {
  const { files, pipeline } = one(source, more);
  project = await open(files);
  return project.run(pipeline);
};

describe('what a step may not do', () => {
  it.each([
    ['import(name)', 'export const one = async (context: any) => { await import(context.params.name); };', 'one.ts:1'],
    ['require(name)', 'export const one = (context: any) => { require(context.params.name); };', 'one.ts:1'],
    ['eval', 'export const one = () => { eval("1"); };', 'one.ts:1'],
    ['createRequire', "import { createRequire } from 'node:module';\nexport const one = () => { createRequire('/')('x'); };", 'one.ts imports node:module'],
    ['child processes', "import { execSync } from 'child_process';\nexport const one = () => { execSync('x'); };", 'one.ts imports child_process'],
    ['import.meta.url', "export const one = () => { console.log(new URL('./x.csv', import.meta.url)); };", 'one.ts reads import.meta.url'],
  ])('reach code or files that no key can name: %s', async (_, source, place) => {
    await expect(runOne(source)).rejects.toMatchObject({ code: 'WORK_CODE_NOT_TRACEABLE', message: expect.stringContaining(place) as string });
  });

  it('have errors that stop the bundling', async () => {
    await expect(runOne("import { x } from './nowhere.ts';\nexport const one = () => x;")).rejects.toMatchObject({
      code: 'WORK_CODE_UNREADABLE',
      message: expect.stringContaining('one.ts:1') as string,
    });
  });

  it('see more of the environment than is declared, or the project by relative paths', async () => {
    const result = await runOne(
      "import { existsSync, writeFileSync } from 'node:fs';\nexport const one = (c: any) => writeFileSync(c.outputs.env, JSON.stringify([Object.keys(process.env).sort(), process.env.TZ, process.env.SEED, existsSync('one.ts')]));",
      { outputs: ['env'], env: ['SEED', 'UNSET'] },
    );
    expect(result.error).toBeUndefined();
    const again = await project.run(
      { name: 'two', steps: [{ name: 'one', action: { module: './one.ts', export: 'one' }, outputs: ['env'], env: ['SEED', 'UNSET'] }] },
      { env: { PATH: '/bin', HOME: '/home/x', SEED: '1', SECRET: 's' } },
    );
    expect(JSON.parse(await project.read(again, 'one', 'env'))).toEqual([['HOME', 'LANG', 'PATH', 'SEED', 'TZ'], 'UTC', '1', false]);
  });
});

describe('a step that breaks', () => {
  it('fails with its own stack, fails what reads from it, and is tried again', async () => {
    project = await open({
      'steps.ts':
        "import { writeFileSync } from 'node:fs';\nimport { inner } from './inner.ts';\nexport const good = (c: any) => writeFileSync(c.outputs.out, 'x');\nexport const bad = (c: any) => inner(c);\n",
      'inner.ts': "export function inner(c: any): void {\n  // the culprit\n  throw new TypeError('no such column: ' + c.params.column);\n}\n",
    });
    const make = (name: string, exported: string, inputs = {}): Step => ({
      name,
      action: { module: './steps.ts', export: exported },
      inputs,
      params: { column: 'x' },
      outputs: ['out'],
    });
    const pipeline: Pipeline = { name: 'p', steps: [make('bad', 'bad'), make('after', 'good', { x: { step: 'bad', output: 'out' } }), make('beside', 'good')] };
    const result = await project.run(pipeline);
    expect(statusesOf(result)).toBe('bad failed, after skipped, beside ran');
    expect(result).toMatchObject({ status: 'failed', error: { code: 'WORK_STEP_FAILED', message: 'step bad failed: no such column: x' } });
    expect(result.error!.facts['stack']).toContain(`${project.root}/inner.ts:3`);
    expect(statusesOf(await project.run(pipeline))).toBe('bad failed, after skipped, beside cached');
    await project.write({ 'inner.ts': 'export const inner = (c: any) => c.log(c.outputs.out);\n' });
    expect((await project.run(pipeline)).error).toMatchObject({ code: 'WORK_OUTPUT_MISSING', message: 'step bad ended without writing its output out as a file' });
    await project.write({ 'inner.ts': "import { writeFileSync } from 'node:fs';\nexport const inner = (c: any) => writeFileSync(c.outputs.out, 'y');\n" });
    expect(statusesOf(await project.run(pipeline))).toBe('bad ran, after ran, beside cached');
  });

  it('is named when its process dies, and the next step gets a new one', async () => {
    project = await open({
      'steps.ts':
        "import { writeFileSync } from 'node:fs';\nexport const dies = () => { console.error('out of luck'); process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); };\nexport const leaves = () => process.exit(3);\nexport const good = (c: any) => writeFileSync(c.outputs.out, 'x');\n",
    });
    const make = (name: string): Step => ({ name, action: { module: './steps.ts', export: name }, outputs: name === 'good' ? ['out'] : [] });
    const result = await project.run({ name: 'p', steps: [make('dies'), make('leaves'), make('good')] });
    expect(statusesOf(result)).toBe('dies failed, leaves failed, good ran');
    expect(result.steps[0]!.error).toMatchObject({ code: 'WORK_STEP_CRASHED', message: 'the process of step dies was killed by SIGKILL\nout of luck' });
    expect(result.steps[1]!.error).toMatchObject({ code: 'WORK_STEP_CRASHED', message: 'the process of step leaves exited with code 3' });
  });

  it('says when the export is not there', async () => {
    expect((await runOne('export const one = 1;')).error).toMatchObject({ code: 'WORK_STEP_FAILED', message: expect.stringContaining('no function') as string });
  });

  it('stops on request', async () => {
    const abort = new AbortController();
    const { files, pipeline } = one('export const one = (c: any) => { c.log("running"); return new Promise((r) => setTimeout(r, 60_000)); };');
    project = await open(files);
    const result = await project.run(
      { ...pipeline, steps: [...pipeline.steps, { ...pipeline.steps[0]!, name: 'next' }] },
      { signal: abort.signal, onEvent: (event) => event.type === 'log' && abort.abort() },
    );
    expect(statusesOf(result)).toBe('one failed, next skipped');
    expect(result.error).toMatchObject({ code: 'WORK_STEP_ABORTED' });
  });

  it('is refused when what it reads, or what it wrote, changes meanwhile', async () => {
    const source = (body: string): string =>
      `import { appendFileSync, writeFileSync } from 'node:fs';\nexport const one = (c: any) => { writeFileSync(c.outputs.out, Buffer.alloc(500_000)); ${body} };\n`;
    project = await open({ 'one.ts': source('appendFileSync(c.inputs.raw[0], "more");'), 'raw.txt': 'x' });
    const pipeline: Pipeline = { name: 'one', steps: [{ name: 'one', action: { module: 'one.ts', export: 'one' }, inputs: { raw: { file: 'raw.txt' } }, outputs: ['out'] }] };
    expect((await project.run(pipeline)).error).toMatchObject({ code: 'WORK_INPUT_CHANGED' });
    await project.write({ 'one.ts': source('') });
    const { blobs } = project.means;
    // A writer that comes after the output was named by its content and before it is copied.
    const lateWriter = async (path: string): ReturnType<typeof blobs.putFile> => {
      await appendFile(path, 'late');
      return blobs.putFile(path);
    };
    expect((await project.run(pipeline, { means: { ...project.means, blobs: { ...blobs, putFile: lateWriter } } })).error).toMatchObject({ code: 'WORK_OUTPUT_CHANGED' });
    expect(statusesOf(await project.run(pipeline))).toBe('one ran');
  });

  it('leaves nothing when the disk is full, and says so', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    project = await open(SOURCES, { blobs: (blobs) => ({ ...blobs, put: () => Promise.reject(full) }) });
    const result = await project.run(twoSteps());
    expect(result.status).toBe('failed');
    expect(result.steps[0]!.error!.message).toContain('ENOSPC');
    expect(await readdir(project.means.folder.path('work', 'runs'))).toEqual([]);
    expect(statusesOf(await project.run(twoSteps(), { means: { ...project.means, blobs: project.means.blobs } }))).toContain('prepare failed');
  });
});

describe('a command as a step', () => {
  const command: Pipeline = {
    name: 'command',
    steps: [
      {
        name: 'train',
        action: { command: ['node', 'train.mjs', '{inputs.raw}', '{outputs.model}', '{params.depth}'] },
        inputs: { raw: { file: 'raw.txt' } },
        params: { depth: 3, other: 1 },
        outputs: ['model'],
        env: ['SEED'],
      },
    ],
  };
  const script =
    "import { readFileSync, writeFileSync } from 'node:fs';\nconst [raw, model, depth] = process.argv.slice(2);\nwriteFileSync(model, readFileSync(raw, 'utf8').length + depth + (process.env.SEED ?? ''));\n";

  it('runs without a shell, by paths, and is cached by its arguments, files and program', async () => {
    project = await open({ 'train.mjs': script, 'raw.txt': 'abc' });
    const first = await project.run(command);
    expect(first.error).toBeUndefined();
    expect(await project.read(first, 'train', 'model')).toBe('33');
    expect(statusesOf(await project.run(command))).toBe('train cached');
    expect(statusesOf(await project.run(command, { params: { other: 2 } }))).toBe('train cached');
    const deeper = await project.run(command, { params: { depth: 4 } });
    expect(deeper.steps[0]!.why).toEqual(['param depth: 3 → 4']);
    await writeFile(join(project.root, 'train.mjs'), `${script}// edited\n`);
    expect((await project.run(command)).steps[0]!.why).toEqual(expect.arrayContaining(['file train.mjs changed']));
  });

  it('fails with the last lines of its stderr', async () => {
    project = await open({ 'train.mjs': "console.error('line 1\\nno convergence'); process.exit(2);", 'raw.txt': 'abc' });
    expect((await project.run(command)).error).toMatchObject({
      code: 'WORK_COMMAND_FAILED',
      message: expect.stringMatching(/exited with code 2: .*node .*train\.mjs .*\nline 1\nno convergence$/s) as string,
    });
    await project.write({ 'train.mjs': '' });
    expect((await project.run(command)).error).toMatchObject({ code: 'WORK_OUTPUT_MISSING' });
    const missing = { ...command, steps: [{ ...command.steps[0]!, action: { command: ['no-such-program', '{inputs.raw}', '{params.depth}', '{outputs.model}'] } }] };
    expect((await project.run(missing)).error).toMatchObject({ code: 'WORK_EXECUTABLE_MISSING' });
    await rm(join(project.root, 'raw.txt'));
    expect((await project.run(command)).error).toMatchObject({ code: 'WORK_INPUT_MISSING' });
  });
});
