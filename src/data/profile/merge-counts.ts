import { mergeFrequent } from '../../stats/index.ts';
import { centerOf, countsTexts } from './counted-value.ts';
import type { ColumnCounts, ColumnProfile, TableCounts, TableProfile } from './profile.ts';

/**
 * The counts of two stretches together; both must have been counted in the same reference. The order does not matter:
 * bins, missing, unseen, below and above add up exactly, sums to rounding, and frequent values stay lower bounds.
 */
export const mergeCounts = (a: TableCounts, b: TableCounts): TableCounts => ({
  rows: a.rows + b.rows,
  columns: a.columns.map((column, i) => mergeColumnCounts(column, b.columns[i]!)),
});

const mergeColumnCounts = (a: ColumnCounts, b: ColumnCounts): ColumnCounts => ({
  rows: a.rows + b.rows,
  missing: a.missing + b.missing,
  unseen: a.unseen + b.unseen,
  below: a.below + b.below,
  above: a.above + b.above,
  sum: a.sum + b.sum,
  sumOfSquares: a.sumOfSquares + b.sumOfSquares,
  bins: a.bins.map((count, i) => count + b.bins[i]!),
  frequent: mergeFrequent(a.frequent, b.frequent),
});

/** The counts of no rows: what merging starts from. */
export const emptyCounts = (reference: TableProfile): TableCounts => ({
  rows: 0,
  columns: reference.columns.map((column) => ({
    rows: 0,
    missing: 0,
    unseen: 0,
    below: 0,
    above: 0,
    sum: 0,
    sumOfSquares: 0,
    bins: Array.from({ length: countsTexts(column.kind) ? column.top.length : column.edges.length + 1 }, () => 0),
    frequent: [],
  })),
});

/**
 * A reference's own rows as counts in its bins, to hold live counts against. Texts beyond the 512 most frequent
 * are `unseen` here too, as they are in live counts.
 */
export function countsOfProfile(column: ColumnProfile): ColumnCounts {
  const texts = countsTexts(column.kind);
  const bins = texts ? column.top.map((top) => top.count) : column.counts;
  const present = column.rows - column.nulls;
  const sd = column.sd ?? 0;
  const away = (column.mean ?? 0) - centerOf(column);
  return {
    rows: column.rows,
    missing: column.nulls,
    unseen: texts ? present - bins.reduce((sum, count) => sum + count, 0) : 0,
    below: 0,
    above: 0,
    sum: away * present,
    sumOfSquares: present === 0 ? 0 : sd * sd * (present - 1) + away * away * present,
    bins,
    frequent: column.top.slice(0, 64),
  };
}
