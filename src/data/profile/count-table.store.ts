import type { Columns as ColumnStore } from '../../store/index.ts';
import type { TableSql } from '../table-sql.store.ts';
import { createCounter } from './create-counter.ts';
import type { ColumnCounts, TableCounts, TableProfile } from './profile.ts';
import { readValues } from './read-values.store.ts';

/** Columns that are counted in one reading. */
const TOGETHER = 128;

/**
 * Counts a table in the bins of a reference, at constant memory: what live traffic is counted by, for files. Some 60 ns a value.
 * @example judgeColumn({ profile: reference.columns[0], window: (await countTable(means.columns, parquetTable([path]), reference)).columns[0], … })
 */
export async function countTable(store: ColumnStore, from: TableSql, reference: TableProfile): Promise<TableCounts> {
  const columns: ColumnCounts[] = [];
  let rows = 0;
  for (let at = 0; at < Math.max(1, reference.columns.length); at += TOGETHER) {
    const group = reference.columns.slice(at, at + TOGETHER);
    const counter = createCounter({ rows: reference.rows, columns: group });
    await readValues(store, { from, columns: group }, (batch) => counter.addColumns(batch.rows, (i) => batch.columns[i]!));
    const counts = counter.counts();
    rows = counts.rows;
    columns.push(...counts.columns);
  }
  return { rows, columns };
}
