/** How days differ within a week: each weekday in its own way, or weekends from the rest. */
export const SEASONS = ['weekday', 'weekend'] as const;
export type Season = (typeof SEASONS)[number];

/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;
const WEEKDAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];

/** The part of the week of a day that is counted from 1 January 1970 (`Calendar.dayOf`): 0 to 6 from Sunday on; of weekends 1, of other days 0. */
export function phaseOf(season: Season, day: number): number {
  const weekday = (((day + FIRST_WEEKDAY) % 7) + 7) % 7;
  return season === 'weekday' ? weekday : weekday === 0 || weekday === 6 ? 1 : 0;
}

/** What a phase is called: `Saturdays`, `weekends`. */
export const phaseName = (season: Season, phase: number): string => (season === 'weekday' ? WEEKDAYS[phase]! : phase === 1 ? 'weekends' : 'working days');

/** The week of a day, from Monday on. */
export const weekOf = (day: number): number => Math.floor((day + FIRST_WEEKDAY - 1) / 7);
