import { describe, expect, it } from 'vitest';
import { asPython, pythonFloat, pythonNormpath, pythonRepr } from './python-text.ts';

// What Python 3.11 says to the same.
describe('values as Python writes them', () => {
  it.each([
    [{ b: 1, a: ['é', null] }, '{"a":["\\u00e9",null],"b":1}', 'dict'],
    ['😀', '"\\ud83d\\ude00"', 'str'],
    [true, 'true', 'bool'],
    [1, '1', 'int'],
    [1.5, '1.5', 'float'],
    [null, 'null', 'NoneType'],
    [[], '[]', 'list'],
  ])('%j', (value, text, type) => expect(asPython(value)).toEqual({ value: text, type }));

  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [1e16, '1e+16'],
    [123456789012345680, '1.2345678901234568e+17'],
    [1e15, '1000000000000000.0'],
    [-1.5e300, '-1.5e+300'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('the float %d', (value, text) => expect(pythonFloat(value)).toBe(text));

  it.each([
    ["it's", `"it's"`],
    [`it's "so"`, `'it\\'s "so"'`],
    ['a\nb\\c', String.raw`'a\nb\\c'`],
  ])('the repr of %j', (text, repr) => expect(pythonRepr(text)).toBe(repr));

  it.each([
    ['', '.'],
    ['a/', 'a'],
    ['a//b/./c', 'a/b/c'],
    ['../a', '../a'],
    ['a/../../b', '../b'],
    ['/..', '/'],
    ['//a', '//a'],
    ['///a', '/a'],
    ['..', '..'],
  ])('the normal path of %j', (path, normal) => expect(pythonNormpath(path)).toBe(normal));
});
