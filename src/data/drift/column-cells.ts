import { binOf } from '../profile/bin-edges.ts';
import { minuteOfDay } from '../profile/counted-value.ts';
import type { BatchColumn } from './batch.ts';
import type { ColumnYardstick } from './pair-codes.ts';

/** Counts a column's rows in the cells of its reference: bins of numbers, the most frequent texts and the rest; the missing last. */
export function columnCells(reference: ColumnYardstick, column: BatchColumn): number[] {
  if (reference.kind === 'string') {
    const { common } = reference;
    const cells = new Map<unknown, number>(common.map((text, cell) => [text, cell]));
    const counts = Array.from({ length: common.length + 2 }, () => 0);
    for (const text of column.values) counts[text === null ? common.length + 1 : (cells.get(text) ?? common.length)]!++;
    return counts;
  }
  const counts = [...reference.bins.map(() => 0), 0];
  for (const value of column.values as Float64Array)
    counts[Number.isNaN(value) ? reference.bins.length : binOf(reference.edges, reference.kind === 'timestamp' ? minuteOfDay(value) : value)]!++;
  return counts;
}
