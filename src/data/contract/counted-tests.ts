import type { ColumnKind, Columns } from '../columns.ts';
import { minuteOfDay } from '../profile/counted-value.ts';
import type { TableProfile } from '../profile/profile.ts';
import { compileAnyValueTest, isValueTest } from './compile-value-test.ts';
import { conditionHolds } from './compile-row-contract.ts';
import type { Contract } from './contract.ts';
import { type DistributionTest, expectedOfProfile } from './judge-distribution.ts';
import type { AnyTableTest, Cells, ExpectedCells } from './table-test.ts';
import { compileConditions } from './validate-contract.ts';
import { cellCount } from './validate-table-tests.ts';
import { isMissing, isOfKind } from './value-of-kind.ts';

type Row = Readonly<Record<string, unknown>>;

/** What is counted of single rows for one test of a window; counts of hours add up. */
export interface CountedTest {
  /** How many counts it keeps; 0 where single rows say nothing. */
  readonly cells: number;
  /** Where a row counts; -1 for nowhere. */
  readonly cellOf: (row: Row) => number;
}

/** What to count of rows as they come for the tests of a window (see `windowContract`): one for each of its tests, then one for each of its conditions. */
export function countedTests(contract: Contract, reference: TableProfile): CountedTest[] {
  const { columns, tests = [] } = contract;
  return [
    ...tests.map((test: AnyTableTest) => countedTest(test, columns, reference)),
    ...compileConditions(contract).map((condition) => counting(1, (row) => (conditionHolds(condition, columns, row) ? -1 : 0))),
  ];
}

const counting = (cells: number, cellOf: CountedTest['cellOf']): CountedTest => ({ cells, cellOf });
const NOTHING: CountedTest = counting(0, () => -1);

function countedTest(test: AnyTableTest, columns: Columns, reference: TableProfile): CountedTest {
  if (isValueTest(test)) {
    const { kind } = columns[test.column]!;
    const compiled = compileAnyValueTest(test, columns);
    // What is not of its kind counts as missing, as where a window is checked from its rows.
    return compiled === undefined ? NOTHING : counting(1, (row) => (compiled.fault(valueOf(row, test.column, kind)) === null ? -1 : 0));
  }
  switch (test.test) {
    case 'distribution': {
      const expected = expectedCells(test, reference);
      return expected === null ? NOTHING : countCells(test, columns, expected.cells);
    }
    case 'aggregate':
    case 'pointMass': {
      // These are read from the hourly profile, which counts numbers whatever the kind.
      const { kind } = columns[test.column]!;
      return counting(1, (row) => (isMissing(row[test.column]) || isOfKind(kind, row[test.column]) ? -1 : 0));
    }
    default:
      return NOTHING;
  }
}

/** What the cells of a distribution are expected to hold; null when a window has nothing to compare with. */
export function expectedCells({ against, columns: names }: DistributionTest, reference: TableProfile): ExpectedCells | null {
  if (typeof against === 'object' && 'cells' in against) return against;
  const profile = against === 'reference' && names.length === 1 ? reference.columns.find(({ name }) => name === names[0]) : undefined;
  return profile === undefined ? null : expectedOfProfile(profile);
}

function countCells({ columns: names }: DistributionTest, columns: Columns, cells: readonly Cells[]): CountedTest {
  const finders = names.map((name, i) => {
    const { kind } = columns[name]!;
    const cell = cellFinder(cells[i]!);
    return (row: Row): number => {
      const value = valueOf(row, name, kind);
      return value === null ? -1 : cell(kind === 'timestamp' ? minuteOfDay(value as number) : typeof value === 'boolean' ? Number(value) : value);
    };
  });
  const last = cellCount(cells.at(-1)!);
  return counting(
    cells.reduce((all, one) => all * cellCount(one), 1),
    (row) => finders.reduce((at, find) => joined(at, find(row), last), 0),
  );
}

const joined = (before: number, cell: number, last: number): number => (before < 0 || cell < 0 ? -1 : before * last + cell);

function cellFinder(cells: Cells): (value: unknown) => number {
  if ('values' in cells) {
    const at = new Map<unknown, number>(cells.values.map((value, i) => [value, i]));
    return (value) => at.get(value) ?? cells.values.length;
  }
  return (value) => {
    const at = cells.edges.findIndex((edge) => (value as number) < edge);
    return at < 0 ? cells.edges.length : at;
  };
}

const valueOf = (row: Row, name: string, kind: ColumnKind): unknown => (Object.hasOwn(row, name) && isOfKind(kind, row[name]) ? row[name] : null);
