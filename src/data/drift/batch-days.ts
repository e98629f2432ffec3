import { DAY, type Instant } from '../../kernel/index.ts';
import type { Batch } from './batch.ts';

/**
 * The day of each batch, by the first column of instants that stays within one day (UTC) in each of them; null when there is no such column, or when all
 * are of one day.
 */
export function batchDays(batches: readonly Batch[]): Instant[] | null {
  const columns = batches[0]?.columns ?? [];
  for (let i = 0; i < columns.length; i++) {
    if (columns[i]!.kind !== 'timestamp') continue;
    const days = batches.map((batch) => dayOf(batch.columns[i]!.values as Float64Array));
    if (days.every((day) => day !== null) && new Set(days).size > 1) return days;
  }
  return null;
}

function dayOf(instants: Float64Array): Instant | null {
  let day: Instant | null = null;
  for (const instant of instants) {
    if (Number.isNaN(instant)) continue;
    const at = Math.floor(instant / DAY) * DAY;
    if (day !== null && at !== day) return null;
    day = at;
  }
  return day;
}
