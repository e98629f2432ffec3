import type { NullChance } from '../../stats/index.ts';
import { ValueCounts } from './value-counts.ts';

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
  /** How many would have been if rows had come in no order at all. */
  readonly expected: number;
  readonly longest: number;
}

/** A value that holds this share of the rows has a habit of its own. */
const FREQUENT = 0.01;
const NEVER: Stay = { rows: 0, stayed: 0, expected: 0, longest: 0 };
/** Rows that are added to those seen, so that what was never seen is not impossible. */
const PRIOR = 2;

/** Learns the habit from the values of a column in order. */
export function learnRuns<V>(values: ArrayLike<V>, countOf: (value: V) => number): RunHabit<V> {
  const frequent = new Map<V, Stay>();
  let others = NEVER;
  let mostOfOthers = 0;
  forEachRun(values, ({ value, length }) => {
    const share = countOf(value) / values.length;
    const own = share >= FREQUENT;
    if (!own) mostOfOthers = Math.max(mostOfOthers, countOf(value));
    const before = own ? (frequent.get(value) ?? NEVER) : others;
    const after: Stay = {
      rows: before.rows + length,
      stayed: before.stayed + length - 1,
      expected: before.expected + length * share,
      longest: Math.max(before.longest, length),
    };
    if (own) frequent.set(value, after);
    else others = after;
  });
  return { frequent, others, mostOfOthers, rows: values.length };
}

/** The most unusual run of a batch. */
export interface LongRun<V> extends Run<V> {
  readonly usual: number;
  readonly p: number;
}

/**
 * Looks for a run that is too long: each row of a value is followed by the same with the reference's chance for that value (of rare ones, their common chance or their share), times how many
 * times likelier the value is beside the rest of that row (`lifts`, by default 1), so a run begins somewhere with chance at most runs · the product over all its rows but the first
 * (Ville, Étude critique de la notion de collectif, 1939). What the whole batch does is no matter of one run: a value that is commoner elsewhere in it than in the reference, or not where it is expected, or values that come in
 * stretches there, as beside a reference that is every hundredth row of many. Of a value that comes in stretches a run up to twice as long as the longest in the reference is usual.
 */
export function findLongRun<V>(values: ArrayLike<V>, habit: Habit<V>, lifts?: Float64Array): { readonly run: LongRun<V> | null; readonly runs: number } {
  let runs = 0;
  const long: Run<V>[] = [];
  forEachRun(values, (run) => {
    runs++;
    if (run.length >= SHORTEST) long.push(run);
  });
  if (long.length === 0) return { run: null, runs };
  const hits = countValues(values);
  const shareOf = (value: V, without = 0): number => Math.max(habit.countOf(value) / habit.rows, (hits.of(value) - without) / Math.max(1, values.length - without));
  let expected = 0;
  for (const [value, count] of hits.counts) expected += count * shareOf(value);
  const here: Stay = { rows: hits.total, stayed: hits.total - runs, expected, longest: 0 };
  let worst: LongRun<V> | null = null;
  for (const run of long) {
    const { value, length } = run;
    const own = habit.frequent.get(value);
    const usual = own ?? habit.others;
    const sticks = stickiness(withoutRun(here, length, shareOf(value)));
    if (length < unusualLength(usual, sticks)) continue;
    const stays = Math.max(chanceToStay(habit, habit.countOf(value), own), sticks + (1 - sticks) * shareOf(value, length));
    const isWorse = (p: number): boolean => worst === null || p < worst.p || (p === worst.p && length > worst.length);
    let p = lifts === undefined ? stays ** (length - 1) : chanceBeside(run, stays, lifts);
    if (lifts !== undefined && isWorse(p)) p = chanceBeside(run, stays * doubtElsewhere(values, run, lifts), lifts);
    if (isWorse(p)) worst = { ...run, usual: usual.longest, p };
  }
  return { run: worst && { ...worst, p: Math.min(1, worst.p * runs) }, runs };
}

/** The chance of a run beside the rest of its rows. */
function chanceBeside({ length, from }: Run<unknown>, stays: number, lifts: Float64Array): number {
  let p = 1;
  for (let row = from + 1; row < from + length; row++) p *= Math.min(1, stays * lifts[row]!);
  return p;
}

