import type { Instant } from './clock.ts';
import { DAY, floorTo, HOUR, type Interval } from './event-time.ts';

/** The days of a place. */
export interface Calendar {
  /** IANA name of its time zone. */
  readonly timeZone: string;
  /** The local day that an instant lies in, counted from 1 January 1970. */
  dayOf(at: Instant): number;
  /** The hour that clocks show, 0 to 23. */
  hourOf(at: Instant): number;
}

/** The calendar without a place. */
export const UTC: Calendar = {
  timeZone: 'UTC',
  dayOf: (at) => Math.floor(at / DAY),
  hourOf: (at) => Math.floor(at / HOUR) - 24 * Math.floor(at / DAY),
};

/** Whether the machine knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * The calendar of a time zone that `isTimeZone` knows, with its changes to and from daylight saving time. Days begin at whole hours of UTC, by which traffic is counted: where clocks differ from it by half an hour, up to an hour before midnight.
 * A day asks for the zone's rules twice; what lies in a day that has been asked for costs nothing.
 * @example calendarOf('Europe/Berlin').dayOf(Date.UTC(2024, 0, 1, 23)) // 19724, the 2nd of January
 */
export function calendarOf(timeZone: string): Calendar {
  if (timeZone === UTC.timeZone) return UTC;
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const ask = (at: Instant): number => {
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(format.format(at)) ?? [];
    const ahead = (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60);
    return Math.ceil(ahead) * HOUR;
  };
  /** By UTC day: by how much clocks are ahead, or undefined when that changes within it. */
  const days = new Map<number, number | undefined>();
  const ahead = (at: Instant): number => {
    const day = Math.floor(at / DAY);
    if (!days.has(day)) {
      const [first, last] = [ask(day * DAY), ask((day + 1) * DAY - 1)];
      days.set(day, first === last ? first : undefined);
    }
    return days.get(day) ?? ask(at);
  };
  return {
    timeZone,
    dayOf: (at) => UTC.dayOf(at + ahead(at)),
    hourOf: (at) => UTC.hourOf(at + ahead(at)),
  };
}

/** The stretch of `length` ms that an instant lies in: of whole local days, 23 or 25 hours long where the clocks change, or of hours. */
export function stretchOf(calendar: Calendar, at: Instant, length: number): Interval {
  const from = floorTo(at, length);
  if (length % DAY !== 0 || calendar === UTC) return { from, to: from + length };
  const days = length / DAY;
  const day = Math.floor(calendar.dayOf(at) / days) * days;
  return { from: startOf(calendar, day), to: startOf(calendar, day + days) };
}

/** When a local day begins: the first whole hour that lies in it. */
function startOf(calendar: Calendar, day: number): Instant {
  let at = day * DAY - 16 * HOUR;
  while (calendar.dayOf(at) < day) at += HOUR;
  return at;
}

/** The local day that a stretch of time lies in; undefined when it is not of one day. */
export function dayDuring({ from, to }: Interval, calendar: Calendar): number | undefined {
  const day = calendar.dayOf(from);
  return calendar.dayOf(to - 1) === day ? day : undefined;
}
