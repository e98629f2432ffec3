import { expect, it } from 'vitest';
import { fitRates, scoreRates } from './score-baseline.ts';

const groups = ['a', 'a', 'a', 'a', 'b'];
const labels = Uint8Array.from([1, 1, 1, 0, 0]);

it('learns the rate of each group, with so many rows of the overall rate added', () => {
  const table = fitRates(groups, labels, 10);
  expect(table.overall).toBe(0.6);
  expect(table.rates.get('a')).toBeCloseTo((3 + 10 * 0.6) / 14, 12);
  expect(table.rates.get('b')).toBeCloseTo((0 + 10 * 0.6) / 11, 12);
  expect(fitRates(groups, labels, 0).rates.get('b')).toBe(0);
});

it('gives a group that it never saw the overall rate', () => {
  expect([...scoreRates(fitRates(groups, labels), ['b', 'a', 'unseen'])]).toEqual([(20 * 0.6) / 21, (3 + 20 * 0.6) / 24, 0.6]);
});

it('learns from nothing without breaking', () => {
  expect([...scoreRates(fitRates([], new Uint8Array()), ['a'])]).toEqual([0]);
});
