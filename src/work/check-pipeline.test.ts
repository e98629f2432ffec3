import { expect, it } from 'vitest';
import { checkPipeline, withParams } from './check-pipeline.ts';
import type { Step } from './step.ts';

const make = (name: string, more: Partial<Step> = {}): Step => ({ name, action: { module: './steps.ts', export: name }, outputs: ['out'], ...more });
const from = (step: string, output = 'out') => ({ step, output });

it('orders steps behind those they read from', () => {
  const order = checkPipeline({ name: 'p', steps: [make('c', { inputs: { x: from('b') } }), make('b', { inputs: { x: from('a') } }), make('a')] });
  expect(order.map((step) => step.name)).toEqual(['a', 'b', 'c']);
});

it('names every problem of a graph at once', () => {
  const steps = [
    make('a', { inputs: { x: from('c') } }),
    make('b', { inputs: { x: from('a', 'wrong'), y: from('nobody') } }),
    make('c', { inputs: { x: from('a') } }),
    make('c'),
    make('d', { action: { command: ['tool', '{inputs.rows}', '{outputs.out}'] }, outputs: ['out', 'out'] }),
    make('../e'),
  ];
  expect(() => checkPipeline({ name: 'p', steps })).toThrowError(expect.objectContaining({ code: 'WORK_PIPELINE_INVALID' }));
  try {
    checkPipeline({ name: 'p', steps: steps.filter((_, index) => index !== 3) });
  } catch (error) {
    expect((error as { facts: { problems: string[] } }).facts.problems).toEqual([
      'step b: its input x reads a.wrong, but a gives out',
      'step b: its input y reads from step nobody, which is not there (there are: a, b, c, d, ../e)',
      'step d has several outputs named out',
      'step d: its command names {inputs.rows}; it has {outputs.out}',
      'step ../e: "../e" is no plain name (letters, digits, - _ .)',
      'a circle: a → c → a',
    ]);
  }
  expect.assertions(2);
});

it('puts the parameters of a run in the place of those declared, and knows no others', () => {
  const pipeline = { name: 'p', steps: [make('a', { params: { trees: 100, depth: 3 } }), make('b')] };
  expect(withParams(pipeline, { trees: null }).steps.map((step) => step.params)).toEqual([{ trees: null, depth: 3 }, undefined]);
  expect(() => withParams(pipeline, { tres: 1 })).toThrowError('no step of p has a parameter named tres');
});
