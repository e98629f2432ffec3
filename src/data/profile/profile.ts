import { oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { COLUMN_KINDS } from '../columns.ts';

const ofNumbers = (what: string) => orNull(Type.Number({ description: `${what} of the numbers, of a timestamp’s minutes since midnight UTC; null for texts and empty columns` }));

export const columnProfileSchema = Type.Object({
  name: Type.String(),
  kind: oneOf(COLUMN_KINDS),
  rows: Type.Integer(),
  nulls: Type.Integer({ description: 'rows without a value' }),
  distinct: Type.Integer({ description: 'different values; of a table, exact up to 4,096 numbers or 65,536 texts and within 1.6 % (one standard error) beyond' }),
  min: ofNumbers('the least'),
  max: ofNumbers('the greatest'),
  mean: ofNumbers('the mean'),
  sd: ofNumbers('the standard deviation'),
  edges: Type.Array(Type.Number(), { description: 'interior bin edges, ascending, at most 19: bin i holds edges[i-1] ≤ x < edges[i]; empty for texts' }),
  counts: Type.Array(Type.Integer(), { description: 'rows a bin, one more than edges; empty for texts' }),
  unlisted: Type.Optional(Type.Integer({ description: 'of a table with more than 4,096 different numbers: rows that a value may hold at most that is not listed as frequent' })),
  infinite: Type.Optional(Type.Integer({ description: 'rows with an infinite number' })),
  nans: Type.Optional(Type.Integer({ description: 'rows without a value that hold NaN rather than nothing' })),
  quantiles: Type.Optional(Type.Array(Type.Number(), { description: 'of the numbers, at 1, 5, 25, 50, 75, 95 and 99 %' })),
  lengths: Type.Optional(
    Type.Array(Type.Number(), { description: 'of the texts, in UTF-16 units: the least, 5, 50 and 95 %, the greatest; beyond 255 the lower end of a step of 4 %' }),
  ),
  shapes: Type.Optional(
    Type.Array(Type.Object({ shape: Type.String(), count: Type.Integer() }), {
      description: 'the commonest shapes of the texts, such as `AA-9999`: A and a for letters, 9 for digits, ¿ for what is not ASCII; runs beyond eight are cut',
    }),
  ),
  coverage: Type.Optional(
    Type.Object(
      { from: Type.Number(), to: Type.Number(), hours: Type.Integer() },
      { description: 'of instants: the first and the last, in ms since 1970, and how many hours between them hold a row' },
    ),
  ),
  top: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }), {
    description: 'the most frequent values first: at most 512 texts, and 6,000 bytes of them, or 16 numbers and those that programs write for nothing (-1, 999, …)',
  }),
});

/**
 * What is known of one column. Numbers and times of day are binned by the reference's own quantiles, texts by value.
 * A timestamp is described by its time of day, in minutes since midnight UTC.
 */
export type ColumnProfile = ValueOf<typeof columnProfileSchema>;

export const tableProfileSchema = Type.Object(
  { rows: Type.Integer(), columns: Type.Array(columnProfileSchema) },
  { description: 'what is known of a table, column by column; of a version, of the part that it added' },
);

/** What is known of a table, column by column; a stored reference is read, never recomputed. */
export type TableProfile = ValueOf<typeof tableProfileSchema>;

/** A value and how often it came; a lower bound unless it is exact. */
export interface FrequentCount {
  readonly value: string;
  readonly count: number;
  readonly exact?: true;
}

/**
 * Counts of a stretch of live data in a reference profile's bins. Two of the same reference merge by adding,
 * in any order, to the same counts.
 */
export interface ColumnCounts {
  readonly rows: number;
  readonly missing: number;
  /** Texts that the reference has not seen. */
  readonly unseen: number;
  /** Numbers below the reference's minimum or above its maximum. */
  readonly below: number;
  readonly above: number;
  /** Of the finite numbers' distances from about the reference's mean (`centerOf`), and of their squares: no digits are lost where a column lies far from 0. */
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Numbers: one count a bin. Texts: one count a value of the reference's `top`. */
  readonly bins: readonly number[];
  /**
   * Frequent exact values. Numbers that the reference lists, and numbers and texts that programs write for nothing, are counted exactly; all others with lower bounds
   * (Misra-Gries, 64 counters), which depend on how rows are sharded by at most rows / 53. Of the texts that the reference lists, the bins hold the exact counts.
   */
  readonly frequent: readonly FrequentCount[];
}

/** Counts of every column of a reference, in its order. */
export interface TableCounts {
  readonly rows: number;
  readonly columns: readonly ColumnCounts[];
}
