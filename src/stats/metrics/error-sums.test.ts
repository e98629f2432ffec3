import { expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { addErrors, type ErrorSums, measureErrorSums, mergeErrors, NO_ERRORS } from './error-sums.ts';
import { measureRegression } from './measure-regression.ts';

const random = seededRandom('sums');
const targets = Float64Array.from({ length: 500 }, () => 1e4 + 30 * random.normal());
const predictions = targets.map((y) => y + 2 + 5 * random.normal());
const sumsOf = (from: number, to: number): ErrorSums => predictions.slice(from, to).reduce((sums, p, i) => addErrors(sums, p, targets[from + i]!), NO_ERRORS);

it('sums measure what the rows do, however they were split', () => {
  const { mae, rmse, bias, r2 } = measureRegression(predictions, targets);
  const measured = measureErrorSums(mergeErrors(sumsOf(0, 123), sumsOf(123, 500)));
  for (const [summed, whole] of [
    [measured.mae, mae],
    [measured.rmse, rmse],
    [measured.bias, bias],
  ] as const) {
    expect(summed.value).toBeCloseTo(whole.value, 9);
    expect(summed.interval[0]).toBeCloseTo(whole.interval[0], 9);
    expect(summed.interval[1]).toBeCloseTo(whole.interval[1], 9);
  }
  expect(measured.r2.value).toBeCloseTo(r2.value, 9);
});

it('sums of nothing, and of one row, say no more than they know', () => {
  expect(measureErrorSums(NO_ERRORS).rmse.value).toBeNaN();
  expect(measureErrorSums(addErrors(NO_ERRORS, 3, 1))).toMatchObject({ mae: { value: 2, interval: [-Infinity, Infinity] }, rmse: { value: 2 }, r2: { value: NaN } });
});
