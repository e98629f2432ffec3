import { describe, expect, it } from 'vitest';
import { type Random, seededRandom, UTC } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { type DayPoint, findSeason, pointOf } from './find-season.ts';

const MONDAY = UTC.dayOf(Date.UTC(2024, 0, 1));
const SHARES = [0.1, 0.2, 0.3, 0.4];

/** Days of 400 rows; `tilt` moves rows from the last cell to the first. */
function days(random: Random, count: number, tilt: (day: number) => number): DayPoint[] {
  return Array.from({ length: count }, (_, day) => {
    const moved = tilt(day);
    const cells = [0, 0, 0, 0];
    for (let row = 0; row < 400; row++) {
      let left = random.next();
      const cell = SHARES.findIndex((share, i) => (left -= share + (i === 0 ? moved : i === 3 ? -moved : 0)) < 0);
      cells[cell < 0 ? 3 : cell]!++;
    }
    return { day: MONDAY + day, point: pointOf(cells) };
  });
}

describe('a season', () => {
  it('is seen in at most 1 of 100 tables without one, also with a trend, and hardly more often after a change of level', () => {
    const random = seededRandom('no season');
    const runs = 250;
    for (const { tilt, level } of [
      { tilt: () => 0, level: 0.01 },
      { tilt: (day: number) => day / 200, level: 0.01 },
      { tilt: (day: number) => (day >= 14 ? 0.15 : 0), level: 0.05 },
    ]) {
      let seen = 0;
      for (let run = 0; run < runs; run++) if (findSeason(days(random, 28, tilt)) !== null) seen++;
      expect(clopperPearson(seen, runs, 0.02)[0]).toBeLessThanOrEqual(level);
    }
  });

  it('is seen where days of the week differ, each by itself or weekends alone, as far as weeks allow', () => {
    const random = seededRandom('season');
    const weekends = (day: number) => (day % 7 >= 5 ? 0.12 : 0);
    for (let run = 0; run < 10; run++) {
      expect(findSeason(days(random, 28, (day) => 0.02 * (day % 7)))).toBe('weekday');
      expect(findSeason(days(random, 14, weekends))).toBe('weekend');
      expect(findSeason(days(random, 13, weekends))).toBeNull();
    }
  });

  it('is not seen where every day is the same', () => {
    expect(findSeason(Array.from({ length: 28 }, (_, day) => ({ day: MONDAY + day, point: pointOf([3, 4]) })))).toBeNull();
  });
});
