import type { Columns as ColumnDefinitions } from '../data/index.ts';
import { type Columns, quoteIdentifier, quoteLiteral } from '../store/index.ts';

/** Raw rows, column by column: numbers as Float64Array (timestamps in ms), texts as arrays. */
export interface RawTable {
  readonly rows: number;
  readonly column: (name: string) => Float64Array | readonly (string | null)[];
}

/** Reads named columns of Parquet files in their order. */
export async function readRawTable(columns: Columns, paths: readonly string[], names: readonly string[]): Promise<RawTable> {
  const from = `read_parquet([${paths.map(quoteLiteral).join(', ')}])`;
  const read = await columns.columnsOf(`SELECT ${names.map(quoteIdentifier).join(', ')} FROM ${from}`);
  const byName = new Map(read.names.map((name, i) => [name, read.columns[i]!]));
  return { rows: read.rows, column: (name) => byName.get(name)! };
}

/** Row objects as feature code sees them: numbers, texts, booleans, milliseconds, or null. */
export function toRowObjects(table: RawTable, definitions: ColumnDefinitions): Record<string, unknown>[] {
  const names = Object.keys(definitions);
  const rows: Record<string, unknown>[] = Array.from({ length: table.rows }, () => ({}));
  for (const name of names) {
    const values = table.column(name);
    const boolean = definitions[name]!.kind === 'boolean';
    if (values instanceof Float64Array) {
      for (let i = 0; i < rows.length; i++) {
        const value = values[i]!;
        rows[i]![name] = Number.isNaN(value) ? null : boolean ? value === 1 : value;
      }
    } else for (let i = 0; i < rows.length; i++) rows[i]![name] = values[i];
  }
  return rows;
}
