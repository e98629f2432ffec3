import { describe, expect, it } from 'vitest';
import { seededRandom } from '../kernel/index.ts';
import type { DecisionCost } from '../scope/index.ts';
import { costAtThreshold, evaluateModel } from './evaluate-model.ts';

const cost: DecisionCost = { act: ['act'], missed: 1, needless: 0.25 };

describe('cost at the cost-optimal threshold', () => {
  it('acts from needless / (needless + missed) on: .2 here', () => {
    const scores = Float64Array.from([0.1999, 0.2, 0.9, 0.1]);
    expect(costAtThreshold(cost, scores, Uint8Array.from([1, 0, 1, 0]))).toBe((1 + 0.25) / 4);
    expect(costAtThreshold(cost, scores, Uint8Array.from([0, 1, 1, 0]))).toBe(0);
  });

  it('is nothing where there is nothing', () => {
    expect(costAtThreshold(cost, new Float64Array(), new Uint8Array())).toBe(0);
  });
});

describe('an evaluation', () => {
  const random = seededRandom('evaluation');
  const rows = 3_000;
  const labels = Uint8Array.from({ length: rows }, () => (random.next() < 0.3 ? 1 : 0));
  const scores = Float64Array.from(labels, (label) => Math.min(1, Math.max(0, 0.3 + 0.2 * (label - 0.3) + 0.1 * random.normal())));
  const baseline = new Float64Array(rows).fill(0.3);
  const eventAt = Float64Array.from({ length: rows }, (_, i) => 1_000 + i);
  const values = Array.from({ length: rows }, (_, i) => (i < 1_500 ? 'large' : i < 2_500 ? null : i < 2_600 ? 'small' : 'middle'));
  const evaluation = evaluateModel({ scores, baseline, labels, eventAt, slices: [{ column: 'size', values }] }, cost);

  it('measures the model beside the baseline on the same rows', () => {
    expect(evaluation).toMatchObject({ rows, interval: { from: 1_000, to: 4_000 }, baseline: { auc: 0.5 } });
    expect(evaluation.positiveRate).toBeCloseTo(0.3, 1);
    expect(evaluation.auc).toBeGreaterThan(0.85);
    expect(evaluation.aucInterval[0]).toBeLessThan(evaluation.auc);
    expect(evaluation.aucInterval[1]).toBeGreaterThan(evaluation.auc);
    expect(evaluation.cost).toBeLessThan(evaluation.baseline.cost);
    expect(evaluation.baseline.cost).toBeCloseTo(0.25 * (1 - evaluation.positiveRate), 12);
    expect(evaluation.calibrationGap).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / rows - evaluation.positiveRate, 12);
    expect(Object.values(evaluation).every((value) => typeof value !== 'number' || Number.isFinite(value))).toBe(true);
  });

  it('looks at every slice that is large enough to say something, the largest first', () => {
    expect(evaluation.slices.map((slice) => [slice.column, slice.value, slice.rows])).toEqual([
      ['size', 'large', 1_500],
      ['size', '(empty)', 1_000],
      ['size', 'middle', 400],
    ]);
    for (const slice of evaluation.slices) expect(slice).toMatchObject({ auc: expect.closeTo(evaluation.auc, 1) as number, baselineAuc: 0.5 });
  });

  it('leaves out slices with hardly any of one label', () => {
    const oneSided = Uint8Array.from(labels, (label, i) => (i < 1_500 && i >= 20 ? 0 : label));
    const sliced = evaluateModel({ scores, baseline, labels: oneSided, eventAt, slices: [{ column: 'size', values }] }, cost);
    expect(sliced.slices.map((slice) => slice.value)).toEqual(['(empty)', 'middle']);
  });
});
