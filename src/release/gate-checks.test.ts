import { describe, expect, it } from 'vitest';
import { DAY } from '../kernel/index.ts';
import type { BinaryEvaluation, RegressionEvaluation } from '../train/index.ts';
import { checkBaseline, checkChampion, checkGoal, checkLatency, checkOutputs, checkParity, checkSize, checkSlices, type ServedRows } from './gate-checks.ts';

const evaluation: BinaryEvaluation = {
  rows: 10_000,
  interval: { from: 0, to: DAY },
  positiveRate: 0.2,
  auc: 0.68,
  aucInterval: [0.67, 0.69],
  logLoss: 0.45,
  calibrationGap: 0,
  cost: 0.1,
  baseline: { auc: 0.64, cost: 0.12 },
  slices: [],
  harm: [],
};
const served: ServedRows = { rows: 10_000, refused: 0, firstRefusal: null, quality: 0.68, minimum: 0.02, maximum: 0.9, distinct: 900, microsPerRow: 12, repeated: null };
const slice = (rows: number, auc: number, baselineAuc: number) => ({ column: 'origin', value: 'ORD', rows, auc, baselineAuc });

describe('the gate', () => {
  it.each([
    ['goal reached', checkGoal(evaluation, { goal: 0.65 }), true, /0.6800.*10000 rows.*0.6500/],
    ['goal missed', checkGoal(evaluation, { goal: 0.7 }), false, /the goal is 0.7000/],
    ['baseline beaten', checkBaseline(evaluation), true, /the baseline has 0.6400/],
    ['baseline only reached', checkBaseline({ ...evaluation, baseline: { auc: 0.68, cost: 1 } }), false, /0.6800/],
    ['no slices', checkSlices(evaluation, {}), true, /none of 0 slices/],
    ['a slice far below', checkSlices({ ...evaluation, slices: [slice(5_000, 0.55, 0.65)] }, {}), false, /1 of 1 slices.*origin = ORD: AUC 0.5500, baseline 0.6500, 5000 rows/],
    ['a slice below, within chance', checkSlices({ ...evaluation, slices: [slice(200, 0.6, 0.65)] }, {}), true, /1 more do, but within 3 standard errors/],
    ['a slice below, within a wider tolerance', checkSlices({ ...evaluation, slices: [slice(5_000, 0.55, 0.65)] }, { sliceTolerance: 0.15 }), true, /none of 1/],
    ['no champion', checkChampion({ metric: 'auc', value: 0.6 }, null, {}), true, /no champion/],
    ['as good as the champion', checkChampion({ metric: 'auc', value: 0.676 }, { value: 0.68, scored: 10_000, reason: '' }, {}), true, /the champion has 0.6800 on 10000/],
    ['worse than the champion', checkChampion({ metric: 'auc', value: 0.67 }, { value: 0.68, scored: 10_000, reason: '' }, {}), false, /0.6700/],
    [
      'a champion of other columns',
      checkChampion({ metric: 'auc', value: 0.67 }, { value: null, scored: 0, reason: 'refused: tail is not there' }, {}),
      true,
      /not compared.*tail/,
    ],
    ['good outputs', checkOutputs(served), true, /0.0200 to 0.9000 with 900 different values; none was refused/],
    ['a constant score', checkOutputs({ ...served, distinct: 1 }), false, /a constant score says nothing/],
    ['too many refused', checkOutputs({ ...served, refused: 200, firstRefusal: 'refused: score is empty' }), false, /200 rows \(2.00 %\).*score is empty/],
    ['a few refused', checkOutputs({ ...served, refused: 20, firstRefusal: 'x' }), true, /0.20 %/],
    ['served as evaluated', checkParity(evaluation, served), true, /0.6800 as it will be served/],
    [
      'the same in a second process',
      checkParity(evaluation, { ...served, repeated: { rows: 2_000, difference: 0 } }),
      true,
      /2000 rows score the same in a second process up to 0$/,
    ],
    ['another score in a second process', checkParity(evaluation, { ...served, repeated: { rows: 2_000, difference: 0.25 } }), false, /up to 0.25, and 0.000001 is allowed/],
    ['served otherwise', checkParity(evaluation, { ...served, quality: 0.66 }), false, /0.6600/],
    ['fast enough', checkLatency(served, {}), true, /12.0 µs a row; at most 500/],
    ['too slow', checkLatency(served, { maxMicrosPerRow: 10 }), false, /at most 10/],
    ['small enough', checkSize(1_000, {}), true, /1000 bytes/],
    ['too large', checkSize(1_000, { maxBytes: 999 }), false, /at most 999/],
  ])('%s', (_, check, passed, detail) => {
    expect(check.passed).toBe(passed);
    expect(check.detail).toMatch(detail);
  });
});

describe('the gate of numbers', () => {
  const numbers: RegressionEvaluation = {
    task: 'regression',
    rows: 1_000,
    interval: { from: 0, to: DAY },
    metric: 'rmse',
    quality: 12,
    qualityInterval: [11.2, 12.8],
    metrics: [],
    meanLabel: 40,
    meanScore: 40,
    cost: 0.2,
    costError: 0.01,
    baseline: { quality: 15, cost: 0.3 },
    slices: [],
    harm: [],
  };
  const part = (quality: number, baseline: number, error: number) => ({ column: 'origin', value: 'ORD', rows: 400, quality, baseline, error });
  it.each([
    ['goal reached', checkGoal(numbers, { goal: 12.5, unit: 'min' }), true, /^RMSE 12\.0000 min \(95 %: 11\.2000 to 12\.8000\) on 1000 rows; the goal is 12\.5000$/],
    ['goal missed: more is worse', checkGoal(numbers, { goal: 11 }), false, /the goal is 11/],
    ['baseline beaten', checkBaseline(numbers), true, /the baseline has 15/],
    ['baseline not beaten', checkBaseline({ ...numbers, baseline: { quality: 11, cost: 0.1 } }), false, /11/],
    ['a slice that is better', checkSlices({ ...numbers, slices: [part(10, 15, 0.1)] }, {}), true, /none of 1 slices lies further above the baseline than 2 %/],
    ['a slice far above', checkSlices({ ...numbers, slices: [part(18, 15, 0.5)] }, {}), false, /1 of 1 slices.*RMSE 18\.0000, baseline 15\.0000/],
    ['a slice above, within chance', checkSlices({ ...numbers, slices: [part(16, 15, 0.5)] }, {}), true, /1 more do, but within 3 standard errors/],
    ['as good as the champion', checkChampion({ metric: 'rmse', value: 12.05 }, { value: 12, scored: 900, reason: '' }, {}), true, /0\.5 % more is allowed/],
    ['worse than the champion', checkChampion({ metric: 'rmse', value: 12.1 }, { value: 12, scored: 900, reason: '' }, {}), false, /12\.1/],
    ['served as evaluated', checkParity(numbers, { ...served, rows: 1_000, quality: 12.001 }), true, /RMSE 12\.0010 as it will be served/],
    ['served otherwise', checkParity(numbers, { ...served, rows: 1_000, quality: 12.1 }), false, /they may differ by 0\.1 %/],
  ])('%s', (_, check, passed, detail) => {
    expect(check.passed).toBe(passed);
    expect(check.detail).toMatch(detail);
  });
});
