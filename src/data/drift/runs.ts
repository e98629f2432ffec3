import type { NullChance } from '../../stats/index.ts';

/** How long values stay the same from row to row in a reference. */
export interface RunHabit<V> {
  /** Rows in which a value that is among the frequent ones came and, of those, how many were followed by the same; the longest run. */
  readonly frequent: ReadonlyMap<V, Stay>;
  /** The same of all other values together. */
  readonly others: Stay;
  /** Rows of the most frequent of those. */
  readonly mostOfOthers: number;
  readonly rows: number;
}

/** A habit, and how many rows of the reference hold a value. */
export interface Habit<V> extends RunHabit<V> {
  readonly countOf: (value: V) => number;
}

interface Stay {
  readonly rows: number;
  readonly stayed: number;
  readonly longest: number;
}

/** A value that holds this share of the rows has a habit of its own. */
const FREQUENT = 0.01;
/** Rows that are added to those seen, so that what was never seen is not impossible. */
const PRIOR = 2;

/** Learns the habit from the values of a column in order. */
export function learnRuns<V>(values: ArrayLike<V>, countOf: (value: V) => number): RunHabit<V> {
  const frequent = new Map<V, Stay>();
  let others: Stay = { rows: 0, stayed: 0, longest: 0 };
  let mostOfOthers = 0;
  forEachRun(values, (value, length) => {
    const own = countOf(value) >= FREQUENT * values.length;
    if (!own) mostOfOthers = Math.max(mostOfOthers, countOf(value));
    const before = own ? (frequent.get(value) ?? { rows: 0, stayed: 0, longest: 0 }) : others;
    const after = { rows: before.rows + length, stayed: before.stayed + length - 1, longest: Math.max(before.longest, length) };
    if (own) frequent.set(value, after);
    else others = after;
  });
  return { frequent, others, mostOfOthers, rows: values.length };
}

/** The most unusual run of a batch. */
export interface LongRun<V> {
  readonly value: V;
  readonly from: number;
  readonly length: number;
  readonly usual: number;
  readonly p: number;
}

/**
 * Looks for a run that is too long: each row of a value is followed by the same with the reference's chance for that value (of rare ones, their common
 * chance or their share), so a run of L rows begins somewhere with chance at most runs · h^(L - 1). A run up to twice as long as the longest in the reference is usual,
 * since some values come in stretches.
 */
export function findLongRun<V>(values: ArrayLike<V>, habit: Habit<V>): { readonly run: LongRun<V> | null; readonly runs: number } {
  let worst: LongRun<V> | null = null;
  let runs = 0;
  forEachRun(values, (value, length, from) => {
    runs++;
    if (length < 3) return;
    const own = habit.frequent.get(value);
    const longest = own?.longest ?? habit.others.longest;
    if (length < unusualLength(longest)) return;
    const p = chanceToStay(habit, habit.countOf(value), own) ** (length - 1);
    if (worst === null || p < worst.p || (p === worst.p && length > worst.length)) worst = { value, from, length, usual: longest, p };
  });
  const found = worst as LongRun<V> | null;
  return { run: found && { ...found, p: Math.min(1, found.p * runs) }, runs };
}

/** Twice as long as the longest ever seen is usual. */
const unusualLength = (longest: number): number => Math.max(3, 2 * longest + 2);

/** The chance that a value follows itself. In no order at all, it does as often as it occurs. */
function chanceToStay(habit: Pick<RunHabit<unknown>, 'rows' | 'others'>, count: number, own: Stay | undefined): number {
  const share = (count + PRIOR) / (habit.rows + PRIOR);
  const stays = own === undefined ? (habit.others.stayed + 1) / (habit.others.rows + 1) : (own.stayed + PRIOR) / (own.rows + PRIOR);
  return Math.min(1, Math.max(share, stays));
}

/**
 * How likely the test of the longest run gives a p of at most `t`: a run of a value that is long enough for it begins at one of that value's rows. Rare, since only what is twice as long as
 * ever before counts.
 */
export function chanceOfLongRun<V>(habit: Habit<V>, { rows, runs }: { readonly rows: number; readonly runs: number }): NullChance {
  const classes = [...habit.frequent.entries()].map(([value, own]) => ({ own, count: habit.countOf(value), of: own.rows, longest: own.longest }));
  const rare = { own: undefined, count: habit.mostOfOthers, of: habit.others.rows, longest: habit.others.longest };
  const most = [...classes, rare].map(({ own, count, of, longest }) => {
    const stays = chanceToStay(habit, count, own);
    return { begins: (rows * (of + PRIOR)) / (habit.rows + PRIOR), ever: stays < 1 ? stays ** (unusualLength(longest) - 1) : 0 };
  });
  return (t) =>
    Math.min(
      t,
      most.reduce((sum, { begins, ever }) => sum + begins * Math.min(ever, t / Math.max(1, runs)), 0),
    );
}

/** Missing values (null, NaN) are in no run. */
function forEachRun<V>(values: ArrayLike<V>, visit: (value: V, length: number, from: number) => void): void {
  for (let from = 0; from < values.length;) {
    const value = values[from]!;
    let to = from + 1;
    while (to < values.length && values[to] === value) to++;
    if (value !== null && !Number.isNaN(value)) visit(value, to - from, from);
    from = to;
  }
}
