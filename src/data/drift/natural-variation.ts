import type { WeeklyPhases } from './measure-season.ts';
import { naturalBound } from './natural-bound.ts';

/** How far single days of the training data lie from the whole: what natural change looks like, column by column. */
export interface NaturalVariation {
  readonly column: string;
  /** One distance a day (total variation over the reference's bins, in 0..1). */
  readonly distances: readonly number[];
  /** The largest share of one exact value on each day. */
  readonly topShares: readonly number[];
  readonly missingRates: readonly number[];
  readonly unseenRates: readonly number[];
  /** The share of each day's numbers that lie outside the range of all other days: how far a new day may go beyond what the days before it reached. */
  readonly outsideRates: readonly number[];
  /** Where the days differ by their part of the week. */
  readonly weekly?: WeeklyPhases;
}

/** The same as bounds: all that is kept of a segment, of which the days themselves would take too much room. */
export interface NaturalBounds {
  /** Days, or spans of days, that they come from. */
  readonly days: number;
  readonly distance: number;
  readonly topShare: number;
  readonly missingRate: number;
  readonly unseenRate: number;
  readonly outsideRate: number;
}

/** How far days go that are known one by one; not at all where none is. */
export const boundsOf = ({ distances, topShares, missingRates, unseenRates, outsideRates }: Omit<NaturalVariation, 'column' | 'weekly'>): NaturalBounds => ({
  days: distances.length,
  distance: naturalBound(distances),
  topShare: naturalBound(topShares),
  missingRate: naturalBound(missingRates),
  unseenRate: naturalBound(unseenRates),
  outsideRate: naturalBound(outsideRates),
});

/** Nothing is known of days. */
export const NO_DAYS: NaturalBounds = { days: 0, distance: 0, topShare: 0, missingRate: 0, unseenRate: 0, outsideRate: 0 };
