import type { Columns as ColumnStore } from '../../store/index.ts';
import { minuteOfDay } from './counted-value.ts';
import { NumberProfiler, ProfilingRoom } from './number-profiler.ts';
import type { ColumnProfile } from './profile.ts';
import type { ColumnSketches } from './profile-bytes.ts';
import { readValues, type ValuesOf } from './read-values.store.ts';

/** Columns that are profiled at once: 250 kB each. */
const TOGETHER = 128;

/** A column's profile and what it merges by. */
export interface SketchedColumn {
  readonly profile: ColumnProfile;
  readonly sketches: ColumnSketches;
}

/** Profiles columns of numbers, instants and truths of a table: see `NumberProfiler`. */
export async function profileNumbers(store: ColumnStore, { from, columns }: ValuesOf): Promise<SketchedColumn[]> {
  const found: SketchedColumn[] = [];
  const room = new ProfilingRoom();
  for (let at = 0; at < columns.length; at += TOGETHER) {
    const group = columns.slice(at, at + TOGETHER);
    const profilers = group.map((column) => new NumberProfiler(column, room));
    await readValues(store, { from, columns: group }, ({ columns: values, nulls }) => profilers.forEach((profiler, i) => profiler.addAll(values[i] as Float64Array, nulls[i]!)));
    const cells = profilers.map((profiler) => profiler.cells());
    const again = group.flatMap((column, i) => (cells[i] === undefined ? [] : [{ column, counter: cells[i] }]));
    if (again.length > 0)
      await readValues(store, { from, columns: again.map(({ column }) => column) }, ({ columns: values }) =>
        again.forEach(({ column, counter }, i) => {
          const numbers = values[i] as Float64Array;
          counter.addAll(column.kind === 'timestamp' ? numbers.map(minuteOfDay) : numbers, room);
        }),
      );
    profilers.forEach((profiler, i) => found.push({ profile: profiler.profile(cells[i]), sketches: profiler.sketches }));
  }
  return found;
}
