import { canBeVariable, compileExpression, type Expression, type ExpressionType, isCapstanError, messageOf, patternProblem, type Problem } from '../../kernel/index.ts';
import { COLUMN_KINDS, type Column, type ColumnKind, type Columns } from '../columns.ts';
import { type Contract, CONTRACT_POLICIES, type RowCondition } from './contract.ts';
import { dataErrors } from '../data.errors.ts';
import { tableTestProblems } from './validate-table-tests.ts';

const EXPRESSION_TYPE: Readonly<Record<ColumnKind, ExpressionType>> = { number: 'double', integer: 'double', timestamp: 'double', string: 'string', boolean: 'bool' };

/** The columns as an expression sees them: numbers and instants (ms) are CEL doubles. Names that CEL cannot say are left out. */
const expressionVariables = (columns: Columns): Record<string, ExpressionType> =>
  Object.fromEntries(
    Object.entries(columns)
      .filter(([name]) => canBeVariable(name))
      .map(([name, column]) => [name, EXPRESSION_TYPE[column.kind]]),
  );

/** A condition, compiled; `uses` are the columns it reads: it says nothing of a row in which one of them is missing. */
export interface CompiledCondition {
  readonly name: string;
  readonly severity: 'error' | 'warn';
  /** As the contract states it. */
  readonly stated: RowCondition;
  readonly uses: readonly string[];
  readonly expression: Expression;
}

/** Every problem of a contract; empty when it can be used. */
export function contractProblems(contract: Contract): readonly string[] {
  return readContract(contract).problems.map((problem) => `${problem.path}: ${problem.message}`);
}

/** Checks a contract and compiles its conditions. Throws DATA_CONTRACT_INVALID with all its problems at once. */
export function compileConditions(contract: Contract): readonly CompiledCondition[] {
  const { problems, conditions } = readContract(contract);
  if (problems.length > 0) throw dataErrors.CONTRACT_INVALID({ problems });
  return conditions;
}

function readContract(contract: Contract): { problems: Problem[]; conditions: CompiledCondition[] } {
  const problems: Problem[] = [];
  for (const [name, column] of Object.entries(contract.columns)) problems.push(...columnProblems(name, column));
  if (Object.keys(contract.columns).length === 0) problems.push({ path: 'columns', message: 'there is none' });
  if (contract.policy !== undefined && !CONTRACT_POLICIES.includes(contract.policy)) {
    problems.push({ path: 'policy', message: `"${String(contract.policy)}" is not one of ${CONTRACT_POLICIES.join(', ')}` });
  }
  problems.push(...rangeProblems('volume', contract.volume ?? {}), ...tableTestProblems(contract));
  const conditions: CompiledCondition[] = [];
  const variables = expressionVariables(contract.columns);
  const names = new Set<string>();
  for (const condition of contract.conditions ?? []) {
    const path = `conditions.${condition.name}`;
    if (names.has(condition.name)) problems.push({ path, message: 'two conditions have this name' });
    if (condition.name in contract.columns) problems.push({ path, message: 'a column has this name' });
    names.add(condition.name);
    try {
      const expression = compileExpression(condition.expression, { variables, result: 'bool' });
      conditions.push({ name: condition.name, severity: condition.severity ?? 'error', stated: condition, uses: columnsUsed(condition.expression, variables), expression });
    } catch (error) {
      problems.push({ path, message: isCapstanError(error) ? `${error.message}; ${error.remedy}` : messageOf(error) });
    }
  }
  return { problems, conditions };
}

function columnProblems(name: string, column: Column): Problem[] {
  const path = `columns.${name}`;
  const problems: Problem[] = [];
  if (!COLUMN_KINDS.includes(column.kind)) return [{ path, message: `"${String(column.kind)}" is not one of ${COLUMN_KINDS.join(', ')}` }];
  if (name === '' || name === '*') problems.push({ path, message: 'a column cannot have this name' });
  problems.push(...rangeProblems(path, column));
  const ordered = column.kind === 'number' || column.kind === 'integer' || column.kind === 'timestamp';
  if (!ordered && (column.min !== undefined || column.max !== undefined)) problems.push({ path, message: `min and max do not apply to a ${column.kind}` });
  if (column.kind !== 'string' && column.values !== undefined) problems.push({ path, message: `values do not apply to a ${column.kind}` });
  if (column.kind !== 'string' && column.pattern !== undefined) problems.push({ path, message: `a pattern does not apply to a ${column.kind}` });
  if (column.values?.length === 0) problems.push({ path: `${path}.values`, message: 'no value is allowed' });
  const pattern = column.pattern === undefined ? null : patternProblem(column.pattern);
  if (pattern !== null) problems.push({ path: `${path}.pattern`, message: `${JSON.stringify(column.pattern)}: ${pattern}` });
  return problems;
}

function rangeProblems(path: string, range: { readonly min?: number; readonly max?: number }): Problem[] {
  const problems: Problem[] = [];
  for (const bound of ['min', 'max'] as const) {
    if (range[bound] !== undefined && !Number.isFinite(range[bound])) problems.push({ path: `${path}.${bound}`, message: `${String(range[bound])} is no number` });
  }
  if (range.min !== undefined && range.max !== undefined && range.min > range.max) problems.push({ path, message: `min ${range.min} is above max ${range.max}` });
  return problems;
}

/** A column is used when the expression no longer checks without it. */
function columnsUsed(source: string, variables: Readonly<Record<string, ExpressionType>>): string[] {
  return Object.keys(variables).filter((name) => {
    if (!source.includes(name)) return false;
    const { [name]: _, ...others } = variables;
    try {
      compileExpression(source, { variables: others, result: 'bool' });
      return false;
    } catch {
      return true;
    }
  });
}
