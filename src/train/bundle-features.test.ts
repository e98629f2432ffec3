import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Features } from '../data/index.ts';
import { bundleFeatures } from './bundle-features.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function write(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), `capstan-bundle-${'x'.repeat(folders.length * 7)}`));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const FILES = {
  'features.ts': `import { defineFeatures, number } from 'capstan';
import { double } from './lib/double.ts';
export default defineFeatures({ input: { x: number({ min: 0 }) }, names: ['twice'], fit: () => ({ offset: 1 }), transform: (row, state) => [double(row.x) + state.offset] });
`,
  'lib/double.ts': 'export const double = (x: number): number => 2 * x;\nexport const unused = (): string => "not here";\n',
};
const load = async (text: string): Promise<Features> => ((await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)) as { default: Features }).default;

it('gives one small text without imports that stands alone', async () => {
  const text = await bundleFeatures(await write(FILES), './features.ts');
  expect(text.length).toBeLessThan(2_000);
  expect(text).not.toMatch(/\bimport\b|\brequire\(|not here/);
  const features = await load(text);
  expect(features).toMatchObject({ names: ['twice'], input: { x: { kind: 'number', nullable: false, min: 0 } } });
  expect(features.transform({ x: 4 } as never, { offset: 1 })).toEqual([9]);
});

it('gives the same text wherever the project lies, however the file is named, and whatever its comments say', async () => {
  const [one, other] = [await write(FILES), await write({ ...FILES, 'features.ts': `// A comment.\n${FILES['features.ts']}` })];
  const text = await bundleFeatures(one, './features.ts');
  expect(await bundleFeatures(other, 'features.ts')).toBe(text);
  expect(text).not.toContain(one);
  expect(await bundleFeatures(await write({ ...FILES, 'lib/double.ts': 'export const double = (x: number): number => x + x;' }), 'features.ts')).not.toBe(text);
});

it.each([
  ['a file that is not there', {}, /features\.ts/],
  ['a file that does not parse', { 'features.ts': 'export default {{;' }, /features\.ts.*Expected/],
  ['an import that cannot be found', { 'features.ts': `import x from './gone.ts'; export default x;` }, /gone\.ts/],
  ['a file without a default export', { 'features.ts': 'export const features = {};' }, /default/],
])('refuses %s, by name', async (_, files, message) => {
  await expect(bundleFeatures(await write(files as Record<string, string>), './features.ts')).rejects.toMatchObject({
    code: 'TRAIN_FEATURE_FILE_UNREADABLE',
    message: expect.stringMatching(message) as string,
  });
});
