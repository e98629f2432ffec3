import { DAY, type Instant, type Interval } from '../../kernel/index.ts';

/** How days differ within a week: each weekday in its own way, or weekends from the rest. */
export const SEASONS = ['weekday', 'weekend'] as const;
export type Season = (typeof SEASONS)[number];

/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;
const WEEKDAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];

const weekdayOf = (at: Instant): number => (((Math.floor(at / DAY) + FIRST_WEEKDAY) % 7) + 7) % 7;

/** The part of the week that an instant lies in, UTC: 0 to 6 from Sunday on; of weekends 1, of other days 0. */
export function phaseOf(season: Season, at: Instant): number {
  const weekday = weekdayOf(at);
  return season === 'weekday' ? weekday : weekday === 0 || weekday === 6 ? 1 : 0;
}

/** What a phase is called: `Saturdays`, `weekends`. */
export const phaseName = (season: Season, phase: number): string => (season === 'weekday' ? WEEKDAYS[phase]! : phase === 1 ? 'weekends' : 'working days');

/** The phase that a stretch of time lies in; undefined when it is not of one day. */
export const phaseDuring = (season: Season, { from, to }: Interval): number | undefined =>
  Math.floor(from / DAY) === Math.floor((to - 1) / DAY) ? phaseOf(season, from) : undefined;

/** The week of an instant, from Monday on. */
export const weekOf = (at: Instant): number => Math.floor((Math.floor(at / DAY) + FIRST_WEEKDAY - 1) / 7);
