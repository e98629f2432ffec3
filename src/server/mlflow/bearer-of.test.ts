import { expect, it } from 'vitest';
import { bearerOf } from './bearer-of.ts';

it('takes a token as it is, or from the password of Basic authentication', () => {
  const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
  expect(bearerOf('Bearer abc')).toBe('Bearer abc');
  expect(bearerOf(basic('ann:a:b'))).toBe('Bearer a:b');
  expect(bearerOf(basic('nobody'))).toBe('Bearer nobody');
  expect(bearerOf(undefined)).toBeUndefined();
  expect(bearerOf('Basic')).toBe('Basic');
});
