import { mergeFrequent, mostFrequent } from '../../stats/index.ts';
import { centerOf, countsTexts } from './counted-value.ts';
import type { ColumnCounts, ColumnProfile, FrequentCount, TableCounts, TableProfile } from './profile.ts';

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
  frequent: mergeLists(a.frequent, b.frequent),
});

/** Exact counts add up; the others stay lower bounds. */
function mergeLists(a: readonly FrequentCount[], b: readonly FrequentCount[]): FrequentCount[] {
  const exact = new Map<string, number>();
  for (const { value, count, exact: isExact } of [...a, ...b]) if (isExact === true) exact.set(value, (exact.get(value) ?? 0) + count);
  const bounds = exact.size === 0 ? mergeFrequent(a, b) : mergeFrequent(...([a, b].map((list) => list.filter((one) => one.exact !== true)) as [FrequentCount[], FrequentCount[]]));
  return mostFrequent<FrequentCount>([...Array.from(exact, ([value, count]) => ({ value, count, exact: true as const })), ...bounds], Infinity);
}

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
