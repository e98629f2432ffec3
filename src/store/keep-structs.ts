import type { DuckDBType } from '@duckdb/node-api';
import { quoteIdentifier } from './sql-text.ts';

/**
 * The query with such columns as texts whose values DuckDB's binding would lose a field of: it makes plain objects of structs, and a field `__proto__` is none of a plain object's.
 * Undefined when there are none.
 */
export function keepStructs(sql: string, names: readonly string[], types: readonly DuckDBType[]): string | undefined {
  const loses = types.map((type) => String(type).includes('__proto__'));
  if (!loses.includes(true)) return undefined;
  const columns = names.map((name, i) => `${loses[i] === true ? `CAST(c${i} AS VARCHAR)` : `c${i}`} AS ${quoteIdentifier(name)}`);
  return `SELECT ${columns.join(', ')} FROM (${sql}\n) AS found(${names.map((_, i) => `c${i}`).join(', ')})`;
}
