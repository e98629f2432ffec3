import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortRows } from './sort-rows.ts';

const special = [0, -0, NaN, Infinity, -Infinity, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, 1, -1, 1.6e12];

describe('sortRows', () => {
  it('sorts as comparing does, and keeps the order of rows whose values are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(...special)), { maxLength: 300 }), (given) => {
        const values = Float64Array.from(given);
        const { sorted, rows } = sortRows(values);
        expect(sorted).toEqual(values.filter((value) => !Number.isNaN(value)).sort());
        const ofEach = Array.from(rows, (row) => values[row]!);
        expect(Float64Array.from(ofEach)).toEqual(sorted);
        expect(new Set(rows).size).toBe(sorted.length);
        for (let i = 1; i < rows.length; i++) if (Object.is(sorted[i], sorted[i - 1])) expect(rows[i]).toBeGreaterThan(rows[i - 1]!);
      }),
    );
  });
});
