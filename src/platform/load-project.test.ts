import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FEATURES, writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import { CONFIG_FILE, findProjectRoot, loadProject } from './index.ts';

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true });
});

/** A project without data, but with a file in its place. */
async function write(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await writeTinyProject({ data: false, files: { 'orders.parquet': '', ...files } });
  roots.push(root);
  return root;
}
const textOf = (root: string): Promise<string> => readFile(join(root, CONFIG_FILE), 'utf8');

/** Changes the configuration; each change is a text that must be there, and what it becomes. */
async function edit(root: string, ...changes: (readonly [string, string])[]): Promise<string> {
  let text = await textOf(root);
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  await writeFile(join(root, CONFIG_FILE), text);
  return text;
}
/** The problems of a project that is not valid, as `file:line message`. */
async function problemsOf(root: string): Promise<string[]> {
  const error: unknown = await loadProject(root).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'PROJECT_INVALID', status: 422 });
  return (error as Error).message.split('\n  ').slice(1);
}
const lineOf = (text: string, member: string): number => text.split('\n').findIndex((line) => line.includes(member)) + 1;

describe('loading a project', () => {
  it('gives the project, its features and the contract of a request', async () => {
    const root = await write();
    const loaded = await loadProject(root);
    expect(loaded.project).toMatchObject({ name: 'orders', train: { dataset: 'orders' } });
    expect(loaded.features.names).toEqual(['value', 'noise', 'segment_rate']);
    expect(loaded.inputContract.columns).toMatchObject({ value: { kind: 'number', min: 0, max: 100 }, segment: { kind: 'string' } });
    expect(loaded.files.toSorted()).toEqual([join(root, CONFIG_FILE), join(root, 'features.ts')]);
  });

  it('compiles once, and again when any of its files has changed', async () => {
    const root = await write();
    await edit(root, [`import { dataset`, `import { question } from './question.ts';\nimport { dataset`], [`question: 'Will the order come back?'`, 'question']);
    await writeFile(join(root, 'question.ts'), `export const question: string = 'Will it?';\n`);
    expect((await loadProject(root)).project.scope.question).toBe('Will it?');
    const compiled = join(root, '.capstan', 'config', 'compiled.json');
    const before = (await stat(compiled)).mtimeMs;
    expect((await loadProject(root)).project.scope.question).toBe('Will it?');
    expect((await stat(compiled)).mtimeMs).toBe(before);
    await writeFile(join(root, 'question.ts'), `export const question: string = 'Will it not?';\n`);
    expect((await loadProject(root)).project.scope.question).toBe('Will it not?');
    await writeFile(compiled, '{ torn');
    expect((await loadProject(root)).project.scope.question).toBe('Will it not?');
  });

  it('finds the project from any folder in it', async () => {
    const root = await write({ 'deep/er/file.txt': '' });
    expect(findProjectRoot(join(root, 'deep/er'))).toBe(root);
    expect(() => findProjectRoot('/')).toThrow(expect.objectContaining({ code: 'PROJECT_NOT_FOUND', remedy: expect.stringContaining('capstan init') as string }) as Error);
  });
});

