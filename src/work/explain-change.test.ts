import { expect, it } from 'vitest';
import { explainChange } from './explain-change.ts';

const before = {
  version: '1',
  code: 'c1',
  'code helper.ts': 'h1',
  'code steps.ts': 's1',
  'package lodash@4.17.20': 'i1',
  'param trees': '100',
  'input rows': 'abc',
  'env SEED': 'e1',
  'file data/x.csv': 'f1',
  runtime: 'node 20.19 linux x64',
};

it('names what changed, old → new', () => {
  const after = {
    ...before,
    code: 'c2',
    'code helper.ts': 'h2',
    'code more.ts': 'm1',
    'param trees': '120',
    'param depth': '3',
    'input rows': 'def',
    'env SEED': 'e2',
    'file data/x.csv': 'f2',
    runtime: 'node 22.1 linux x64',
  };
  const { 'package lodash@4.17.20': _, ...rest } = after;
  expect(explainChange(before, { ...rest, 'package lodash@4.17.21': 'i2' })).toEqual([
    'code: helper.ts changed',
    'code: more.ts is new',
    'package lodash: 4.17.20 → 4.17.21',
    'env SEED changed',
    'file data/x.csv changed',
    'input rows: abc → def',
    'param depth: none → 3',
    'param trees: 100 → 120',
    'runtime: node 20.19 linux x64 → node 22.1 linux x64',
  ]);
});

it('does not blame a file of the code when the code stayed', () => {
  expect(explainChange(before, { ...before, 'code helper.ts': 'h2' })).toEqual([]);
  expect(explainChange(before, before)).toEqual([]);
});

it('sees a package that was published again', () => {
  expect(explainChange(before, { ...before, 'package lodash@4.17.20': 'i9' })).toEqual(['package lodash@4.17.20: other content under the same version']);
});
