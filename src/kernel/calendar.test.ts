import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calendarOf, dayDuring, isTimeZone, stretchOf, UTC } from './calendar.ts';
import { DAY, HOUR } from './event-time.ts';

/** The local date of an instant as clocks show it. */
const dateIn = (timeZone: string, at: number): string => new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

const ZONES = ['Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland', 'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Tokyo', 'Pacific/Apia', 'UTC'];

it('knows the local day of every instant, and the hour that clocks show', () => {
  for (const timeZone of ZONES) {
    const calendar = calendarOf(timeZone);
    const hour = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2030, 0, 1) }), (at) => {
        expect(dateOf(calendar.dayOf(at))).toBe(dateIn(timeZone, at));
        expect(calendar.hourOf(at)).toBe(Number(hour.format(at)));
      }),
      { seed: 1, numRuns: 300 },
    );
  }
});

it('cuts time into whole local days, which follow each other without a gap: of 23 and 25 hours where the clocks change', () => {
  for (const timeZone of ZONES) {
    const calendar = calendarOf(timeZone);
    const lengths = new Set<number>();
    for (let at = Date.UTC(2011, 0, 1, 5); at < Date.UTC(2013, 0, 1);) {
      const day = stretchOf(calendar, at, DAY);
      expect(dayDuring(day, calendar)).toBe(calendar.dayOf(at));
      expect(stretchOf(calendar, day.to - 1, DAY)).toEqual(day);
      expect(stretchOf(calendar, day.to, DAY).from).toBe(day.to);
      lengths.add((day.to - day.from) / HOUR);
      at = day.to;
    }
    const changes = !['UTC', 'Asia/Tokyo', 'Africa/Cairo'].includes(timeZone);
    expect({ timeZone, lengths: [...lengths].sort((a, b) => a - b) }).toEqual({ timeZone, lengths: changes ? [23, 24, 25] : [24] });
  }
});

it('begins days at whole hours of UTC, and leaves stretches of hours as they are', () => {
  const kolkata = calendarOf('Asia/Kolkata');
  expect(stretchOf(kolkata, Date.UTC(2024, 0, 1, 12), DAY)).toEqual({ from: Date.UTC(2023, 11, 31, 18), to: Date.UTC(2024, 0, 1, 18) });
  expect(stretchOf(kolkata, Date.UTC(2024, 0, 1, 12, 20), HOUR)).toEqual({ from: Date.UTC(2024, 0, 1, 12), to: Date.UTC(2024, 0, 1, 13) });
  const berlin = calendarOf('Europe/Berlin');
  expect(dayDuring({ from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 0, 2) }, berlin)).toBeUndefined();
  const week = stretchOf(berlin, Date.UTC(2024, 2, 30), 7 * DAY);
  expect([(week.to - week.from) / HOUR, berlin.hourOf(week.from)]).toEqual([7 * 24 - 1, 0]);
  expect(calendarOf('UTC')).toBe(UTC);
  expect([isTimeZone('Europe/Berlin'), isTimeZone('Mars/Olympus')]).toEqual([true, false]);
});
