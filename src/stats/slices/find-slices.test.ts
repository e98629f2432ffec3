import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findSlices } from './find-slices.ts';
import { type Predicate, rowsOfSlice, type SliceTable } from './slice.ts';

/** Every slice of at most three predicates, by SliceLine's definition and nothing else. */
function bruteForce(table: SliceTable, rules: { k: number; minRows: number; alpha: number }): number[] {
  const n = table.errors.length;
  const mean = table.errors.reduce((sum, error) => sum + error, 0) / n;
  const scores: number[] = [];
  const visit = (predicates: readonly Predicate[], from: number): void => {
    for (let feature = from; feature < table.features.length; feature++)
      for (let code = 0; code < table.features[feature]!.levels; code++) {
        const longer = [...predicates, { feature, code }];
        const rows = rowsOfSlice(table, longer);
        if (rows.length >= rules.minRows) {
          const error = rows.reduce((sum, row) => sum + table.errors[row]!, 0) / rows.length;
          scores.push(rules.alpha * (error / mean - 1) - (1 - rules.alpha) * (n / rows.length - 1));
        }
        if (longer.length < 3) visit(longer, feature + 1);
      }
  };
  visit([], 0);
  return scores
    .filter((score) => score > 1e-9)
    .sort((a, b) => b - a)
    .slice(0, rules.k);
}

it('finds the very best slices, whatever the table, the sizes and the weights', () => {
  const tables = fc.integer({ min: 10, max: 60 }).chain((rows) =>
    fc.record({
      codes: fc.array(fc.array(fc.integer({ min: -1, max: 2 }), { minLength: rows, maxLength: rows }), { minLength: 1, maxLength: 5 }),
      errors: fc.array(fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 10, noNaN: true })), { minLength: rows, maxLength: rows }),
      k: fc.integer({ min: 1, max: 8 }),
      minRows: fc.integer({ min: 1, max: 8 }),
      alpha: fc.constantFrom(0.5, 0.8, 0.95, 1),
    }),
  );
  fc.assert(
    fc.property(tables, ({ codes, errors, ...rules }) => {
      fc.pre(errors.some((error) => error > 1e-6));
      const table = { features: codes.map((one) => ({ codes: Int32Array.from(one), levels: 3 })), errors: Float64Array.from(errors) };
      const found = findSlices(table, rules).filter((slice) => slice.score > 1e-9);
      const best = bruteForce(table, rules);
      expect(found.length).toBe(best.length);
      found.forEach((slice, i) => expect(slice.score).toBeCloseTo(best[i]!, 9));
      for (const slice of found) expect(rowsOfSlice(table, slice.predicates)).toHaveLength(slice.rows);
    }),
    { numRuns: 300 },
  );
});

it('finds nothing where there is no error, and refuses errors below none', () => {
  const features = [{ codes: new Int32Array(100), levels: 1 }];
  expect(findSlices({ features, errors: new Float64Array(100) })).toEqual([]);
  expect(() => findSlices({ features, errors: new Float64Array(100).fill(-1) })).toThrow('the error of row 0 is -1');
  expect(() => findSlices({ features, errors: new Float64Array(9) })).toThrow('have 100 and 9 members');
});
