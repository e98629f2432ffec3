import type { Columns as ColumnStore } from '../../store/index.ts';
import type { TableSql } from '../table-sql.store.ts';
import { createCounter } from './create-counter.ts';
import type { ColumnCounts, TableProfile } from './profile.ts';
import { readValues } from './read-values.store.ts';

/** Columns that are counted in one reading. */
const TOGETHER = 128;

/** Counts columns of a table value by value, of numbers or of too many texts for `countTexts`. */
export async function countValues(store: ColumnStore, from: TableSql, { rows, columns }: TableProfile): Promise<ColumnCounts[]> {
  const found: ColumnCounts[] = [];
  for (let at = 0; at < columns.length; at += TOGETHER) {
    const group = columns.slice(at, at + TOGETHER);
    const counter = createCounter({ rows, columns: group });
    await readValues(store, { from, columns: group }, (batch) => counter.addColumns(batch.rows, (i) => batch.columns[i]!));
    found.push(...counter.counts().columns);
  }
  return found;
}