describe('a project that is not valid', () => {
  it('tells all problems of its form at once, each with its line', async () => {
    const root = await write();
    const text = await edit(
      root,
      [`goal: 0.6`, `goal: -6`],
      [`rate: 'needless'`, `rate: 'sometimes'`],
      [`log: 'fast'`, `log: 'slow'`],
      [`pageEffect: 0.3`, `pageEffect: 0.3, loud: true`],
      [`name: 'orders',`, `name: 'Orders of 2001',`],
    );
    const problems = await problemsOf(root);
    expect(problems).toHaveLength(5);
    const at = (member: string): string => `${CONFIG_FILE}:${lineOf(text, member)}`;
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^${at('Orders of 2001')} name must match`)),
        expect.stringMatching(new RegExp(`^${at('goal: -6')} scope.metric.goal must be >= 0`)),
        `${at('sometimes')} scope.guardrails.0.rate must be "needless", "missed", "act", "over", "under", "wrong" or "instead"`,
        `${at('loud')} monitor has unknown members: loud`,
        `${at('slow')} serve.log must be "durable" or "fast"`,
      ]),
    );
  });

  it('tells all problems between its parts at once, each with its line or its file', async () => {
    const root = await write();
    const text = await edit(
      root,
      [`rateBy: ['segment']`, `rateBy: ['colour']`],
      [`act: ['call']`, `act: ['phone']`],
      [`key: 'id'`, `key: 'number' as never`],
      [`parquet({ path: 'orders.parquet' })`, `parquet({ path: 'gone.parquet' })`],
      [`when: 'score >= 0.2'`, `when: 'scores >= 0.2'`],
      [`slices: ['segment']`, `slices: ['weather']`],
      [`  loop: {`, `  monitor: { segments: ['colour'] },\n\n  loop: {`],
    );
    await writeFile(join(root, 'features.ts'), FEATURES.replace('noise: number()', 'weight: number()').replace('row.noise', 'row.weight'));
    const at = (member: string): string => `${CONFIG_FILE}:${lineOf(text, member)}`;
    const problems = await problemsOf(root);
    const expected = [
      `features.ts input names the column "weight", which data.orders does not have`,
      `${at(`key: 'number'`)} data.orders.key names the column "number", which the contract does not have (id, at, value, noise, segment, returned, known_at)`,
      `${at('gone.parquet')} data.orders.source: there is no file gone.parquet`,
      `${at('rateBy')} scope.baseline.rateBy.0 names "colour", which is neither a raw input nor a feature (value, weight, segment, value, noise, segment_rate)`,
      `${at('slices')} train.slices.0 names "weather", which is not a raw input`,
      `${at(`segments: ['colour']`)} monitor.segments.0 names "colour", which is not a raw input`,
      `${at(`act: ['phone']`)} scope.cost.act names the decision "phone", which no rule gives (call, ship)`,
    ];
    expect(problems).toEqual(expect.arrayContaining(expected));
    expect(problems.find((problem) => problem.includes('scores'))).toMatch(new RegExp(`^${at('rules: {')} `));
    expect(problems).toHaveLength(expected.length + 1);
  });

  it('tells where its text does not parse', async () => {
    const root = await write();
    const text = await edit(root, [`scope: {`, `scope: {{`]);
    expect(await problemsOf(root)).toEqual([expect.stringMatching(new RegExp(`^${CONFIG_FILE}:${lineOf(text, 'scope: {{')} Expected`))]);
    await writeFile(join(root, 'features.ts'), `${FEATURES}\nexport const x: = 1;\n`);
    expect(await problemsOf(root)).toEqual(expect.arrayContaining([expect.stringMatching(/^features\.ts:\d+ /)]));
  });

  it('tells what an import cannot find, and what it throws when it is loaded', async () => {
    const root = await write();
    await edit(root, [`import { dataset`, `import './gone.ts';\nimport { dataset`]);
    expect(await problemsOf(root)).toEqual([expect.stringMatching(/^capstan\.config\.ts:1 .*gone\.ts/)]);
    await edit(root, [`import './gone.ts';`, `if (Date.now() > 0) throw new RangeError('not today');`]);
    expect(await problemsOf(root)).toEqual([expect.stringMatching(/^\S+ throws when it is loaded: not today$/)]);
  });

  it('asks for its feature file, and takes it as soon as it is there', async () => {
    const root = await write();
    await rm(join(root, 'features.ts'));
    expect(await problemsOf(root)).toEqual([expect.stringMatching(/^capstan\.config\.ts:\d+ features must name a file .* made with defineFeatures$/)]);
    await writeFile(join(root, 'features.ts'), FEATURES);
    expect((await loadProject(root)).features.names).toHaveLength(3);
    await writeFile(join(root, 'features.ts'), 'export default { names: [] };\n');
    expect(await problemsOf(root)).toEqual([expect.stringMatching(/^\S*features\.ts must have a default export made with defineFeatures/)]);
    await writeFile(join(root, 'features.ts'), 'export const features = 1;\n');
    expect(await problemsOf(root)).toEqual([expect.stringMatching(/default/)]);
  });

  it('asks for its own default export', async () => {
    const root = await write();
    await edit(root, ['export default defineProject', 'export const project = defineProject']);
    expect(await problemsOf(root)).toEqual([expect.stringMatching(/capstan\.config\.ts.*default/)]);
  });
});
