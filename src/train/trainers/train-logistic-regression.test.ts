import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { trainLogisticRegression } from './train-logistic-regression.ts';
import type { TrainingTable } from './training-table.ts';

const random = seededRandom(11);
const a = Float32Array.from({ length: 5_000 }, () => 100 + 10 * random.normal());
const b = Float32Array.from({ length: 5_000 }, () => random.normal() / 1_000);
const labels = Uint8Array.from(a, (value, row) => (random.next() < 1 / (1 + Math.exp(-(0.1 * (value - 100) - 500 * b[row]! - 0.5))) ? 1 : 0));
const table: TrainingTable = { features: ['a', 'b'], rows: 5_000, columns: [a, b], labels };

describe('logistic regression', () => {
  it('recovers the weights that made the labels, whatever the scales of the features', async () => {
    const { weights, bias } = await trainLogisticRegression(table, { l2: 0 });
    expect(weights[0]).toBeGreaterThan(0.09);
    expect(weights[0]).toBeLessThan(0.11);
    expect(weights[1]).toBeGreaterThan(-580);
    expect(weights[1]).toBeLessThan(-420);
    expect(bias + 100 * weights[0]!).toBeCloseTo(-0.5, 0);
  });

  it('stands where the gradient vanishes', async () => {
    const { weights, bias } = await trainLogisticRegression(table, { l2: 0 });
    const gradient = [0, 0, 0];
    for (let row = 0; row < table.rows; row++) {
      const error = 1 / (1 + Math.exp(-(weights[0]! * a[row]! + weights[1]! * b[row]! + bias))) - labels[row]!;
      gradient[0]! += error;
      gradient[1]! += (error * (a[row]! - 100)) / 10;
      gradient[2]! += error * b[row]! * 1_000;
    }
    for (const component of gradient) expect(Math.abs(component) / table.rows).toBeLessThan(1e-7);
  });

  it('ends, with finite weights, on repeated, constant and separating features', async () => {
    const separating = Float32Array.from(labels, (label) => label * 2 - 1);
    const constant = new Float32Array(5_000).fill(7);
    for (const l2 of [0, 1]) {
      const { weights, bias } = await trainLogisticRegression({ ...table, features: ['a', 'again', 'separating', 'constant'], columns: [a, a, separating, constant] }, { l2 });
      expect([...Array.from(weights), bias].every(Number.isFinite)).toBe(true);
      expect(weights[3]).toBe(0);
    }
  });

  it('reports falling losses', async () => {
    const losses: number[] = [];
    await trainLogisticRegression(table, { validation: table }, { onIteration: (iteration) => losses.push(iteration.trainLoss, iteration.validationLoss!) });
    expect(losses.length).toBeGreaterThan(4);
    losses.forEach((loss, i) => expect(loss).toBeLessThanOrEqual((losses[i - 2] ?? 0.7) + 1e-12));
  });

  it('names every column with missing values', async () => {
    const gaps = Float32Array.of(...a.subarray(0, 4_999), Number.NaN);
    await expect(trainLogisticRegression({ ...table, features: ['x', 'y', 'z'], columns: [gaps, b, gaps] })).rejects.toMatchObject({
      code: 'TRAINER_TABLE_UNFIT',
      facts: { problems: [{ path: '/columns/x' }, { path: '/columns/z' }] },
    });
  });
});
