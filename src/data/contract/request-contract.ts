import type { Columns } from '../columns.ts';
import type { Contract, RowCondition } from './contract.ts';
import { isValueTest } from './compile-value-test.ts';
import { allowsNone } from './share-test.ts';
import type { AnyTableTest } from './table-test.ts';
import { compileConditions } from './validate-contract.ts';
import { columnsOfTest } from './validate-table-tests.ts';

/** Tests of a dataset that mean nothing of single requests or answers: of its own intervals, of the order of its rows, of a table by name. A window of requests is a batch, and may drift as one. */
export const OF_TABLES: readonly AnyTableTest['test'][] = ['volume', 'freshness', 'ordered', 'drift', 'sql'];

/**
 * The contract of a request: the columns that features read, with the tests and conditions of the dataset's contract that look at these alone.
 * Where the dataset keeps rows that fail (policy `warn`), a request that fails is flagged, not refused.
 */
export function requestContract(input: Columns, dataset: Contract | undefined): Contract {
  if (dataset === undefined) return { columns: input };
  const has = (name: string): boolean => Object.hasOwn(input, name) && input[name]!.kind === dataset.columns[name]?.kind;
  const lenient = dataset.policy === 'warn' ? { severity: 'warn' as const } : {};
  const isOfRequests = (test: AnyTableTest): boolean =>
    test.test === 'drift' ? test.by === undefined || has(test.by) : !OF_TABLES.includes(test.test) && columnsOfTest(test).every(has);
  const tests = (dataset.tests ?? []).filter(isOfRequests).map((test) => ({ ...test, ...lenient }));
  const conditions: RowCondition[] = compileConditions(dataset)
    .filter((condition) => condition.uses.every(has))
    .map(({ stated }) => ({ ...stated, ...lenient }));
  return { columns: input, ...(conditions.length > 0 && { conditions }), ...(tests.length > 0 && { tests }) };
}

/** What of a contract only a window of requests can break: shares, keys, aggregates, distributions. Its columns allow everything. Null when there is no such test. */
export function windowContract(contract: Contract): Contract | null {
  const tests = (contract.tests ?? []).filter((test: AnyTableTest) => !isValueTest(test) || !allowsNone(test));
  const conditions = (contract.conditions ?? []).filter((condition) => !allowsNone(condition));
  if (tests.length === 0 && conditions.length === 0) return null;
  const columns: Columns = Object.fromEntries(Object.entries(contract.columns).map(([name, { kind }]) => [name, { kind, nullable: true, severity: 'warn' as const }]));
  return { columns, tests, conditions, policy: 'warn' };
}

/** The same contract without the tests that only a whole table can break. */
export const rowContract = (contract: Contract): Contract => ({
  ...contract,
  ...(contract.tests !== undefined && { tests: contract.tests.filter((test: AnyTableTest) => isValueTest(test) && allowsNone(test)) }),
  ...(contract.conditions !== undefined && { conditions: contract.conditions.filter(allowsNone) }),
});
