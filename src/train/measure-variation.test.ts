import { describe, expect, it } from 'vitest';
import { createCounter, judgeColumn, profileValues } from '../data/index.ts';
import { DAY, seededRandom } from '../kernel/index.ts';
import { measureVariation } from './measure-variation.ts';

const DAYS = 14;
const ROWS = 300;
const random = seededRandom('variation');
const START = Date.UTC(2001, 0, 1);
const eventAt = Float64Array.from({ length: DAYS * ROWS }, (_, i) => START + Math.floor(i / ROWS) * DAY + Math.floor(((i % ROWS) * DAY) / ROWS));
const weekdays = Array.from(eventAt, (at) => ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(at).getUTCDay()]!);
const hours = Float64Array.from(eventAt, (at) => (at % DAY) / 3_600_000);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('natural variation', () => {
  it('knows that a weekday is constant within each day', () => {
    const natural = measureVariation(profileValues({ name: 'weekday', kind: 'string', values: weekdays }), weekdays, eventAt);
    expect(natural).toMatchObject({ column: 'weekday', topShares: Array(DAYS).fill(1), missingRates: Array(DAYS).fill(0), unseenRates: Array(DAYS).fill(0) });
    for (const distance of natural.distances) expect(distance).toBeCloseTo(6 / 7, 9);
  });

  it('knows that an hour of the day is not', () => {
    const natural = measureVariation(profileValues({ name: 'hour', kind: 'number', values: hours }), hours, eventAt);
    expect(natural.distances).toHaveLength(DAYS);
    expect(Math.max(...natural.distances)).toBeLessThan(0.05);
    expect(Math.max(...natural.topShares)).toBeLessThan(0.05);
    expect(natural.weekly).toBeUndefined();
  });

  it('keeps what each weekday is like where they differ and three weeks are known', () => {
    const more = Float64Array.from([...eventAt, ...eventAt.subarray(0, 7 * ROWS).map((at) => at + DAYS * DAY)]);
    const names = [...weekdays, ...weekdays.slice(0, 7 * ROWS)];
    const { weekly } = measureVariation(profileValues({ name: 'weekday', kind: 'string', values: names }), names, more);
    expect(weekly).toMatchObject({ season: 'weekday', phases: Array.from({ length: 21 }, (_, day) => (day + 1) % 7), distances: Array(21).fill(0) });
    expect(weekly!.cells.map((cells) => cells.filter((count) => count > 0))).toEqual(Array(7).fill([3 * ROWS]));
  });

  it('counts what is missing day by day, and unrelated values by chance alone', () => {
    const values = Float64Array.from(eventAt, (_, i) => (i >= ROWS && i < 2 * ROWS && i % 2 === 0 ? NaN : random.normal()));
    const natural = measureVariation(profileValues({ name: 'x', kind: 'number', values }), values, eventAt);
    expect(natural.missingRates).toEqual([0, 0.5, ...(Array(DAYS - 2).fill(0) as number[])]);
    expect(natural.distances[1]).toBeGreaterThan(0.4);
    expect(mean(natural.distances.filter((_, day) => day !== 1))).toBeLessThan(0.2);
  });

  it('knows how far a day goes beyond what all others reach', () => {
    const values = Float64Array.from(eventAt, (_, i) => (i % ROWS) / ROWS + (i < ROWS ? 0.75 : 0));
    const natural = measureVariation(profileValues({ name: 'x', kind: 'number', values }), values, eventAt);
    expect(natural.outsideRates[0]).toBeCloseTo(0.75, 2);
    expect(natural.outsideRates.slice(1)).toEqual(Array(DAYS - 1).fill(0));
  });

  it('knows how many rows of a day bring texts that no other day has', () => {
    const customers = Array.from(eventAt, (_, i) => {
      const [day, row] = [Math.floor(i / ROWS), i % ROWS];
      return row < (day === 3 ? 90 : 30) ? `new on day ${day}: ${row}` : `known ${row % 20}`;
    });
    const natural = measureVariation(profileValues({ name: 'customer', kind: 'string', values: customers }), customers, eventAt);
    expect(natural.unseenRates).toEqual(Array.from({ length: DAYS }, (_, day) => (day === 3 ? 0.3 : 0.1)));
  });

  it('lets a window that brings as many new texts as training days did page nobody, and one of twice as many be found', () => {
    const draw = (day: number, fresh: number): string[] => Array.from({ length: ROWS }, (_, row) => (row < fresh ? `new on day ${day}: ${row}` : `known ${row % 20}`));
    const customers = Array.from({ length: DAYS }, (_, day) => draw(day, 28 + (day % 5))).flat();
    const profile = profileValues({ name: 'customer', kind: 'string', values: customers });
    const natural = measureVariation(profile, customers, eventAt);
    const judge = (day: number, fresh: number) => {
      const counter = createCounter({ rows: profile.rows, columns: [profile] });
      for (const customer of draw(day, fresh)) counter.add([customer]);
      return judgeColumn({ profile, natural, window: counter.counts().columns[0]! }).suspicions.find(({ kind }) => kind === 'unseen')!;
    };
    expect(judge(100, 30)).toMatchObject({ effect: 0.1, p: 1 });
    expect(judge(100, 75).p).toBeLessThan(1e-6);
  });

  it('passes over days with too few rows, and over days without any', () => {
    const kept = [...eventAt.keys()].filter((i) => i < ROWS || (i >= ROWS && i < ROWS + 99) || i >= 5 * ROWS);
    const natural = measureVariation(
      profileValues({ name: 'hour', kind: 'number', values: hours }),
      kept.map((i) => hours[i]!),
      Float64Array.from(kept, (i) => eventAt[i]!),
    );
    expect(natural.distances).toHaveLength(1 + DAYS - 5);
  });
});
