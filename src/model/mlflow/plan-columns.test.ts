import { describe, expect, it } from 'vitest';
import { planColumns } from './plan-columns.ts';

const offered = {
  features: ['value', 'rate'],
  inputs: { value: { kind: 'number' }, segment: { kind: 'string' }, at: { kind: 'timestamp' }, open: { kind: 'boolean' }, count: { kind: 'integer' } },
} as const;
const plan = (columns: Readonly<Record<string, string>>) => planColumns({ kind: 'columns', columns: Object.entries(columns).map(([name, type]) => ({ name, type })) }, offered);
const sources = (columns: Readonly<Record<string, string>>): unknown => {
  const made = plan(columns);
  return 'problems' in made ? made.problems.map(({ path, message }) => `${path} ${message}`) : made.columns.map(({ name, from }) => `${name} from ${from}`);
};

describe('planColumns', () => {
  it('gives the features when all that is taken are features, else each column from where it is', () => {
    expect(sources({ rate: 'double', value: 'float' })).toEqual(['rate from features', 'value from features']);
    expect(sources({ value: 'double', segment: 'string', at: 'datetime', open: 'boolean', count: 'long' })).toEqual(
      ['value', 'segment', 'at', 'open', 'count'].map((name) => `${name} from inputs`),
    );
    expect(sources({ rate: 'double', segment: 'string' })).toEqual(['rate from features', 'segment from inputs']);
  });

  it('gives the features by name to a model that says nothing, and as a matrix to one that takes a matrix', () => {
    expect(planColumns({ kind: 'none' }, offered)).toEqual({ columns: ['value', 'rate'].map((name) => ({ name, type: 'float', from: 'features' })) });
    expect(planColumns({ kind: 'matrix', type: 'float32', shape: [-1, 2] }, offered)).toMatchObject({ matrix: 'float32', columns: [{ name: 'value' }, { name: 'rate' }] });
  });

  it('says everything that does not fit, at once', () => {
    expect(sources({ value: 'double', rate: 'double', segment: 'double', other: 'string', at: 'binary' })).toEqual([
      '/signature/value is both a feature and a raw column, and the model takes some of each: give the feature another name',
      '/signature/segment is taken as double; the raw column is string',
      '/signature/other is neither a feature nor a raw column that the feature file declares as its input',
      '/signature/at has the type binary; double, float, integer, long, string, boolean, datetime can be given',
    ]);
    expect(sources({ rate: 'string' })).toEqual(['/signature/rate is taken as string; features are numbers']);
    const matrix = (shape: readonly number[], type = 'float32'): unknown => planColumns({ kind: 'matrix', type, shape }, offered);
    expect(matrix([-1, 3])).toMatchObject({ problems: [{ message: 'takes 3 features; 2 will be given (value, rate)' }] });
    expect(matrix([-1, 28, 28])).toMatchObject({ problems: [{ message: expect.stringContaining('[-1, 28, 28]') as string }] });
    expect(matrix([-1, 2], 'int64')).toMatchObject({ problems: [{ message: 'takes int64; float32 or float64 can be given' }] });
  });
});
