import { queryGuarded } from '../../store/index.ts';
import { isCapstanError } from '../../kernel/index.ts';
import { storedColumns } from './column-sql.store.ts';
import type { CheckView } from './check-view.store.ts';
import type { AnyTableTest } from './table-test.ts';

/** The column of the table `numbered` that tells where a row is. */
const POSITION = 'row_number';

/**
 * The rows that a query of the contract finds: how many, the first five, and where they are when the query says so by a column `row_number` of the table `numbered`; or why it cannot be run, as a text.
 */
export async function runSqlTest(
  view: CheckView,
  test: Extract<AnyTableTest, { readonly test: 'sql' }>,
  files: readonly string[],
): Promise<{ readonly rows: number; readonly examples: Record<string, unknown>[]; readonly positions: readonly number[] | null } | string> {
  const columns = Object.fromEntries(Object.entries(view.columns).filter(([name]) => view.sql.has(name)));
  try {
    const stored = storedColumns(columns, view.sql);
    const tables = { data: `SELECT ${stored} FROM ${view.from}`, numbered: `SELECT ${stored}, row_number() OVER () - 1 AS ${POSITION} FROM ${view.from}` };
    // A column of that name is the table's own.
    const { data } = tables;
    if (Object.hasOwn(columns, POSITION)) return { ...(await queryGuarded({ sql: test.query, tables: { data }, files })), positions: null };
    const { rows, examples, all } = await queryGuarded({ sql: test.query, tables, files, all: POSITION });
    return { rows: all?.length ?? rows, examples: examples.map(({ [POSITION]: _, ...row }) => row), positions: all };
  } catch (error) {
    if (!isCapstanError(error)) throw error;
    return `${error.message}; ${error.remedy}`;
  }
}
