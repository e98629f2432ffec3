import { compilePattern } from '../../kernel/index.ts';
import type { Columns, Severity } from '../columns.ts';
import type { ContractReason } from './contract-result.ts';
import { allowsNone } from './share-test.ts';
import type { AnyTableTest } from './table-test.ts';
import { isMissing, isOfKind, rangeText, show } from './value-of-kind.ts';

/** A test of the list `tests` that one row can fail. */
export interface ValueTest {
  readonly name: string;
  /** Every object has something of this name, such as `toString`. */
  readonly inherited: boolean;
  readonly severity: Severity;
  readonly fault: (value: unknown) => { readonly reason: ContractReason; readonly message: string } | null;
}

/** A test of single values that allows none to fail; undefined for all others, which one row cannot break. */
export const compileValueTest = (test: AnyTableTest, columns: Columns): ValueTest | undefined =>
  isValueTest(test) && allowsNone(test) ? compileAnyValueTest(test, columns) : undefined;

/** What a test says of a single value, whatever share may fail; undefined where the column says it itself. */
export function compileAnyValueTest(test: ValueTableTest, columns: Columns): ValueTest | undefined {
  const { column: name, severity = 'error' } = test;
  const { kind } = columns[name]!;
  const of = (reason: ContractReason, holds: (value: never) => boolean, says: (value: unknown) => string): ValueTest => ({
    name,
    inherited: name in {},
    severity,
    fault: (value) => (isMissing(value) || !isOfKind(kind, value) || holds(value as never) ? null : { reason, message: `${name} ${says(value)}` }),
  });
  switch (test.test) {
    case 'missing':
      // A column that may not be empty says so itself.
      return columns[name]!.nullable
        ? { name, inherited: name in {}, severity, fault: (value) => (isMissing(value) ? { reason: 'null', message: `${name} is empty` } : null) }
        : undefined;
    case 'range': {
      const { min = -Infinity, max = Infinity } = test;
      return of(
        'out_of_range',
        (value: number) => value >= min && value <= max,
        (value) => `is ${show(value, kind)}, outside ${rangeText(test, kind)}`,
      );
    }
    case 'values': {
      const values = new Set(test.values);
      return of(
        'not_in_set',
        (value: string) => values.has(value),
        (value) => `is ${show(value)}, none of the allowed values`,
      );
    }
    case 'pattern': {
      const pattern = compilePattern(test.pattern);
      return of(
        'pattern',
        (value: string) => pattern.matches(value),
        (value) => `is ${show(value)}, which does not match ${test.pattern}`,
      );
    }
    case 'decimals': {
      const scale = 10 ** test.max;
      return of(
        'decimals',
        (value: number) => Math.abs(value * scale - Math.round(value * scale)) <= 1e-9 * Math.max(1, Math.abs(value * scale)),
        (value) => `is ${String(value)}, which has more than ${test.max} decimals`,
      );
    }
  }
}

/** The tests that look at single values. */
export type ValueTableTest = Extract<AnyTableTest, { readonly test: 'missing' | 'range' | 'values' | 'pattern' | 'decimals' }>;

/** True for a test that looks at single values. */
export const isValueTest = (test: AnyTableTest): test is ValueTableTest => ['missing', 'range', 'values', 'pattern', 'decimals'].includes(test.test);
