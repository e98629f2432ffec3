import type { Columns } from '../data/index.ts';
import { compileExpression, type Expression, expressionErrors, type ExpressionType, isCapstanError, messageOf, type Problem, setOwn } from '../kernel/index.ts';
import { findUnreachableRows } from './find-unreachable-rows.ts';
import { releaseErrors } from './release.errors.ts';
import type { Rules } from './rules.ts';

/** What the rules made of one score. */
export interface RuledDecision {
  readonly decision: string;
  /** The row that decided; null when none did. */
  readonly rule: string | null;
  readonly reason: string;
}

/** What rules may speak of beside the score: raw columns, features, and the predicted class where classes are told apart. */
export interface KnownToRules {
  readonly columns: Columns;
  readonly features: readonly string[];
  readonly classes?: readonly string[];
}

/** Rules that are checked and compiled: 0.3 µs a condition. */
/** What rules decide on. */
export interface RuledUnit {
  readonly score: number;
  readonly features: Float64Array;
  readonly row: Readonly<Record<string, unknown>>;
  /** Where classes are told apart, the most probable one. */
  readonly predicted?: string;
}

export interface CompiledRules {
  decide(unit: RuledUnit): RuledDecision;
}

/**
 * Everything wrong with rules, given the raw columns and the feature names: unknown names, types that do not fit, ids used twice,
 * rows that can never decide. Empty when they can be released.
 */
export const rulesProblems = (rules: Rules, known: KnownToRules): readonly string[] => checkRules(rules, known).problems.map((problem) => `${problem.path} ${problem.message}`);

/** Checks and compiles rules. Throws RELEASE_RULES_INVALID with all problems at once. */
export function compileRules(rules: Rules, known: KnownToRules): CompiledRules {
  const { problems, conditions, variables } = checkRules(rules, known);
  const { features } = known;
  if (problems.length > 0) throw releaseErrors.RULES_INVALID({ problems });
  const rows = rules.rows.map((row, at) => ({ condition: conditions[at]!, outcome: { decision: row.decision, rule: row.id, reason: row.reason } }));
  const otherwise: RuledDecision = { decision: rules.otherwise.decision, rule: null, reason: rules.otherwise.reason };
  const texts = Object.keys(variables).filter((name) => variables[name] === 'string');
  // One scope is written over for every unit: evaluation is synchronous and keeps nothing of it.
  const scope: Record<string, unknown> = {};
  return {
    decide({ score, features: values, row, predicted = '' }) {
      for (const name of texts) setOwn(scope, name, row[name] ?? '');
      for (let i = 0; i < features.length; i++) setOwn(scope, features[i]!, values[i]!);
      scope['score'] = score;
      if (known.classes) scope['predicted'] = predicted;
      for (const { condition, outcome } of rows) if (holds(condition, scope)) return outcome;
      return otherwise;
    },
  };
}

/** Numbers for the score and the features; texts for the raw columns that hold texts, unless a feature has the same name, and for the predicted class. */
function variablesOf({ columns, features, classes }: KnownToRules): Record<string, ExpressionType> {
  const texts = Object.keys(columns).filter((name) => columns[name]!.kind === 'string');
  return Object.fromEntries([
    ...texts.map((name) => [name, 'string'] as const),
    ...features.map((name) => [name, 'double'] as const),
    ['score', 'double'] as const,
    ...(classes ? [['predicted', 'string'] as const] : []),
  ]);
}

function checkRules(rules: Rules, known: KnownToRules): { problems: Problem[]; conditions: Expression[]; variables: Record<string, ExpressionType> } {
  const variables = variablesOf(known);
  const problems: Problem[] = [];
  const conditions: Expression[] = [];
  const seen = new Set<string>();
  rules.rows.forEach((row, at) => {
    const path = `/rows/${at} (${row.id})`;
    if (row.id === '') problems.push({ path, message: 'has no id' });
    else if (seen.has(row.id)) problems.push({ path, message: 'has the id of an earlier row' });
    seen.add(row.id);
    if (row.decision === '') problems.push({ path, message: 'has no decision' });
    try {
      conditions.push(compileExpression(row.when, { variables, result: 'bool' }));
    } catch (error) {
      if (!isCapstanError(error, 'EXPRESSION_INVALID')) throw error;
      problems.push({ path, message: `cannot be used: ${JSON.stringify(row.when)}: ${String(error.facts['reason'])}; it may speak of ${Object.keys(variables).join(', ')}` });
    }
  });
  if (rules.otherwise.decision === '') problems.push({ path: '/otherwise', message: 'has no decision' });
  for (const { row, message } of findUnreachableRows(rules.rows)) problems.push({ path: `/rows/${row} (${rules.rows[row]!.id})`, message });
  return { problems, conditions, variables };
}

/** What is type-checked can still fail on a value, such as a text turned into a number; then the condition is named. */
function holds(condition: Expression, scope: Readonly<Record<string, unknown>>): boolean {
  try {
    return condition.evaluate(scope) === true;
  } catch (error) {
    throw expressionErrors.INVALID({ source: condition.source, reason: messageOf(error).split('\n')[0]!, variables: Object.keys(scope) }, { cause: error });
  }
}
