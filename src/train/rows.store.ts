import type { Columns as ColumnDefinitions } from '../data/index.ts';
import { setOwn } from '../kernel/index.ts';
import { openColumns, quoteIdentifier, quoteLiteral } from '../store/index.ts';

/** Raw rows, column by column: numbers as Float64Array (timestamps in ms, NaN for empty), texts as arrays. */
export interface RawTable {
  readonly rows: number;
  readonly column: (name: string) => Float64Array | readonly (string | null)[];
}

const parquet = (paths: readonly string[]): string => `read_parquet([${paths.map(quoteLiteral).join(', ')}])`;

/** Reads named columns of Parquet files, in their order. */
export async function readRows(paths: readonly string[], names: readonly string[]): Promise<RawTable> {
  const columns = openColumns();
  try {
    const read = await columns.columnsOf(`SELECT ${names.map(quoteIdentifier).join(', ')} FROM ${parquet(paths)}`);
    const byName = new Map(read.names.map((name, i) => [name, read.columns[i]!]));
    return { rows: read.rows, column: (name) => byName.get(name)! };
  } finally {
    await columns.close();
  }
}

/** Copies the rows from `offset` on to a new Parquet file. */
export async function copyRows(paths: readonly string[], to: string, options: { readonly offset: number }): Promise<void> {
  const columns = openColumns();
  try {
    await columns.copyToParquet(`SELECT * FROM ${parquet(paths)} OFFSET ${options.offset}`, to);
  } finally {
    await columns.close();
  }
}

/** Row objects as feature code sees them: numbers, texts, booleans, milliseconds, or null. */
export function toRowObjects(table: RawTable, definitions: ColumnDefinitions): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = Array.from({ length: table.rows }, () => ({}));
  for (const [name, definition] of Object.entries(definitions)) {
    const values = table.column(name);
    const isBoolean = definition.kind === 'boolean';
    for (let i = 0; i < rows.length; i++) {
      const value = values[i]!;
      setOwn(rows[i]!, name, typeof value !== 'number' ? value : Number.isNaN(value) ? null : isBoolean ? value === 1 : value);
    }
  }
  return rows;
}
