import { describe, expect, it } from 'vitest';
import { DAY } from '../kernel/index.ts';
import type { Evaluation } from '../train/index.ts';
import { checkBaseline, checkChampion, checkGoal, checkLatency, checkOutputs, checkParity, checkSize, checkSlices, type ServedRows } from './gate-checks.ts';

const evaluation: Evaluation = {
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
const served: ServedRows = { rows: 10_000, refused: 0, firstRefusal: null, auc: 0.68, minimum: 0.02, maximum: 0.9, distinct: 900, microsPerRow: 12, repeated: null };
const slice = (rows: number, auc: number, baselineAuc: number) => ({ column: 'origin', value: 'ORD', rows, auc, baselineAuc });

describe('the gate', () => {
  it.each([
    ['goal reached', checkGoal(evaluation, 0.65), true, /0.6800.*10000 rows.*0.6500/],
    ['goal missed', checkGoal(evaluation, 0.7), false, /the goal is 0.7000/],
    ['baseline beaten', checkBaseline(evaluation), true, /the baseline has 0.6400/],
    ['baseline only reached', checkBaseline({ ...evaluation, baseline: { auc: 0.68, cost: 1 } }), false, /0.6800/],
    ['no slices', checkSlices(evaluation, {}), true, /none of 0 slices/],
    ['a slice far below', checkSlices({ ...evaluation, slices: [slice(5_000, 0.55, 0.65)] }, {}), false, /1 of 1 slices.*origin = ORD: AUC 0.5500, baseline 0.6500, 5000 rows/],
    ['a slice below, within chance', checkSlices({ ...evaluation, slices: [slice(200, 0.6, 0.65)] }, {}), true, /1 more do, but within 3 standard errors/],
    ['a slice below, within a wider tolerance', checkSlices({ ...evaluation, slices: [slice(5_000, 0.55, 0.65)] }, { sliceTolerance: 0.15 }), true, /none of 1/],
    ['no champion', checkChampion(0.6, null, {}), true, /no champion/],
    ['as good as the champion', checkChampion(0.676, { auc: 0.68, scored: 10_000, reason: '' }, {}), true, /the champion has 0.6800 on 10000/],
    ['worse than the champion', checkChampion(0.67, { auc: 0.68, scored: 10_000, reason: '' }, {}), false, /0.6700/],
    ['a champion of other columns', checkChampion(0.67, { auc: null, scored: 0, reason: 'refused: tail is not there' }, {}), true, /not compared.*tail/],
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
    ['served otherwise', checkParity(evaluation, { ...served, auc: 0.66 }), false, /0.6600/],
    ['fast enough', checkLatency(served, {}), true, /12.0 µs a row; at most 500/],
    ['too slow', checkLatency(served, { maxMicrosPerRow: 10 }), false, /at most 10/],
    ['small enough', checkSize(1_000, {}), true, /1000 bytes/],
    ['too large', checkSize(1_000, { maxBytes: 999 }), false, /at most 999/],
  ])('%s', (_, check, passed, detail) => {
    expect(check.passed).toBe(passed);
    expect(check.detail).toMatch(detail);
  });
});
