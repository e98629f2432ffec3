import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorkProject, statusesOf, type WorkProject } from '../../test/fixtures/work-project.ts';
import { tryNoop, watchPath, writeNoop } from './noop.ts';
import type { PipelineResult } from './pipeline-result.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'capstan-noop-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const result: PipelineResult = { pipeline: 'p', status: 'done', steps: [{ name: 'a', key: null, status: 'ran', why: ['first run'], outputs: {}, milliseconds: 1, metrics: [] }] };
const question = () => ({ folder, invocation: 'run p', env: { SEED: '1' } as Record<string, string> });
const path = (name: string): string => join(folder, name);
const OLD = new Date(Date.UTC(2001, 0, 1));

function keep(names: string[], env: string[] = []): void {
  writeNoop(question(), { watched: names.map((name) => watchPath(path(name))), stored: [], env }, result);
}
/** A file that was last written long ago. */
function write(name: string, text: string): void {
  writeFileSync(path(name), text);
  utimesSync(path(name), OLD, OLD);
}

it('gives the last result, all cached, while nothing has changed', () => {
  write('a.ts', 'one');
  expect(tryNoop(question())).toBeUndefined();
  keep(['a.ts', 'absent.ts'], ['SEED', 'UNSET']);
  expect(tryNoop(question())).toEqual({ ...result, steps: [{ ...result.steps[0], status: 'cached', why: [] }] });
});

it.each<[string, () => void]>([
  ['a file changes', () => write('a.ts', 'two')],
  ['a file changes with its size and times kept', () => write('a.ts', 'eno')],
  ['a file goes', () => rmSync(path('a.ts'))],
  ['an absent file comes', () => write('absent.ts', '')],
  ['an entry comes to a watched folder', () => write('b.ts', '')],
])('is asked anew when %s', (_, change) => {
  write('a.ts', 'one');
  writeFileSync(path('work'), '');
  rmSync(path('work'));
  keep(['a.ts', 'absent.ts']);
  keep(['a.ts', 'absent.ts', '.']);
  expect(tryNoop(question())).toBeDefined();
  change();
  expect(tryNoop(question())).toBeUndefined();
});

it('is asked anew when a variable or the invocation differs', () => {
  write('a.ts', 'one');
  keep(['a.ts'], ['SEED', 'UNSET']);
  expect(tryNoop({ ...question(), env: { SEED: '2' } })).toBeUndefined();
  expect(tryNoop({ ...question(), env: { SEED: '1', UNSET: '' } })).toBeUndefined();
  expect(tryNoop({ ...question(), env: { SEED: '1', OTHER: 'x' } })).toBeDefined();
  expect(tryNoop({ ...question(), invocation: 'run q' })).toBeUndefined();
});

it('compares by content what has new times, and remembers that', () => {
  write('a.ts', 'one');
  keep(['a.ts']);
  const [manifest] = manifests();
  writeFileSync(path('a.ts'), 'one');
  expect(tryNoop(question())).toBeDefined();
  expect(manifests()[0]).not.toBe(manifest);
});

it('does not trust the times of a file that was written just before the manifest', () => {
  writeFileSync(path('a.ts'), 'one');
  keep(['a.ts']);
  // As if the file had changed within one tick of a coarse clock: the identity is the one that is known, the bytes are not.
  const file = manifestPaths()[0]!;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/sha256:[0-9a-f]{64}/, `sha256:${'0'.repeat(64)}`));
  expect(tryNoop(question())).toBeUndefined();
});

it('keeps nothing when a file changed while the result was made', () => {
  write('a.ts', 'one');
  const before = watchPath(path('a.ts'));
  write('a.ts', 'two!');
  writeNoop(question(), { watched: [before], stored: [], env: [] }, result);
  expect(tryNoop(question())).toBeUndefined();
});

const manifestPaths = (): string[] =>
  execFileSync('find', [join(folder, 'work'), '-name', '*.json'], { encoding: 'utf8' })
    .trim()
    .split('\n');
const manifests = (): string[] => manifestPaths().map((file) => readFileSync(file, 'utf8'));

it('loads the file system and nothing heavy', () => {
  const file = fileURLToPath(new URL('../../dist/work/noop.js', import.meta.url));
  const program = `const before = new Set(process.moduleLoadList); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(process.moduleLoadList.filter((m) => !before.has(m)).join(' '))`;
  const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(loaded).not.toMatch(/crypto|child_process|NativeModule (?:http|net|worker)/);
  expect(readFileSync(file, 'utf8').match(/from '[^']+'/g)).toEqual(["from 'node:fs'", "from 'node:path'", "from './file-identity.js'"]);
});

it('answers for a pipeline that ran, until something that mattered changes', async () => {
  const project: WorkProject = await makeWorkProject({
    'steps.ts': "import { copyFileSync } from 'node:fs';\nexport const copy = (c: any) => copyFileSync(c.inputs.raw[0], c.outputs.copy);\n",
    'raw.txt': 'x',
    'config.ts': 'pipeline',
  });
  try {
    const pipeline = {
      name: 'p',
      steps: [{ name: 'copy', action: { module: 'steps.ts', export: 'copy' }, inputs: { raw: { file: 'raw.txt' } }, outputs: ['copy'], files: ['*.sql'] }],
    };
    const remember = { invocation: 'capstan run p', definedBy: [join(project.root, 'config.ts')] };
    const ask = () => tryNoop({ folder: project.means.folder.root, invocation: remember.invocation, env: {} });
    const run = async () => statusesOf(await project.run(pipeline, { remember }));
    expect(ask()).toBeUndefined();
    expect(await run()).toBe('copy ran');
    expect(statusesOf(ask()!)).toBe('copy cached');
    for (const [file, expected] of [
      ['config.ts', 'cached'],
      ['steps.ts', 'cached'],
      ['raw.txt', 'ran'],
      ['new.sql', 'ran'],
      ['tsconfig.json', 'cached'],
    ] as const) {
      await project.write({ [file]: file === 'tsconfig.json' ? '{}' : `${file === 'steps.ts' ? readFileSync(join(project.root, file), 'utf8') : ''}// edited\n` });
      expect([file, ask()]).toEqual([file, undefined]);
      expect([file, await run()]).toEqual([file, `copy ${expected}`]);
      expect(ask()).toBeDefined();
    }
    const output = (await project.run(pipeline)).steps[0]!.outputs['copy']!;
    await project.means.blobs.remove(output);
    expect(ask()).toBeUndefined();
  } finally {
    await project.close();
  }
});
