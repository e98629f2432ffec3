import { totalVariation, twoSampleContingency } from '../../stats/index.ts';
import type { ColumnCounts } from '../profile/profile.ts';
import { naturalBound, samplingDistance } from './natural-bound.ts';

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

/**
 * Compares a window's distribution of one column with the reference's.
 * The natural bound comes from `history`, the distances of single training days to the whole, plus what a window smaller than those days adds by chance:
 * the mean distance is convex in the size of the noise, so it grows by at most the difference of the noise alone.
 * The p is the larger of two: that the two samples differ at all (contingency test), and that the distance exceeds the bound
 * (McDiarmid's inequality: a row moves the distance by at most 1/n, so it exceeds its mean by t with chance at most exp(-2t²/(1/n + 1/m))).
 */
export function judgeDrift(window: ColumnCounts, reference: ColumnCounts, history: readonly number[]): Distance {
  const [here, there] = [cellsOf(window), cellsOf(reference)];
  const [n, m] = [window.rows, reference.rows];
  if (n === 0 || m === 0) return { distance: 0, natural: naturalBound(history), p: 1 };
  const distance = totalVariation(here, there);
  const shares = there.map((count) => count / m);
  const noise = samplingDistance(shares, n) + samplingDistance(shares, m);
  const noiseOfDay = history.length > 0 ? samplingDistance(shares, m / history.length) : 0;
  const natural = Math.min(1, naturalBound(history) + Math.max(0, noise - noiseOfDay));
  const excess = Math.max(0, distance - natural);
  const beyond = Math.exp((-2 * excess * excess) / (1 / n + 1 / m));
  return { distance, natural, p: excess === 0 ? 1 : Math.max(beyond, twoSampleContingency(here, there).p) };
}
