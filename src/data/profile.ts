import type { ColumnKind } from './columns.ts';

/**
 * What is known of one column. Numbers and times of day are binned by the reference's own quantiles, texts by value.
 * A timestamp is described by its time of day, in minutes since midnight UTC.
 */
export interface ColumnProfile {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly rows: number;
  readonly nulls: number;
  readonly distinct: number;
  /** Of the numbers (minutes for a timestamp); null for texts and empty columns. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly sd: number | null;
  /** Interior bin edges, ascending, at most 19: bin i holds edges[i-1] ≤ x < edges[i]. Empty for texts. */
  readonly edges: readonly number[];
  /** Rows a bin, edges.length + 1 of them. Empty for texts. */
  readonly counts: readonly number[];
  /** The most frequent values, most frequent first, at most 512 for texts and 16 for numbers. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** What is known of a table, column by column; a stored reference is read, never recomputed. */
export interface TableProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
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
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Numbers: one count a bin. Texts: one count a value of the reference's `top`. */
  readonly bins: readonly number[];
  /** Frequent exact values with lower-bound counts (Misra-Gries, 64 counters). */
  readonly frequent: readonly { readonly value: string; readonly count: number }[];
}

/** Counts of every column of a reference, in its order. */
export interface TableCounts {
  readonly rows: number;
  readonly columns: readonly ColumnCounts[];
}
