import { describe, expect, it } from 'vitest';
import { createCounter, profileValues } from '../../data/index.ts';
import { DAY, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import { measureVariation, type ReferenceProfile } from '../../train/index.ts';
import { MONITORING_DEFAULTS } from '../window.ts';
import type { Discovery } from './discover.ts';
import { judgeWindow } from './judge-window.ts';

/** All rows of a day share its weather: a sixtieth of the days is the warmest that sixty days have seen. */
const DAYS = 60;
const ROWS = 300;
const drawDay = (random: Random, mean = 40): Float64Array => {
  const warm = mean + 10 * random.normal();
  return Float64Array.from({ length: ROWS }, () => warm + 3 * random.normal());
};

function learn(random: Random): ReferenceProfile {
  const temperature = Float64Array.from(Array.from({ length: DAYS }, () => [...drawDay(random)]).flat());
  const eventAt = Float64Array.from(temperature, (_, i) => Math.floor(i / ROWS) * DAY);
  const column = profileValues({ name: 'temperature', kind: 'number', values: temperature });
  const none = { rows: temperature.length, columns: [] };
  const score = profileValues({ name: 'score', kind: 'number', values: temperature.map(() => 0.5) });
  return { inputs: { ...none, columns: [column] }, features: none, score, natural: [measureVariation(column, temperature, eventAt)] };
}

/** What is found on a day, by a reference that knows how far its days went beyond each other, or does not. */
function judge(reference: ReferenceProfile, day: Float64Array): readonly Discovery[] {
  const counter = createCounter(reference.inputs);
  for (const value of day) counter.add([value]);
  const nothing = { rows: day.length, columns: [] };
  const counts = { inputs: counter.counts(), features: nothing, score: createCounter({ rows: 0, columns: [reference.score] }).counts() };
  return judgeWindow(reference, counts, MONITORING_DEFAULTS).discoveries;
}
const pages = (reference: ReferenceProfile, day: Float64Array): boolean => judge(reference, day).some(({ urgency }) => urgency === 'page');

describe('weather, which all rows of a day share', () => {
  const random = seededRandom('weather');
  const runs = 400;
  const references = Array.from({ length: runs }, () => learn(random));

  it('is told, and pages nobody, when spring comes', () => {
    let told = 0;
    for (const reference of references.slice(0, 40)) {
      for (let after = 10; after <= 90; after += 10) {
        const found = judge(reference, drawDay(random, 40 + after / 3));
        expect(found.filter(({ urgency, effect }) => urgency === 'page' && effect < 0.95)).toEqual([]);
        if (found.some(({ kind }) => kind === 'extrapolation')) told++;
      }
    }
    expect(told).toBeGreaterThan(30);
  });

  it('pages on few of its records, where each that a twentieth of the rows breaks would be one too many', () => {
    let [days, alarms, records] = [0, 0, 0];
    for (const reference of references) {
      for (let more = 0; more < 5; more++, days++) {
        const day = drawDay(random);
        const { min, max } = reference.inputs.columns[0]!;
        if (pages(reference, day)) alarms++;
        if (day.filter((value) => value < min! || value > max!).length >= MONITORING_DEFAULTS.pageShare * ROWS) records++;
      }
    }
    expect(clopperPearson(alarms, days, 0.01)[1]).toBeLessThanOrEqual(0.005);
    expect(clopperPearson(records, days, 0.01)[0]).toBeGreaterThan(0.005);
  });

  it.each([
    ['a tenth in another unit', (value: number, row: number) => (row % 10 === 0 ? value + 273 : value)],
    ['all in another unit', (value: number) => (value - 32) / 1.8 - 100],
    ['a twelfth lost as a number that means nothing', (value: number, row: number) => (row % 12 === 0 ? -999 : value)],
  ])('pages with %s', (_, broken) => {
    for (const reference of references.slice(0, 40)) expect(pages(reference, drawDay(random).map(broken))).toBe(true);
  });
});
