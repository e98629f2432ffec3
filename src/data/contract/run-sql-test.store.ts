import { queryGuarded } from '../../store/index.ts';
import { isCapstanError } from '../../kernel/index.ts';
import { storedColumns } from './column-sql.store.ts';
import type { CheckView } from './check-view.store.ts';
import type { AnyTableTest } from './table-test.ts';

/** The rows that a query of the contract finds: how many, and the first five; or why it cannot be run, as a text. */
export async function runSqlTest(
  view: CheckView,
  test: Extract<AnyTableTest, { readonly test: 'sql' }>,
  files: readonly string[],
): Promise<{ readonly rows: number; readonly examples: Record<string, unknown>[] } | string> {
  const columns = Object.fromEntries(Object.entries(view.columns).filter(([name]) => view.sql.has(name)));
  try {
    return await queryGuarded({ sql: test.query, tables: { data: `SELECT ${storedColumns(columns, view.sql)} FROM ${view.from}` }, files });
  } catch (error) {
    if (!isCapstanError(error)) throw error;
    return `${error.message}; ${error.remedy}`;
  }
}
