import { describe, expect, it } from 'vitest';
import { compileExpression } from './expression.ts';

const evaluate = (source: string, text: string) => compileExpression(source, { variables: { text: 'string' }, result: 'bool' }).evaluate({ text });

describe('an expression over columns of any name', () => {
  it('is not forbidden by a column that CEL has no name for', () => {
    const words = ['package', 'for', 'in', '__proto__', 'two words', 'type', 'map', 'list', 'string', 'int', 'double', 'bool', 'optional'];
    const variables = Object.fromEntries([...words, 'score'].map((name) => [name, 'double' as const]));
    expect(compileExpression('score > 0.5', { variables, result: 'bool' }).evaluate({ score: 1 })).toBe(true);
    for (const word of ['package', 'type'])
      expect(() => compileExpression(`${word} > 0.5`, { variables, result: 'bool' })).toThrow(
        expect.objectContaining({ code: 'EXPRESSION_INVALID', facts: expect.objectContaining({ variables: ['score (double)'] }) }),
      );
  });

  it('reads a column that has the name of what every object inherits', () => {
    const variables = Object.fromEntries([['constructor', 'double' as const]]);
    expect(compileExpression('constructor > 0.5', { variables, result: 'bool' }).evaluate({ constructor: 1 })).toBe(true);
  });
});

describe('an expression that matches texts', () => {
  it('finds a part of the text, as CEL says', () => {
    expect(evaluate("text.matches('b+')", 'abbc')).toBe(true);
    expect(evaluate("text.matches('^b+$')", 'abbc')).toBe(false);
    expect(evaluate("text == 'x' || (text + 'd').matches('cd$')", 'abbc')).toBe(true);
    expect(evaluate("text == 'text.matches(1)'", 'text.matches(1)')).toBe(true);
  });

  it.each(["text.matches('^(a+)+b$')", "[1.0, 2.0].exists(n, n > 1.0 && text.matches('^(a|aa)+$!'))", "text.matches('^(a+)+' + text + 'b$')"])(
    '%s ends, whatever the text',
    (source) => {
      expect(evaluate(source, 'a'.repeat(5000))).toBe(false);
    },
  );

  it('refuses a pattern that cannot be read, before anything is matched', () => {
    expect(() => evaluate("text.matches('(')", 'a')).toThrow(expect.objectContaining({ code: 'EXPRESSION_INVALID', message: expect.stringContaining('missing closing )') }));
  });

  it('refuses a pattern that is no text', () => {
    expect(() => evaluate('text.matches(1.0)', 'a')).toThrow(expect.objectContaining({ code: 'EXPRESSION_INVALID' }));
  });
});
