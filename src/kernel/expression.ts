import { Environment } from '@marcbachmann/cel-js';
import { defineErrors, errorKind, messageOf } from './errors.ts';

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
  const refuse = (reason: string, cause?: unknown) =>
    expressionErrors.INVALID({ source, reason: reason.split('\n')[0]!, variables: Object.entries(about.variables).map(([n, t]) => `${n} (${t})`) }, { cause });
  try {
    for (const [name, type] of Object.entries(about.variables)) environment.registerVariable(name, type);
    const parsed = environment.parse(source);
    const checked = parsed.check();
    if (!checked.valid) throw refuse(messageOf(checked.error));
    if (checked.type !== about.result) throw refuse(`it gives ${String(checked.type)}, not ${about.result}`);
    return { source, type: about.result, tree: parsed.ast.toOldStructure(), evaluate: (variables) => parsed(variables as Record<string, unknown>) as unknown };
  } catch (error) {
    if (error instanceof Error && error.name === 'CapstanError') throw error;
    throw refuse(messageOf(error), error);
  }
}
