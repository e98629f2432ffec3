import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { type Place, tellMove, tellOutside } from './tell-move.ts';

const placeOf = (values: readonly number[]): Place => {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { middle, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length) };
};
const random = seededRandom('move');
const january = Array.from({ length: 700 }, () => 1 + 3 * random.normal());
const july = Array.from({ length: 700 }, () => 24 + 3.5 * random.normal());
const metres = Array.from({ length: 700 }, () => Math.exp(3 + 0.8 * random.normal()));

describe('numbers that lie elsewhere', () => {
  it.each([
    ['centimetres for metres', (value: number) => value * 100, 'divided by 100'],
    ['kilometres for metres', (value: number) => value / 1_000, 'multiplied by 1,000'],
    ['feet for metres', (value: number) => value * 3.28084, 'from feet to metres'],
  ] as const)('are in another unit: %s', (_, convert, unit) => {
    expect(tellMove(placeOf(metres), placeOf(metres.map(convert)))?.unit).toBe(unit);
    // Of other rows as well.
    expect(tellMove(placeOf(metres.slice(0, 350)), placeOf(metres.slice(350).map(convert)))?.unit).toBe(unit);
  });

  it('are in another unit whose zero is elsewhere', () => {
    expect(tellMove(placeOf(january), placeOf(january.map((celsius) => 1.8 * celsius + 32)))?.unit).toBe('from Fahrenheit to Celsius');
  });

  it('have moved with the season, which no unit brings back', () => {
    const move = tellMove(placeOf(january), placeOf(july));
    expect(move).toMatchObject({ unit: null });
    expect(move!.deviations).toBeGreaterThan(6);
    expect(tellOutside('temp', true, move)).toMatch(
      /^temp moved as a whole up, by \d\.\d standard deviations, beyond what the reference has seen, and its values differ among each other 1\.\d times as much: a season, a new market/,
    );
    expect(tellOutside('temp', true, tellMove(placeOf(july), placeOf(january)))).toMatch(/^temp moved as a whole down/);
    const fahrenheit = (values: readonly number[]): Place => placeOf(values.map((celsius) => 1.8 * celsius + 32));
    expect(tellMove(fahrenheit(january), fahrenheit(july))).toMatchObject({ unit: null });
  });

  it('are in another unit on a single day as well, whose values differ less, and have moved on a warm one', () => {
    const sixtyDays = { middle: 40, deviation: 10 };
    expect(tellMove(sixtyDays, { middle: 41_000, deviation: 3_000 })?.unit).toBe('divided by 1,000');
    expect(tellMove(sixtyDays, { middle: 80, deviation: 3 })).toEqual({ unit: null, deviations: 4, spread: 0.3 });
  });

  it('say nothing where they do not differ among each other', () => {
    expect(tellMove({ middle: 5, deviation: 0 }, { middle: 50, deviation: 0 })).toBeNull();
  });
});
