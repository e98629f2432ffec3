import { Environment } from '@marcbachmann/cel-js';
import { defineErrors, errorKind, messageOf } from './errors.ts';
import { compilePattern, type Pattern, patternProblem } from './pattern.ts';

/** The types that an expression's variables and results can have. Numbers are CEL doubles. */
export const EXPRESSION_TYPES = ['double', 'string', 'bool'] as const;
export type ExpressionType = (typeof EXPRESSION_TYPES)[number];

export const expressionErrors = defineErrors('EXPRESSION', {
  INVALID: errorKind<{ source: string; reason: string; variables: readonly string[] }>({
    status: 400,
    message: (f) => `the expression ${JSON.stringify(f.source)} is not valid: ${f.reason}`,
    remedy: (f) => `use CEL over these variables: ${f.variables.join(', ')}; write numbers with a decimal point (0.5, 17.0)`,
  }),
});

/** An expression as operators over operands: `['>', ['id', 'score'], ['value', 0.5]]`. */
export type ExpressionTree = readonly [operator: string, ...operands: unknown[]];

// JavaScript's regular expressions, with which the library matches, can be kept busy for hours by a text. Its function cannot be replaced: calls of it are led to one beside it.
const LINEAR_MATCHES = 'matchesPattern';

// No variable can have these names, nor those of CEL's types (`type`, `map`, `string`): a column that has one cannot be spoken of, and must not forbid expressions that speak of others.
const WORDS_OF_CEL = new Set(
  'as break const continue else false for function if import in let loop namespace null package prototype return true var void while __proto__'.split(' '),
);

const IDENTIFIER = /^[A-Za-z_]\w*$/;
const PLAIN = new Environment();

/** Whether an expression can speak of a variable of this name: an identifier that means nothing else in CEL. */
export const canBeVariable = (name: string): boolean => IDENTIFIER.test(name) && !WORDS_OF_CEL.has(name) && !PLAIN.hasVariable(name);

/** A checked, compiled expression. Evaluation has no side effects and always ends. */
export interface Expression {
  readonly source: string;
  readonly type: ExpressionType;
  readonly tree: ExpressionTree;
  evaluate(variables: Readonly<Record<string, unknown>>): unknown;
}

/**
 * Compiles a CEL expression over typed variables: an unknown name or a type that does not fit is refused here, not at run time.
 * Throws EXPRESSION_INVALID.
 * @example compileExpression('score >= 0.5 && hour >= 17.0', { variables: { score: 'double', hour: 'double' }, result: 'bool' })
 */
export function compileExpression(source: string, about: { variables: Readonly<Record<string, ExpressionType>>; result: ExpressionType }): Expression {
  const environment = new Environment();
  environment.registerFunction(`string.${LINEAR_MATCHES}(string): bool`, rememberPatterns());
  const sayable = Object.entries(about.variables).filter(([name]) => canBeVariable(name));
  const refuse = (reason: string, cause?: unknown) =>
    expressionErrors.INVALID({ source, reason: reason.split('\n')[0]!, variables: sayable.map(([name, type]) => `${name} (${type})`) }, { cause });
  try {
    for (const [name, type] of sayable) environment.registerVariable(name, type);
    const parsed = environment.parse(source);
    matchInLinearTime(parsed.ast, (pattern, problem) => refuse(`the pattern ${JSON.stringify(pattern)}: ${problem}`));
    const checked = parsed.check();
    if (!checked.valid) throw refuse(messageOf(checked.error));
    if (checked.type !== about.result) throw refuse(`it gives ${String(checked.type)}, not ${about.result}`);
    return { source, type: about.result, tree: parsed.ast.toOldStructure(), evaluate: (variables) => parsed(variables as Record<string, unknown>) as unknown };
  } catch (error) {
    if (error instanceof Error && error.name === 'CapstanError') throw error;
    throw refuse(messageOf(error), error);
  }
}

/** Leads each `text.matches(pattern)` to a function that always ends. A pattern that is written out and cannot be used is refused. */
function matchInLinearTime(node: unknown, refuse: (pattern: string, problem: string) => Error): void {
  if (Array.isArray(node)) return node.forEach((one) => matchInLinearTime(one, refuse));
  if (node === null || typeof node !== 'object' || !('op' in node && 'args' in node)) return;
  if (node.op === 'rcall' && Array.isArray(node.args) && node.args[0] === 'matches') {
    node.args[0] = LINEAR_MATCHES;
    const [pattern] = node.args[2] as readonly { readonly op: string; readonly args: unknown }[];
    const problem = pattern?.op === 'value' && typeof pattern.args === 'string' ? patternProblem(pattern.args) : null;
    if (problem !== null) throw refuse(pattern!.args as string, problem);
  }
  matchInLinearTime(node.args, refuse);
}

/** Whether a part of a text matches. Patterns are compiled once; those that come with a text are not kept for ever. */
function rememberPatterns(): (text: string, source: string) => boolean {
  const patterns = new Map<string, Pattern>();
  return (text, source) => {
    let pattern = patterns.get(source);
    if (pattern === undefined) {
      if (patterns.size >= 100) patterns.clear();
      patterns.set(source, (pattern = compilePattern(source)));
    }
    return pattern.matchesPart(text);
  };
}
