import { afterAll, describe, expect, it } from 'vitest';
import { openColumns } from '../../store/index.ts';
import { compilePattern, patternProblem } from '../../kernel/index.ts';
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
  '\\s',
  '\\S+',
  '\\p{L}+',
  '[[:alpha:]]+',
  '(?i)k',
  '\\Aab|\\x61\\z',
  '[A-Z][0-9]{3}[A-Z]{2}|[A-Z][0-9]{5,}|[A-Z][0-9]{4}',
  '[^,]{1000}[^,]{1000}',
  '(?:a{30}){33}',
  '\\p{L}{390}',
];
const BAD = ['(', '(?=a)', '(?<n>a)', '(a)\\1', 'a**', '[]', '[^]', 'x{1001}', '(?:a{500}){500}', '\\p{L}{1000}', '\\u0041', 'a)(b', '[z-a]', '\\C', '(?>a)'];
const TEXTS = ['', 'ABC', 'abc', 'a\nc', '2001-02', 'yes', 'no', 'a,b', 'aa', 'cat', 'x@y.z', 'é', 'éé', 'привет', '!', '-', '\u00a0', '𝒳', '/x', '\r', 'a\u2028c', 'K', '$', '1'];

describe('a pattern', () => {
  it.each(GOOD)('%s means the same to a request and to a table', async (pattern) => {
    expect(patternProblem(pattern)).toBeNull();
    const compiled = compilePattern(pattern);
    const found = await store.query<{ text: string; ok: boolean }>(
      `SELECT text, regexp_full_match(text, ${quoteLiteral(pattern)}, 's') AS ok FROM (VALUES ${TEXTS.map((text) => `(${quoteLiteral(text)})`).join(', ')}) AS t(text)`,
    );
    expect(found.map((row) => [row.text, row.ok])).toEqual(TEXTS.map((text) => [text, compiled.matches(text)]));
  });

  it('always ends', () => {
    expect(compilePattern('(a+)+b|(?:a|aa)+c|.*.*.*.*=').matches('a'.repeat(5000))).toBe(false);
  });

  it('takes half a character', () => {
    expect(compilePattern('.').matches('\ud83d')).toBe(true);
  });

  it.each(BAD)('%s is refused', (pattern) => {
    expect(patternProblem(pattern)).not.toBeNull();
  });
});
