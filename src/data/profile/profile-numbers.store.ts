import type { Columns as ColumnStore } from '../../store/index.ts';
import type { TableSql } from '../table-sql.store.ts';
import type { CellCounter } from './cell-counter.ts';
import { minuteOfDay } from './counted-value.ts';
import { NumberProfiler, ProfilingRoom } from './number-profiler.ts';
import type { ColumnProfile } from './profile.ts';
import type { ColumnSketches } from './profile-bytes.ts';
import { readValues, type ValuesOf } from './read-values.store.ts';

/** Columns that are profiled at once: 250 kB each. */
const TOGETHER = 128;
/** So many numbers of the columns at hand stay in memory for the second pass, 64 MB of them: to read them again takes longer than to count them. */
const HELD = 2 ** 23;
/** Of a table with so many rows that fewer columns fit, all are read again: each reading begins with what the file says of all its columns. */
const FEW = 4;

/** Columns of numbers of a table of so many rows. */
export interface NumbersOf extends ValuesOf {
  readonly rows: number;
}

/** A column's profile and what it merges by. */
export interface SketchedColumn {
  readonly profile: ColumnProfile;
  readonly sketches: ColumnSketches;
}

/** Profiles columns of numbers, instants and truths of a table: see `NumberProfiler`. Columns that are not profiled at once may share a room. */
export async function profileNumbers(store: ColumnStore, { from, rows, columns }: NumbersOf, room = new ProfilingRoom()): Promise<SketchedColumn[]> {
  const found: SketchedColumn[] = [];
  const fit = Math.floor(HELD / rows);
  const holds = fit >= Math.min(FEW, columns.length);
  const together = holds ? Math.min(fit, TOGETHER) : TOGETHER;
  const held = room.hold(holds ? rows * Math.min(together, columns.length) : 0);
  for (let at = 0; at < columns.length; at += together) {
    const group = columns.slice(at, at + together);
    const profilers = group.map((column) => new NumberProfiler(column, room));
    let read = 0;
    await readValues(store, { from, columns: group }, (batch) => {
      profilers.forEach((profiler, i) => {
        const numbers = batch.columns[i] as Float64Array;
        profiler.addAll(numbers, batch.nulls[i]!);
        if (holds) held.set(numbers, i * rows + read);
      });
      read += batch.rows;
    });
    const cells = profilers.map((profiler) => profiler.cells());
    if (holds) cells.forEach((counter, i) => counter?.addAll(held.subarray(i * rows, (i + 1) * rows), room));
    else await countAgain(store, from, { columns: group, cells, room });
    profilers.forEach((profiler, i) => found.push({ profile: profiler.profile(cells[i]), sketches: profiler.sketches }));
  }
  return found;
}

async function countAgain(
  store: ColumnStore,
  from: TableSql,
  { columns, cells, room }: { readonly columns: ValuesOf['columns']; readonly cells: readonly (CellCounter | undefined)[]; readonly room: ProfilingRoom },
): Promise<void> {
  const again = columns.flatMap((column, i) => (cells[i] === undefined ? [] : [{ column, counter: cells[i] }]));
  if (again.length === 0) return;
  await readValues(store, { from, columns: again.map(({ column }) => column) }, (batch) =>
    again.forEach(({ column, counter }, i) => {
      const numbers = batch.columns[i] as Float64Array;
      counter.addAll(column.kind === 'timestamp' ? numbers.map(minuteOfDay) : numbers, room);
    }),
  );
}
