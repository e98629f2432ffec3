import type { BatchColumn } from './batch.ts';
import { countEqual } from './fit-numbers.ts';
import type { ColumnYardstick } from './pair-codes.ts';
import { chanceOfLongRun, findLongRun, type Habit } from './runs.ts';
import type { Trace } from './trace.ts';

/** What the rest of its row says of each value: how many times likelier it is than usual, and the columns that say so. */
export interface Beside {
  readonly lifts: Float64Array;
  readonly columns: readonly string[];
}

/**
 * One value in row after row for longer than the reference lets expect: a feed that stands still. Judged by itself, as where all columns stand still together;
 * or beside the rest of its rows, where those move on.
 */
export function judgeRuns(reference: ColumnYardstick, column: BatchColumn, beside?: Beside): Trace {
  if (reference.kind === 'string')
    return traceRun(reference, column.values as readonly (string | null)[], { ...reference.runs, countOf: (text) => (text === null ? 0 : reference.values.of(text)) }, beside);
  return traceRun(reference, column.values as Float64Array, { ...reference.runs, countOf: (value) => countEqual(reference.sorted, value) }, beside);
}

function traceRun<V>({ name, rows }: ColumnYardstick, values: ArrayLike<V>, habit: Habit<V>, beside?: Beside): Trace {
  const { run, runs } = findLongRun(values, habit, beside?.lifts);
  const share = (length: number): number => length / Math.max(1, values.length);
  return {
    kind: 'stale',
    column: name,
    other: null,
    ...(beside && { beside: beside.columns }),
    effect: share(run?.length ?? 0),
    usual: (run?.usual ?? 0) / Math.max(1, rows),
    p: run?.p ?? 1,
    chance: chanceOfLongRun(habit, { rows: values.length, runs, isBeside: beside !== undefined }),
    value: run === null ? null : String(run.value),
    rows: () => Array.from({ length: run?.length ?? 0 }, (_, i) => run!.from + i),
  };
}
