import { patternProblem, type Problem } from '../../kernel/index.ts';
import type { ColumnKind, Columns } from '../columns.ts';
import type { Contract } from './contract.ts';
import type { AnyTableTest, Cells } from './table-test.ts';

const NUMERIC: readonly ColumnKind[] = ['number', 'integer'];
const ORDERED: readonly ColumnKind[] = ['number', 'integer', 'timestamp'];

/** The columns that a test reads. */
export function columnsOfTest(test: AnyTableTest): readonly string[] {
  if ('columns' in test) return test.columns;
  if ('column' in test) return test.test === 'ordered' ? [test.column, ...(test.by ?? [])] : [test.column];
  return [];
}

/** What a test is called in reports: its name, or what it tests. */
export const nameOfTest = (test: AnyTableTest): string =>
  test.name ?? [test.test, ...(test.test === 'aggregate' ? [test.of] : []), columnsOfTest(test).join(', ')].join(' ').trim();

/** Every problem of a contract's `tests`. */
export function tableTestProblems({ columns, tests = [] }: Pick<Contract, 'columns' | 'tests'>): Problem[] {
  return tests.flatMap((test, i) => {
    const path = `tests.${i}${test.name === undefined ? '' : ` (${test.name})`}`;
    const unknown = columnsOfTest(test).filter((name) => !Object.hasOwn(columns, name));
    if (unknown.length > 0) return unknown.map((name) => ({ path, message: `"${name}" is not a column of the contract (${Object.keys(columns).join(', ')})` }));
    return problemsOf(test, columns).map((message) => ({ path, message }));
  });
}

function problemsOf(test: AnyTableTest, columns: Columns): string[] {
  const needs = (name: string, kinds: readonly ColumnKind[]): string[] =>
    kinds.includes(columns[name]!.kind) ? [] : [`${name} is a ${columns[name]!.kind}, and this is a test of ${kinds.join(', ')}`];
  switch (test.test) {
    case 'range':
      return [...needs(test.column, ORDERED), ...boundProblems(test)];
    case 'values':
      return needs(test.column, ['string']);
    case 'pattern': {
      const problem = patternProblem(test.pattern);
      return [...needs(test.column, ['string']), ...(problem === null ? [] : [`${JSON.stringify(test.pattern)}: ${problem}`])];
    }
    case 'decimals':
      return needs(test.column, NUMERIC);
    case 'ordered':
      return needs(test.column, ORDERED);
    case 'freshness':
      return needs(test.column, ['timestamp']);
    case 'aggregate':
      return [
        ...(test.of === 'distinct' || test.of === 'distinctShare' ? [] : needs(test.column, ORDERED)),
        ...((test.of === 'quantile') === (test.at !== undefined) ? [] : ['`at` says which quantile, of a quantile alone']),
        ...boundProblems(test),
      ];
    case 'volume':
      return test.last === undefined ? boundProblems(test) : [];
    case 'reference':
      return test.to.columns !== undefined && test.to.columns.length !== test.columns.length ? ['names as many columns here as there'] : [];
    case 'distribution':
      return typeof test.against === 'object' && 'cells' in test.against ? expectedProblems(test.against, test.columns, columns) : [];
    case 'drift':
      return [
        ...(test.by === undefined || (Object.hasOwn(columns, test.by) && columns[test.by]!.kind !== 'timestamp')
          ? []
          : [`"${test.by}" cannot cut into segments: it is no column of the contract, or an instant`]),
        ...(test.allow ?? []).flatMap(({ column, other }) =>
          [column, ...(other === undefined ? [] : [other])].flatMap((name) =>
            name === '*' || Object.hasOwn(columns, name) ? [] : [`"${name}", of which a change is allowed, is not a column of the contract`],
          ),
        ),
      ];
    case 'missing':
    case 'unique':
    case 'pointMass':
    case 'sql':
      return [];
  }
}

function boundProblems({ min, max }: { readonly min?: number; readonly max?: number }): string[] {
  if (min === undefined && max === undefined) return ['it has neither min nor max'];
  return min !== undefined && max !== undefined && min > max ? [`min ${min} is above max ${max}`] : [];
}

/** How many cells there are. */
export const cellCount = (cells: Cells): number => ('edges' in cells ? cells.edges.length : cells.values.length) + 1;

function expectedProblems(expected: { readonly cells: readonly Cells[]; readonly counts: readonly number[] }, names: readonly string[], columns: Columns): string[] {
  if (expected.cells.length !== names.length) return ['`cells` are as many as the columns'];
  const wanted = expected.cells.reduce((product, cells) => product * cellCount(cells), 1);
  return [
    ...(expected.counts.length === wanted ? [] : [`there are ${wanted} cells, but ${expected.counts.length} counts`]),
    ...expected.cells.flatMap((cells, i) => {
      const { kind } = columns[names[i]!]!;
      if ('values' in cells) return kind === 'string' ? [] : [`${names[i]} is a ${kind}: its cells have edges`];
      if (kind === 'string') return [`${names[i]} is a string: its cells have values`];
      return cells.edges.every((edge, at) => at === 0 || edge > cells.edges[at - 1]!) ? [] : ['the edges must ascend'];
    }),
  ];
}
