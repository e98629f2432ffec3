import type { Calendar } from '../../kernel/index.ts';
import type { Batch } from './batch.ts';

/**
 * The local day of each batch, by the first column of instants that stays within one day in each of them; null when there is no such column, or when all are of one day.
 */
export function batchDays(batches: readonly Batch[], calendar: Calendar): number[] | null {
  const columns = batches[0]?.columns ?? [];
  for (let i = 0; i < columns.length; i++) {
    if (columns[i]!.kind !== 'timestamp') continue;
    const days = batches.map((batch) => onlyDay(batch.columns[i]!.values as Float64Array, calendar));
    if (areDays(days)) return days;
  }
  return null;
}

/** Whether each batch has a day, and not all the same. */
export const areDays = (days: readonly (number | null)[]): days is readonly number[] & number[] => days.every((day) => day !== null) && new Set(days).size > 1;

function onlyDay(instants: Float64Array, calendar: Calendar): number | null {
  let only: number | null = null;
  for (const instant of instants) {
    if (Number.isNaN(instant)) continue;
    const day = calendar.dayOf(instant);
    if (only !== null && day !== only) return null;
    only = day;
  }
  return only;
}
