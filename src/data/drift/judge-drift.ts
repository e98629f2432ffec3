import type { ColumnCounts } from '../profile/profile.ts';
import { compareCells } from './compare-cells.ts';
import { samplingDistance } from './natural-bound.ts';
import type { NaturalBounds, PhaseBounds } from './natural-variation.ts';

/** How far a column's distribution lies from the reference's. */
export interface Distance {
  /** Total variation, 0..1, over the reference's bins; what lies in none of them and what is missing are cells too. */
  readonly distance: number;
  /** As far as a natural day of so many rows goes. */
  readonly natural: number;
  /** Chance of so large a distance if the window were no farther from the reference than nature goes. */
  readonly p: number;
}

/** A column's rows as disjoint cells: the bins, the rest (texts the reference did not list), the missing. */
export function cellsOf(counts: ColumnCounts): number[] {
  const binned = counts.bins.reduce((a, b) => a + b, 0);
  return [...counts.bins, Math.max(0, counts.rows - counts.missing - binned), counts.missing];
}

/** What a window is compared with, and how far single days lay from it. */
export interface DriftReference {
  readonly cells: readonly number[];
  /** As far as those days go. */
  readonly natural: number;
  /** Rows of one of them; null where none is known. */
  readonly dayRows: number | null;
  /** Rows that it was compared with. */
  readonly poolRows: number;
}

/** The whole reference, of which every day is a part. */
export const wholeReference = (reference: ColumnCounts, { days, distance }: NaturalBounds): DriftReference => ({
  cells: cellsOf(reference),
  natural: distance,
  dayRows: days === 0 ? null : reference.rows / days,
  poolRows: Infinity,
});

/** The days of one phase of the week, each of which was compared with the others. */
export function phaseReference({ days, distance, cells }: PhaseBounds): DriftReference {
  const rows = cells.reduce((a, b) => a + b, 0);
  const dayRows = rows / Math.max(1, days);
  return { cells, natural: distance, dayRows, poolRows: rows - dayRows };
}

/**
 * Compares a window's distribution of one column with the reference's.
 * The natural bound comes from the distances of single training days, plus what a window smaller than those days adds by chance:
 * the mean distance is convex in the size of the noise, so it grows by at most the difference of the noise alone.
 * The p is the larger of two: that the two samples differ at all (contingency test), and that the distance exceeds the bound
 * (McDiarmid's inequality: a row moves the distance by at most 1/n, so it exceeds its mean by t with chance at most exp(-2t²/(1/n + 1/m))).
 */
export function judgeDrift(window: ColumnCounts, { cells: there, natural: bound, dayRows, poolRows }: DriftReference): Distance {
  const here = cellsOf(window);
  const [n, m] = [window.rows, there.reduce((a, b) => a + b, 0)];
  if (n === 0 || m === 0) return { distance: 0, natural: bound, p: 1 };
  const { distance, p } = compareCells(here, there);
  const shares = there.map((count) => count / m);
  const noise = samplingDistance(shares, n) + samplingDistance(shares, m);
  const noiseOfDay = dayRows === null ? 0 : samplingDistance(shares, dayRows) + samplingDistance(shares, poolRows);
  const natural = Math.min(1, bound + Math.max(0, noise - noiseOfDay));
  const excess = Math.max(0, distance - natural);
  const beyond = Math.exp((-2 * excess * excess) / (1 / n + 1 / m));
  return { distance, natural, p: excess === 0 ? 1 : Math.max(beyond, p) };
}
