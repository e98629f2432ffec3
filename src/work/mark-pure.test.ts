import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markPureDefinitions } from './mark-pure.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'capstan-pure-'))));
afterAll(() => rm(folder, { recursive: true }));

const marked = async (source: string): Promise<string> => {
  const path = join(folder, 'steps.ts');
  await writeFile(path, source);
  return (await markPureDefinitions(path)).contents as string;
};

it('marks top-level definitions made by capstan, under any alias', async () => {
  const source = `import { defineStep as make, type StepContext, pipeline } from 'capstan';\nexport const a = make({});\nconst b: Foo = make<'x'>({});\nexport default make({});\nexport const c = pipeline('c', []);\n`;
  expect(await marked(source)).toBe(source.replaceAll(/(= |default )make/g, '$1/* @__PURE__ */ make'));
});

it('leaves comments, texts and functions of the same name from elsewhere alone', async () => {
  const quoted = "import { defineStep } from 'capstan';\n/*\nconst a = defineStep({});\n*/\nconst t = `\nconst b = defineStep({})\n`;\n";
  expect(await marked(quoted)).toBe(quoted);
  const foreign = "import { defineStep } from './mine.ts';\nexport const a = defineStep({});\n";
  expect(await marked(foreign)).toBe(foreign);
});
