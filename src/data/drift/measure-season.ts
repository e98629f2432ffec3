import { findSeason, pointOf } from './find-season.ts';
import { leaveOneOut, poolCells } from './leave-one-out.ts';
import { phaseOf, type Season } from './season.ts';

/** What each part of the week is like, where days of the week differ. */
export interface WeeklyPhases {
  readonly season: Season;
  /** The phase of each day. */
  readonly phases: readonly number[];
  /** How far each day lies from the others of its phase together (total variation). */
  readonly distances: readonly number[];
  /** Rows of each phase by cell (`cellsOf`). */
  readonly cells: readonly (readonly number[])[];
}

/** What days are like by their part of the week, in the order given; undefined where they do not differ by it (`findSeason`). */
export function measureSeason(days: readonly { readonly day: number; readonly cells: readonly number[] }[]): WeeklyPhases | undefined {
  const season = findSeason(days.map(({ day, cells }) => ({ day, point: pointOf(cells) })));
  if (season === null) return undefined;
  const all = days.map((one) => one.cells);
  const phases = days.map(({ day }) => phaseOf(season, day));
  const cells = Array.from({ length: season === 'weekday' ? 7 : 2 }, (_, phase) =>
    poolCells(
      all.filter((__, i) => phases[i] === phase),
      all[0]!.length,
    ),
  );
  return { season, phases, distances: leaveOneOut(all, phases).map((distance) => distance ?? 0), cells };
}
