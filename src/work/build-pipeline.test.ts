import { expect, it } from 'vitest';
import { makeWorkProject, statusesOf } from '../../test/fixtures/work-project.ts';
import { commandStep, pipeline, step, stepsFrom } from './build-pipeline.ts';
import { defineStep } from './define-step.ts';

// Beside the text that the worker runs: only ports and names of it matter here.
const code = {
  split: defineStep({ inputs: ['text'], outputs: ['first', 'rest'], run: () => undefined }),
  join: defineStep({ inputs: ['parts', 'more'], outputs: ['text'], run: () => undefined }),
  constant: 3,
};
const SOURCE = `import { readFile, writeFile } from 'node:fs/promises';
import { defineStep } from 'capstan';
export const split = defineStep({ inputs: ['text'], outputs: ['first', 'rest'], async run({ inputs, outputs }) {
  const text = await readFile(inputs.text[0]!, 'utf8');
  await writeFile(outputs.first, text.slice(0, 1));
  await writeFile(outputs.rest, text.slice(1));
} });
export const join = defineStep({ inputs: ['parts', 'more'], outputs: ['text'], async run({ inputs, outputs, params, modules }) {
  const texts = await Promise.all([...inputs.parts, ...inputs.more].map((path) => readFile(path, 'utf8')));
  await writeFile(outputs.text, (modules.style as (text: string) => string)(texts.join(String(params.by))));
} });
`;

it('builds a graph that runs: ports, lists of blobs, modules, commands', async () => {
  const project = await makeWorkProject({ 'steps.ts': SOURCE, 'style.ts': 'export default (text: string): string => text.toUpperCase();\n', 'hello.txt': 'hello' });
  try {
    const blobs = [await project.means.blobs.put('x'), await project.means.blobs.put('y')];
    const steps = stepsFrom('./steps.ts', code);
    expect(Object.keys(steps)).toEqual(['split', 'join']);
    const halves = step('halves', steps.split, { inputs: { text: { file: 'hello.txt' } } });
    const joined = step('joined', steps.join, { inputs: { parts: halves.output('rest'), more: { blobs } }, params: { by: '-' }, modules: { style: 'style.ts' } });
    const copied = commandStep('copied', { command: ['cp', '{inputs.text}', '{outputs.copy}'], inputs: { text: joined.output('text') }, outputs: ['copy'] });
    const graph = pipeline('built', [halves, joined, copied]);
    const result = await project.run(graph);
    expect(result.error).toBeUndefined();
    expect(await project.read(result, 'copied', 'copy')).toBe('ELLO-X-Y');
    await project.write({ 'style.ts': 'export default (text: string): string => text.toLowerCase();\n' });
    const restyled = await project.run(graph);
    expect(statusesOf(restyled)).toBe('halves cached, joined ran, copied ran');
    expect(restyled.steps[1]!.why).toEqual(['code: style.ts changed']);
  } finally {
    await project.close();
  }
});

it('refuses a bad graph where it is written', () => {
  const steps = stepsFrom('./steps.ts', code);
  const halves = step('a', steps.split, { inputs: { text: { file: 'hello.txt' } } });
  expect(() => pipeline('p', [halves, halves])).toThrowError(expect.objectContaining({ code: 'WORK_PIPELINE_INVALID' }));
});
