import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';
import { type CheckView, positionsOf } from './check-view.store.ts';
import { type Tested, testedBy } from './column-sql.store.ts';
import { allowanceText, type Allowance } from './share-test.ts';
import { relationOf, type Surroundings } from './surroundings.ts';
import type { AnyTableTest } from './table-test.ts';
import { columnsOfTest } from './validate-table-tests.ts';

/** A test of rows among others: keys, references, order. */
export interface LocatedTest extends Tested {
  readonly allowance: Allowance;
  /** Counts failing rows within the one pass over the table; undefined when only `positions` can tell. Not counted: rows that repeat earlier tables. */
  readonly counted?: string;
  /** The failing rows by position, ascending. */
  positions(within: boolean): Promise<readonly number[]>;
}

/** `unique` of a column or a key: all but the first of equal values fail, and all that occur in the earlier rows. Rows with a missing value do not count. */
export function uniqueTest(view: CheckView, names: readonly string[], about: Tested & { readonly allowance: Allowance; readonly earlier: TableSql | undefined }): LocatedTest {
  const { earlier, ...tested } = about;
  const values = names.map((name) => view.sql.get(name)!.value);
  const present = values.map((value) => `(${value}) IS NOT NULL`).join(' AND ');
  const [only] = values;
  const counted =
    values.length === 1 ? `count(${only}) - count(DISTINCT ${only})` : `count(*) FILTER (WHERE ${present}) - count(DISTINCT (${values.join(', ')})) FILTER (WHERE ${present})`;
  const listed = values.map((_, i) => `v${i}`).join(', ');
  return {
    ...tested,
    counted,
    positions: async (within) => {
      if (!within && earlier === undefined) return [];
      const valued = `(SELECT "row*", ${values.map((value, i) => `${value} AS v${i}`).join(', ')} FROM ${view.numbered} WHERE ${present})`;
      const tests = [...(within ? ['turn > 1'] : []), ...(earlier === undefined ? [] : [`(${listed}) IN (SELECT (${names.map(quoteIdentifier).join(', ')}) FROM ${earlier})`])];
      const turns = within ? `(SELECT *, row_number() OVER (PARTITION BY ${listed} ORDER BY "row*") AS turn FROM ${valued})` : valued;
      return positionsOf(view, `SELECT "row*" FROM ${turns} WHERE ${tests.join(' OR ')} ORDER BY 1`);
    },
  };
}

/** The tests of the list that look at rows among others; what cannot be judged here is told by name. */
export function locatedTests(
  view: CheckView,
  tests: readonly AnyTableTest[],
  about: { readonly surroundings: Surroundings; readonly earlier: TableSql | undefined; readonly skip: (test: AnyTableTest, why: string) => void },
): LocatedTest[] {
  const located: LocatedTest[] = [];
  for (const test of tests) {
    if (!columnsOfTest(test).every((name) => view.sql.has(name))) continue;
    if (test.test === 'unique') {
      const facts = testedBy(test, { column: test.columns.join(', '), reason: 'duplicate', message: `${test.columns.join(', ')} occurs before${allowanceText(test)}` });
      located.push(uniqueTest(view, test.columns, { ...facts, allowance: test, earlier: about.earlier }));
    } else if (test.test === 'reference') {
      const relation = about.surroundings.relations?.get(relationOf(test.to));
      if (relation === undefined) about.skip(test, `the ${relationOf(test.to)} is not at hand`);
      else located.push(referenceTest(view, test, relation));
    } else if (test.test === 'ordered') located.push(orderedTest(view, test));
  }
  return located;
}

type TestOf<K extends AnyTableTest['test']> = Extract<AnyTableTest, { readonly test: K }>;

function referenceTest(view: CheckView, test: TestOf<'reference'>, relation: TableSql): LocatedTest {
  const values = test.columns.map((name) => view.sql.get(name)!.value);
  const theirs = (test.to.columns ?? test.columns).map(quoteIdentifier);
  const same = values.map((_, i) => `mine.v${i} = theirs.v${i}`).join(' AND ');
  const present = values.map((value) => `(${value}) IS NOT NULL`).join(' AND ');
  return {
    ...testedBy(test, { column: test.columns.join(', '), reason: 'orphan', message: `${test.columns.join(', ')} is not in ${test.to.dataset}${allowanceText(test)}` }),
    allowance: test,
    positions: () =>
      positionsOf(
        view,
        `SELECT "row*" FROM (SELECT "row*", ${values.map((value, i) => `${value} AS v${i}`).join(', ')} FROM ${view.numbered} WHERE ${present}) AS mine
         ANTI JOIN (SELECT ${theirs.map((name, i) => `${name} AS v${i}`).join(', ')} FROM ${relation}) AS theirs ON ${same} ORDER BY 1`,
      ),
  };
}

function orderedTest(view: CheckView, test: TestOf<'ordered'>): LocatedTest {
  const value = view.sql.get(test.column)!.number;
  const groups = (test.by ?? []).map((name) => view.sql.get(name)!.value);
  const within = groups.length === 0 ? '' : `PARTITION BY ${groups.join(', ')} `;
  return {
    ...testedBy(test, { column: test.column, reason: 'unordered', message: `${test.column} is ${test.strictly ? 'not above' : 'below'} the one before it${allowanceText(test)}` }),
    allowance: test,
    positions: () =>
      positionsOf(
        view,
        `SELECT "row*" FROM (SELECT "row*", ${value} AS v, lag(${value}) OVER (${within}ORDER BY "row*") AS before FROM ${view.numbered}) WHERE v ${test.strictly ? '<=' : '<'} before ORDER BY 1`,
      ),
  };
}
