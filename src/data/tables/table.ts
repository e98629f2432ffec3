import { formatExactInstant } from '../../kernel/index.ts';
import { dataErrors } from '../data.errors.ts';
import type { TypeFamily } from '../table-sql.store.ts';

/** A column of a table in memory: numbers (instants in ms, truths as 0 and 1) with NaN for missing, or texts with null. */
export interface TableColumn {
  readonly name: string;
  readonly family: TypeFamily;
  readonly values: Float64Array | readonly (string | null)[];
}

/** A table in memory, whatever wrote it. */
export interface Table {
  readonly rows: number;
  /** In the order of the file. */
  readonly columns: readonly TableColumn[];
}

/** Throws DATA_TABLE_UNFIT with every column that is not there. */
export function requireColumns(available: Iterable<string>, wanted: readonly string[]): void {
  const there = [...available];
  const missing = wanted.filter((name) => !there.includes(name));
  if (missing.length > 0) throw dataErrors.TABLE_UNFIT({ problems: missing.map((name) => `it has no column ${name}; it has ${there.join(', ')}`) });
}

/** The named column of a table, which must be there. */
export const columnOf = (table: Table, name: string): TableColumn => table.columns.find((column) => column.name === name)!;

/** The named column, as numbers. Throws DATA_TABLE_UNFIT. */
export function numbersOf(table: Table, name: string): Float64Array {
  const { values } = columnOf(table, name);
  if (!(values instanceof Float64Array)) throw dataErrors.TABLE_UNFIT({ problems: [`${name} is no column of numbers`] });
  return values;
}

/** The value of a column in a row as text, null when missing: instants as ISO 8601. */
export function textOf({ values, family }: TableColumn, row: number): string | null {
  const value = values[row]!;
  if (typeof value !== 'number') return value;
  if (Number.isNaN(value)) return null;
  if (family === 'timestamp') return formatExactInstant(value);
  return family === 'boolean' ? String(value === 1) : String(value);
}
