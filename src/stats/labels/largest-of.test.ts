import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestOf } from './largest-of.ts';

it('gives what sorting gives, equal values included', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 40 }), fc.nat(45), (values, count) => {
      const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
      expect(Array.from(largestOf(Float64Array.from(values), count))).toEqual(order.slice(0, count).sort((a, b) => a - b));
    }),
  );
});
