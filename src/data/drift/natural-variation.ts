import type { WeeklyPhases } from './measure-season.ts';

/** How far single days of the training data lie from the whole: what natural change looks like, column by column. */
export interface NaturalVariation {
  readonly column: string;
  /** One distance a day (total variation over the reference's bins, in 0..1). */
  readonly distances: readonly number[];
  /** The largest share of one exact value on each day. */
  readonly topShares: readonly number[];
  readonly missingRates: readonly number[];
  readonly unseenRates: readonly number[];
  /** Where the days differ by their part of the week. */
  readonly weekly?: WeeklyPhases;
}
