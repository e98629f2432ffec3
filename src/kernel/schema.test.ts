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

  it('keeps the problems inside the members of a union of objects', () => {
    const union = compileReader(Type.Union([Type.Object({ kind: Type.Literal('x'), size: Type.Number() }), Type.Object({ kind: Type.Literal('y') })]));
    expect(union.problems({ kind: 'x', size: 'large' })).toContainEqual({ path: '/size', message: 'must be number' });
  });
});
