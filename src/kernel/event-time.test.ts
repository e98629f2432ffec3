import { expect, it } from 'vitest';
import { formatExactInstant } from './event-time.ts';

it('writes an instant with what it has beyond the minute, and a number that no date reaches as a number', () => {
  const at = Date.UTC(2024, 1, 3, 4, 5);
  expect([at, at + 6_000, at + 6_007, at + 7, -1].map(formatExactInstant)).toEqual([
    '2024-02-03T04:05Z',
    '2024-02-03T04:05:06Z',
    '2024-02-03T04:05:06.007Z',
    '2024-02-03T04:05:00.007Z',
    '1969-12-31T23:59:59.999Z',
  ]);
  expect(formatExactInstant(9e15)).toBe('9000000000000000');
});
