import { afterAll, describe, expect, it } from 'vitest';
import { openColumns } from '../../store/index.ts';
import { compilePattern, patternProblem } from './pattern.ts';
import { quoteLiteral } from '../table-sql.store.ts';

const store = openColumns();
afterAll(() => store.close());

const GOOD = [
  '[A-Z]{3}',
  'a.c',
  '\\d{4}-\\d{2}',
  '(?:yes|no)',
  '[^,]*',
  'a{2,}',
  '\\bcat\\b',
  '[\\w.-]+@[\\w.-]+',
  'é+',
  '[а-я]+',
  '\\W',
  '',
  '()',
  'a|',
  '[-a]',
  '[a-]',
  '$',
  '\\/x',
  '[^\\d]',
];
const BAD = ['(', 'a{2', '\\s', '(?=a)', '(?<n>a)', '(a)\\1', '\\p{L}', '[[:alpha:]]', 'a**', '[]', '[^]', 'x{1001}', '(?:a{500}){500}', '\\u0041', '\\Aab', 'a)(b', '[z-a]'];
const TEXTS = ['', 'ABC', 'abc', 'a\nc', '2001-02', 'yes', 'no', 'a,b', 'aa', 'cat', 'x@y.z', 'é', 'éé', 'привет', '!', '-', '\u00a0', '𝒳', '/x', '\r', 'a\u2028c', 'K', '$', '1'];

describe('a pattern', () => {
  it.each(GOOD)('%s means the same to JavaScript and to DuckDB', async (pattern) => {
    expect(patternProblem(pattern)).toBeNull();
    const compiled = compilePattern(pattern);
    const found = await store.query<{ text: string; ok: boolean }>(
      `SELECT text, regexp_full_match(text, ${quoteLiteral(pattern)}, 's') AS ok FROM (VALUES ${TEXTS.map((text) => `(${quoteLiteral(text)})`).join(', ')}) AS t(text)`,
    );
    expect(found.map((row) => [row.text, row.ok])).toEqual(TEXTS.map((text) => [text, compiled.test(text)]));
  });

  it.each(BAD)('%s is refused', (pattern) => {
    expect(patternProblem(pattern)).not.toBeNull();
  });
});
