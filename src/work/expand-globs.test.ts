import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expandGlobs } from './expand-globs.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'capstan-globs-'));
  for (const path of ['a.py', 'b.txt', 'src/c.py', 'src/deep/d.py', 'src/deep/e.md', 'node_modules/x.py', 'data+1/f.csv', '.capstan/g.py']) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), '');
  }
});
afterAll(() => rm(root, { recursive: true }));

it.each([
  [['*.py'], ['a.py']],
  [['**/*.py'], ['a.py', 'src/c.py', 'src/deep/d.py']],
  [['src/**/*.py'], ['src/c.py', 'src/deep/d.py']],
  [['src/**'], ['src/c.py', 'src/deep/d.py', 'src/deep/e.md']],
  [['src'], ['src/c.py', 'src/deep/d.py', 'src/deep/e.md']],
  [['./src/deep/'], ['src/deep/d.py', 'src/deep/e.md']],
  [['src/deep/*.{py,md}'], ['src/deep/d.py', 'src/deep/e.md']],
  [
    ['data+1/?.csv', 'b.txt'],
    ['b.txt', 'data+1/f.csv'],
  ],
  [['nothing/*'], []],
])('%j', async (patterns, files) => {
  expect((await expandGlobs(root, patterns)).files).toEqual(files);
});

it('looks only into folders that may hold a match', async () => {
  const folders = (await expandGlobs(root, ['src/*.py'])).folders.map((folder) => folder.slice(root.length));
  expect(folders).toEqual(['', '/src']);
});
