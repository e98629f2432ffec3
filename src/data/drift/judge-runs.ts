import type { Trace } from './trace.ts';
import { chanceOfLongRun, findLongRun, type RunHabit } from './runs.ts';

/** One value in row after row for longer than the reference ever kept one: a feed that stands still. */
export function judgeRuns<V>(reference: { readonly name: string; readonly rows: number; readonly runs: RunHabit<V> }, values: ArrayLike<V>, countOf: (value: V) => number): Trace {
  const habit = { ...reference.runs, countOf };
  const { run, runs } = findLongRun(values, habit);
  const share = (length: number): number => length / Math.max(1, values.length);
  return {
    kind: 'stale',
    column: reference.name,
    other: null,
    effect: share(run?.length ?? 0),
    usual: (run?.usual ?? 0) / Math.max(1, reference.rows),
    p: run?.p ?? 1,
    chance: chanceOfLongRun(habit, { rows: values.length, runs }),
    value: run === null ? null : String(run.value),
    rows: () => Array.from({ length: run?.length ?? 0 }, (_, i) => run!.from + i),
  };
}
