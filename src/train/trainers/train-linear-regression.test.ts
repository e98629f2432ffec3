import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { loadModel } from '../../model/index.ts';
import { linearRegression, logisticRegression } from './definition.ts';
import { trainLinearRegression } from './train-linear-regression.ts';
import { trainModel } from './train-model.ts';
import type { TrainingTable } from './training-table.ts';

const random = seededRandom(12);
const a = Float32Array.from({ length: 5_000 }, () => 100 + 10 * random.normal());
const b = Float32Array.from({ length: 5_000 }, () => random.normal() / 1_000);
const labels = Float32Array.from(a, (value, row) => 3 * value - 2_000 * b[row]! + 7 + random.normal());
const table: TrainingTable = { features: ['a', 'b'], rows: 5_000, columns: [a, b], labels };

describe('linear regression', () => {
  it('stands where errors go with no feature, whatever their scales', async () => {
    const { weights, bias } = await trainLinearRegression(table, { l2: 0 });
    expect(weights[0]).toBeCloseTo(3, 2);
    expect(weights[1]! / -2_000).toBeCloseTo(1, 1);
    const errors = Float64Array.from(labels, (label, row) => weights[0]! * a[row]! + weights[1]! * b[row]! + bias - label);
    for (const column of [a.map(() => 1), a.map((value) => (value - 100) / 10), b.map((value) => value * 1_000)])
      expect(errors.reduce((sum, error, row) => sum + error * column[row]!, 0) / table.rows).toBeCloseTo(0, 6);
  });

  it('is the ridge solution of one feature: Σ zy / (Σ z² + l2)', async () => {
    const one = { features: ['a'], rows: 5_000, columns: [a], labels };
    const values = Float64Array.from(a);
    const mean = values.reduce((sum, value) => sum + value / 5_000, 0);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / 5_000, 0));
    const covered = values.reduce((sum, value, row) => sum + ((value - mean) / deviation) * labels[row]!, 0);
    expect((await trainLinearRegression(one, { l2: 5_000 })).weights[0]).toBeCloseTo(covered / 10_000 / deviation, 6);
  });

  it('ends, with finite weights, on repeated and constant features, and names every column with missing values', async () => {
    const constant = new Float32Array(5_000).fill(7);
    const { weights, bias } = await trainLinearRegression({ ...table, features: ['a', 'again', 'constant'], columns: [a, a, constant] }, { l2: 0 });
    expect([...Array.from(weights), bias].every(Number.isFinite)).toBe(true);
    expect(weights[2]).toBe(0);
    const gaps = Float32Array.of(...a.subarray(0, 4_999), Number.NaN);
    await expect(trainLinearRegression({ ...table, columns: [gaps, gaps] })).rejects.toMatchObject({
      code: 'TRAINER_TABLE_UNFIT',
      facts: { problems: [{ path: '/columns/a' }, { path: '/columns/b' }] },
    });
  });

  it('is written as ONNX that answers the number, and only for numbers', async () => {
    const { onnx, summary } = await trainModel(linearRegression({ l2: 0 }), table, { task: 'regression', validation: table });
    expect(summary.validationLoss).toBeCloseTo(0.5, 1);
    const model = await loadModel(onnx, { features: table.features });
    const [score] = await model.predictBatch(Float32Array.of(a[0]!, b[0]!), 1);
    await model.close();
    expect(Math.abs(score! - labels[0]!)).toBeLessThan(4);
    await expect(trainModel(linearRegression(), table)).rejects.toMatchObject({ code: 'TRAINER_TASK_UNFIT' });
    await expect(trainModel(logisticRegression(), table, { task: 'regression' })).rejects.toMatchObject({ code: 'TRAINER_TASK_UNFIT' });
  });
});