/** How surely a value is elsewhere in the batch where it is not expected, as where it was filled in: how many times likelier it is there than is said, if surely so. */
function doubtElsewhere<V>(values: ArrayLike<V>, { value, length, from }: Run<V>, lifts: Float64Array): number {
  let [rows, sum, squares] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    if (values[row] !== value || (row >= from && row < from + length)) continue;
    rows++;
    sum += 1 / lifts[row]!;
    squares += 1 / lifts[row]! ** 2;
  }
  return sum - SURE * Math.sqrt(squares) > rows ? sum / rows : 1;
}

/** Standard deviations beyond which it is no matter of chance. */
const SURE = 3;

/** The shortest run that can be unusual, but of a value that comes in stretches. */
const SHORTEST = 3;

/** The shortest run that is unusual: of a value that comes in stretches, in the reference or in all of a batch, one of more than twice the longest ever seen. */
const unusualLength = (usual: Stay, sticks: number): number => (sticks > 0 || stickiness(usual) > 0 ? Math.max(SHORTEST, 2 * usual.longest + 2) : SHORTEST);

const withoutRun = (stay: Stay, length: number, share: number): Stay => ({
  ...stay,
  rows: stay.rows - length,
  stayed: stay.stayed - length + 1,
  expected: stay.expected - length * share,
});

/** The part of the rows that keep the value before them though chance would not have it; 0 of values that do not come in stretches. */
const stickiness = ({ rows, stayed, expected }: Stay): number => (stayed > expected + SURE * Math.sqrt(Math.max(0, expected)) + 1 ? (stayed - expected) / (rows - expected) : 0);

/** The chance that a value follows itself. In no order at all, it does as often as it occurs. */
function chanceToStay(habit: Pick<RunHabit<unknown>, 'rows' | 'others'>, count: number, own: Stay | undefined): number {
  const share = (count + PRIOR) / (habit.rows + PRIOR);
  const stays = own === undefined ? (habit.others.stayed + 1) / (habit.others.rows + 1) : (own.stayed + PRIOR) / (own.rows + PRIOR);
  return Math.min(1, Math.max(share, stays));
}

/**
 * How likely the test of the longest run gives a p of at most `t`: a run begins at one of a value's rows that the one before does not hold, and is long enough for it. By itself a run of n + 1 rows has
 * one p, so that only some are reached; beside the rest of its rows it may be any. Rare of values that hardly ever follow themselves, and of those that come in stretches.
 */
export function chanceOfLongRun<V>(habit: Habit<V>, { rows, runs, isBeside }: { readonly rows: number; readonly runs: number; readonly isBeside: boolean }): NullChance {
  const frequent = [...habit.frequent.entries()].map(([value, own]) => ({ own, count: habit.countOf(value), stay: own }));
  const begins = [...frequent, { own: undefined, count: habit.mostOfOthers, stay: habit.others }].map(({ own, count, stay }) => {
    const stays = chanceToStay(habit, count, own);
    return { stays, most: ((1 - stays) * rows * (stay.rows + PRIOR)) / (habit.rows + PRIOR), least: unusualLength(stay, 0) - 1 };
  });
  return (t) => {
    const product = t / Math.max(1, runs);
    const chance = begins.reduce((sum, { stays, most, least }) => {
      const longer = isBeside ? least : Math.max(least, Math.ceil(Math.log(product) / Math.log(stays)));
      return most === 0 ? sum : sum + most * Math.min(product, stays ** longer);
    }, 0);
    return Math.min(t, chance);
  };
}

interface Run<V> {
  readonly value: V;
  readonly length: number;
  readonly from: number;
}

/** Missing values (null, NaN) are in no run. */
function forEachRun<V>(values: ArrayLike<V>, visit: (run: Run<V>) => void): void {
  for (let from = 0; from < values.length;) {
    const value = values[from]!;
    let to = from + 1;
    while (to < values.length && values[to] === value) to++;
    if (!isMissing(value)) visit({ value, length: to - from, from });
    from = to;
  }
}

function countValues<V>(values: ArrayLike<V>): ValueCounts<V> {
  const counts = new ValueCounts<V>();
  for (let row = 0; row < values.length; row++) if (!isMissing(values[row]!)) counts.add(values[row]!);
  return counts;
}

const isMissing = (value: unknown): boolean => value === null || Number.isNaN(value);
