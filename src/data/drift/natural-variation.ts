import type { WeeklyPhases } from './measure-season.ts';
import { naturalBound } from './natural-bound.ts';
import { phaseName, phaseOf, type Season } from './season.ts';

/** How far single days of the training data lie from the whole: what natural change looks like, column by column. */
export interface NaturalVariation {
  readonly column: string;
  /** One distance a day (total variation over the reference's bins, in 0..1). */
  readonly distances: readonly number[];
  /** The largest share of one exact value on each day. */
  readonly topShares: readonly number[];
  readonly missingRates: readonly number[];
  /** The share of each day's rows with a text that the reference does not hold, or that no other day has: how much that is new a new day may bring. */
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
  /** Where the days differ by their part of the week. */
  readonly weekly?: WeeklyBounds;
}

/** The parts of the week, each with its own bounds. */
export interface WeeklyBounds {
  readonly season: Season;
  readonly phases: readonly PhaseBounds[];
}

/** How far the days of one part of the week go, and their rows together by cell (`cellsOf`). */
export interface PhaseBounds extends Omit<NaturalBounds, 'weekly'> {
  readonly cells: readonly number[];
}

type Days = Omit<NaturalVariation, 'column'>;

/** How far days go that are known one by one; not at all where none is. */
export const boundsOf = ({ distances, topShares, missingRates, unseenRates, outsideRates }: Omit<Days, 'weekly'>): NaturalBounds => ({
  days: distances.length,
  distance: naturalBound(distances),
  topShare: naturalBound(topShares),
  missingRate: naturalBound(missingRates),
  unseenRate: naturalBound(unseenRates),
  outsideRate: naturalBound(outsideRates),
});

/** How far the days of one part of the week go; distances, each from its own phase, are alike in all. */
export function phaseBounds({ topShares, missingRates, unseenRates, outsideRates }: Days, weekly: WeeklyPhases, phase: number): PhaseBounds {
  const own = (rates: readonly number[]): number[] => rates.filter((_, day) => weekly.phases[day] === phase);
  const bounds = boundsOf({
    distances: weekly.distances,
    topShares: own(topShares),
    missingRates: own(missingRates),
    unseenRates: own(unseenRates),
    outsideRates: own(outsideRates),
  });
  return { ...bounds, days: own(weekly.distances).length, cells: weekly.cells[phase]! };
}

/** The bounds of every part of the week. */
export const weeklyBounds = (days: Days, weekly: WeeklyPhases): WeeklyBounds => ({
  season: weekly.season,
  phases: weekly.cells.map((_, phase) => phaseBounds(days, weekly, phase)),
});

/** A phase of fewer days is compared with all days. */
const ENOUGH_DAYS = 2;

/** What a window of one local day is compared with where days differ by their part of the week; undefined where it is compared with all of them. */
export function phaseDuring(
  natural: NaturalVariation | Pick<NaturalBounds, 'days' | 'weekly'> | undefined,
  day: number | undefined,
): { readonly own: PhaseBounds; readonly name: string; readonly phase: number } | undefined {
  if (natural?.weekly === undefined || day === undefined) return undefined;
  const { season } = natural.weekly;
  const phase = phaseOf(season, day);
  const own = 'days' in natural ? natural.weekly!.phases[phase]! : phaseBounds(natural, natural.weekly!, phase);
  return own.days < ENOUGH_DAYS ? undefined : { own, name: phaseName(season, phase), phase };
}

/** Nothing is known of days. */
export const NO_DAYS: NaturalBounds = { days: 0, distance: 0, topShare: 0, missingRate: 0, unseenRate: 0, outsideRate: 0 };
