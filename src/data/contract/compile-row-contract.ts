import { compilePattern, type Instant, parseInstant, type Pattern, setOwn } from '../../kernel/index.ts';
import type { Column, Columns } from '../columns.ts';
import { compileValueTest } from './compile-value-test.ts';
import type { Contract } from './contract.ts';
import type { ContractReason, Violation } from './contract-result.ts';
import { allowsNone } from './share-test.ts';
import { isMissing, isOfKind, KIND_WORDS, rangeText, show } from './value-of-kind.ts';
import { type CompiledCondition, compileConditions } from './validate-contract.ts';

/** Checks one row and names all that is wrong with it. */
export type RowCheck = (row: unknown) => readonly Violation[];

const NONE: readonly Violation[] = Object.freeze([]);
/**
 * Compiles a contract for single rows, as in serving: the same meaning as `checkTable`, but for what one row cannot break: keys, shares, aggregates, volume and the like.
 * About 0.05 µs a column. A nullable column may be absent; a column that the contract does not know is a `warn`.
 * Throws DATA_CONTRACT_INVALID when compiled, never when it checks.
 * @example compileRowContract({ columns: { age: integer({ min: 0 }) } })({ age: -1 })[0].reason // 'out_of_range'
 */
export function compileRowContract(contract: Contract): RowCheck {
  // A share of rows that may fail says nothing of one row: windows judge it.
  const conditions = compileConditions(contract).filter((condition) => allowsNone(condition.stated));
  const known = new Set(Object.keys(contract.columns));
  const tests = Object.entries(contract.columns).map(([name, column]) => new ColumnCheck(name, column));
  const further = (contract.tests ?? []).flatMap((test) => compileValueTest(test, contract.columns) ?? []);
  return (row) => {
    if (row === null || typeof row !== 'object' || Array.isArray(row)) return [violation('*', 'wrong_type', { message: 'a row must be an object with one member a column' })];
    const values = row as Readonly<Record<string, unknown>>;
    const found: Violation[] = [];
    for (const test of tests) test.check(test.inherited && !Object.hasOwn(values, test.name) ? undefined : values[test.name], found);
    for (const test of further) {
      const value = test.inherited && !Object.hasOwn(values, test.name) ? undefined : values[test.name];
      const fault = test.fault(value);
      if (fault !== null) found.push(violation(test.name, fault.reason, { severity: test.severity, message: fault.message }));
    }
    for (const name in values) {
      if (!known.has(name)) found.push(violation(name, 'unexpected_column', { severity: 'warn', message: `${name} is not a column of the contract` }));
    }
    for (const condition of conditions) {
      if (!conditionHolds(condition, contract.columns, values))
        found.push(violation(condition.name, 'condition', { severity: condition.severity, message: `${condition.name}: ${condition.expression.source} does not hold` }));
    }
    return found.length === 0 ? NONE : found;
  };
}

/** False when the condition can be judged on the row and fails, or throws. */
export function conditionHolds(condition: CompiledCondition, columns: Columns, row: Readonly<Record<string, unknown>>): boolean {
  for (const name of condition.uses) if (!isOfKind(columns[name]!.kind, row[name])) return true;
  try {
    return condition.expression.evaluate(row) === true;
  } catch {
    return false;
  }
}

/** The tests of one column on one value. */
class ColumnCheck {
  readonly name: string;
  /** Every object has something of this name, such as `toString`. */
  readonly inherited: boolean;
  readonly #column: Column;
  readonly #values: ReadonlySet<string> | null;
  readonly #pattern: Pattern | null;
  readonly #min: number;
  readonly #max: number;
  constructor(name: string, column: Column) {
    this.name = name;
    this.inherited = name in {};
    this.#column = column;
    this.#values = column.values ? new Set(column.values) : null;
    this.#pattern = column.pattern === undefined ? null : compilePattern(column.pattern);
    this.#min = column.min ?? -Infinity;
    this.#max = column.max ?? Infinity;
  }
  check(value: unknown, found: Violation[]): void {
    const { kind, nullable } = this.#column;
    if (isMissing(value)) {
      if (!nullable) found.push(value === undefined ? this.#fail('missing_column', 'is not there') : this.#fail('null', 'is empty'));
    } else if (!isOfKind(kind, value)) found.push(this.#fail('wrong_type', `is ${show(value)}, not ${KIND_WORDS[kind]}`));
    else if (typeof value === 'number') {
      if (value < this.#min || value > this.#max) found.push(this.#fail('out_of_range', `is ${show(value, kind)}, outside ${rangeText(this.#column, kind)}`));
    } else if (typeof value === 'string') {
      if (this.#values !== null && !this.#values.has(value)) found.push(this.#fail('not_in_set', `is ${show(value)}, none of the allowed values`));
      if (this.#pattern !== null && !this.#pattern.matches(value)) found.push(this.#fail('pattern', `is ${show(value)}, which does not match ${this.#pattern.source}`));
    }
  }
  #fail(reason: ContractReason, message: string): Violation {
    return violation(this.name, reason, { severity: this.#column.severity ?? 'error', message: `${this.name} ${message}` });
  }
}

const violation = (column: string, reason: ContractReason, about: { severity?: 'error' | 'warn'; message: string }): Violation => ({
  column,
  reason,
  severity: about.severity ?? 'error',
  message: about.message,
});

/**
 * Compiles a reader of rows as they come over the wire: texts of instants (`2001-02-20T14:05:00Z`) become milliseconds, absent members null.
 * What cannot be read stays as it is, for the row check to name. Members that are no columns are kept.
 */
export function compileRowReader(columns: Columns): (row: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  const names = Object.keys(columns);
  const instants = names.filter((name) => columns[name]!.kind === 'timestamp');
  const nullable = names.filter((name) => columns[name]!.nullable);
  const inherited = names.filter((name) => name in {});
  return (row) => {
    const read: Record<string, unknown> = { ...row };
    // A row without the column `constructor` must not be read as one that has the constructor of all objects there.
    for (const name of inherited) if (!Object.hasOwn(row, name)) setOwn(read, name, undefined);
    for (const name of instants) {
      const value = read[name];
      const instant: Instant | undefined = typeof value === 'string' ? parseInstant(value) : undefined;
      if (instant !== undefined) setOwn(read, name, instant);
    }
    for (const name of nullable) if (read[name] === undefined) setOwn(read, name, null);
    return read;
  };
}
