import { describe, expect, it } from 'vitest';
import { compileReader, Type } from './index.ts';

const closed = { additionalProperties: false } as const;
const reader = compileReader(
  Type.Object({
    mode: Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Literal('c')]),
    limit: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    rows: Type.Array(Type.Object({ id: Type.Integer() }, closed)),
  }),
);

describe('a reader', () => {
  it('gives a value that fits as it is', () => {
    const value = { mode: 'a', limit: null, rows: [{ id: 1 }] };
    expect(reader.check(value)).toBe(true);
    expect(reader.problems(value)).toEqual([]);
    expect(reader.read(value, 'the value')).toBe(value);
  });

  it('tells one problem for each thing that is wrong, with its path, and what it should be', () => {
    const value = { mode: 'd', limit: 'none', rows: [{ id: 1 }, { id: 'two' }, {}, { id: 3, name: 'x' }] };
    expect(reader.problems(value)).toEqual([
      { path: '/mode', message: 'must be "a", "b" or "c"' },
      { path: '/limit', message: 'must be number or null' },
      { path: '/rows/1/id', message: 'must be integer' },
      { path: '/rows/2', message: 'lacks: id' },
      { path: '/rows/3', message: 'has unknown members: name' },
    ]);
    expect(() => reader.read(value, 'the value')).toThrow(
      expect.objectContaining({
        code: 'SCHEMA_INVALID',
        status: 400,
        message:
          'the value is not valid: /mode must be "a", "b" or "c"; /limit must be number or null; /rows/1/id must be integer; /rows/2 lacks: id; /rows/3 has unknown members: name',
      }) as Error,
    );
  });

  it('tells all of many problems, and keeps the message short', () => {
    const value = { mode: 'a', rows: Array.from({ length: 50 }, () => ({ id: 'x' })) };
    expect(reader.problems(value)).toHaveLength(50);
    expect(() => reader.read(value, 'the value')).toThrow(/; and 45 more$/);
    expect(reader.problems({ mode: 'a', rows: Array.from({ length: 5_000 }, () => ({ id: 'x' })) })).toHaveLength(200);
  });

  it('tells of a union what is wrong with the member that was meant, or which members there are', () => {
    const x = Type.Object({ test: Type.Literal('x'), size: Type.Union([Type.Number(), Type.Null()]), unit: Type.Optional(Type.Literal('m')) }, closed);
    const y = Type.Object({ test: Type.Union([Type.Literal('y'), Type.Literal('why')]), columns: Type.Array(Type.String()), at: Type.Object({ test: Type.Literal('z') }) }, closed);
    const union = compileReader(Type.Union([Type.String({ pattern: '^[a-z]+$' }), x, y]));
    expect(union.problems({ test: 'x', size: 'large', id: 1 })).toEqual([
      { path: '', message: 'has unknown members: id' },
      { path: '/size', message: 'must be number or null' },
    ]);
    expect(union.problems({ test: 'why', columns: [], at: { test: 1 } })).toEqual([{ path: '/at/test', message: 'must be "z"' }]);
    expect(union.problems({ test: 'x', size: 1, unit: 'km' })).toEqual([{ path: '/unit', message: 'must be "m"' }]);
    expect(union.problems({ test: 'z' })).toEqual([{ path: '/test', message: 'must be "x", "y" or "why"' }]);
    expect(union.problems('A1')).toEqual([{ path: '', message: 'must match pattern "^[a-z]+$"' }]);
    expect(union.problems(7)).toEqual([{ path: '', message: 'must be string or object' }]);
  });
});
