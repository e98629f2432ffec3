import type { FrequentNumbers } from '../../stats/index.ts';
import type { ColumnCounts } from './profile.ts';
import type { UnseenTexts } from './unseen-texts.ts';

/** What can be counted: null, undefined and NaN are missing, and so is a value that is not of the column's kind. */
export type Countable = number | string | boolean | null | undefined;

/**
 * What a counter of a table holds, of all columns one after the other: a few arrays, where a thousand models' hours of a hundred columns each would be a million objects, far from each other in memory.
 */
export interface CounterMemory {
  /** Of each column as many as its `size`. */
  readonly counts: Uint32Array;
  /** Of each column of numbers the sum, and that of squares. */
  readonly sums: Float64Array;
  /** A stream for each column of numbers. */
  readonly frequent: FrequentNumbers;
  /** Of each column of texts; made when the first that the reference does not list comes. */
  readonly unseen: (UnseenTexts | undefined)[];
}

/** Where a column's counts lie in the memory of every counter. */
export interface Place {
  /** Where its counts begin. */
  readonly from: number;
  /** Its place among the columns of numbers, or among those of texts. */
  readonly nth: number;
}

/** What all counters of a reference share of one column: how its values are counted, and where. */
export interface CountedColumn {
  /** How many counts it has. */
  readonly size: number;
  add(memory: CounterMemory, value: Countable): void;
  addAll(memory: CounterMemory, values: ArrayLike<Countable>, rows: number): void;
  /** Of all columns there were so many rows. */
  counts(memory: CounterMemory, rows: number): ColumnCounts;
}

/** Counts as a list, made in one piece: `Array.from` takes four times as long. */
export function listCounts(counts: Uint32Array, from: number, size: number): number[] {
  const list = Array<number>(size);
  for (let i = 0; i < size; i++) list[i] = counts[from + i]!;
  return list;
}

/** Once a sketch has lost values, what came once, or holds less than this share of the rows, is noise: it is left out, and counts fall short by at most so much more. */
const NOISE = 1 / 1000;

/** How often a value of a sketch must have come to be told. */
export const leastOf = (rows: number, short: number): number => (short === 0 ? 1 : Math.max(2, rows * NOISE));
