import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFileDigests } from './file-digests.ts';
import { builtInPath, createBuiltInTracer } from './trace-built-in.ts';

let dist: string;
beforeEach(async () => void (dist = await mkdtemp(join(tmpdir(), 'capstan-dist-'))));
afterEach(() => rm(dist, { recursive: true }));

const trace = (module: string) => createBuiltInTracer(dist, createFileDigests(new Map()))(module);

it('reaches what a compiled module imports, in circles too, and nothing else', async () => {
  const files = {
    'train/steps/split.js':
      "import { writeFile } from 'node:fs/promises';\nimport { a,\n  b } from '../../data/index.js';\nexport * from './more.js';\nconst late = () => import('./late.js');\nimport '@scope/pkg/sub';\n",
    'data/index.js': 'export { c } from \'./c.js\';\nimport kysely from "kysely";',
    'data/c.js': "import { split } from '../train/steps/split.js';\n// import './unrelated.js' is said in a comment, which only makes the key change more often\n",
    'train/steps/more.js': '',
    'train/steps/late.js': "await import('onnxruntime-node');",
    'train/steps/unrelated.js': '',
    'data/other.js': '',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dist, path)), { recursive: true });
    await writeFile(join(dist, path), text);
  }
  const found = await trace('capstan:train/steps/split');
  expect(Object.keys(found.files)).toEqual(['data/c.js', 'data/index.js', 'train/steps/late.js', 'train/steps/more.js', 'train/steps/split.js']);
  expect(found.packages).toEqual(['@scope/pkg', 'kysely', 'onnxruntime-node']);
  await writeFile(join(dist, 'data/other.js'), '1');
  expect(await trace('capstan:train/steps/split')).toEqual(found);
  await writeFile(join(dist, 'data/c.js'), '1');
  expect((await trace('capstan:train/steps/split')).files['data/c.js']).not.toBe(found.files['data/c.js']);
});

it('knows its own modules only', () => {
  expect(() => builtInPath(dist, 'capstan:train/steps/nothing')).toThrowError(expect.objectContaining({ code: 'WORK_CODE_UNREADABLE' }));
});
