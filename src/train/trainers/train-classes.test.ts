import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { loadModel } from '../../model/index.ts';
import { gradientBoosting, linearRegression, logisticRegression } from './definition.ts';
import { trainLogisticClasses } from './train-logistic-classes.ts';
import { trainModel } from './train-model.ts';
import type { TrainingTable } from './training-table.ts';

const NAMES = ['ash', 'birch', 'cedar'];
const ROWS = 3_000;
const random = seededRandom('classes');
const a = Float32Array.from({ length: ROWS }, () => 50 + 10 * random.normal());
const b = Float32Array.from({ length: ROWS }, () => random.normal() / 100);
const chances = (row: number): number[] => {
  const weights = [(a[row]! - 50) / 8, b[row]! * 150, 0.5 * ((a[row]! - 50) / 10) ** 2].map(Math.exp);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
};
const labels = Uint8Array.from({ length: ROWS }, (_, row) => {
  let left = random.next();
  return Math.max(
    0,
    chances(row).findIndex((p) => (left -= p) < 0),
  );
});
const table: TrainingTable = { features: ['a', 'b'], rows: ROWS, columns: [a, b], labels };
const rowMajor = Float32Array.from({ length: ROWS * 2 }, (_, i) => table.columns[i % 2]![Math.floor(i / 2)]!);

/** The mean log loss of a model's own ONNX, and whether each row adds up to 1. */
async function lossOf(onnx: Uint8Array): Promise<number> {
  const model = await loadModel(onnx, { features: ['a', 'b'], classes: NAMES });
  const scores = await model.predictBatch(rowMajor, ROWS);
  await model.close();
  let loss = 0;
  for (let row = 0; row < ROWS; row++) {
    const own = scores.subarray(row * 3, row * 3 + 3);
    expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    loss -= Math.log(own[labels[row]!]!) / ROWS;
  }
  return loss;
}

describe('logistic regression of several classes', () => {
  it('stands where the gradient vanishes, whatever the scales of the features', async () => {
    const { weights, biases } = await trainLogisticClasses({ ...table, classes: 3 }, { l2: 0 });
    const gradient = new Float64Array(9);
    for (let row = 0; row < ROWS; row++) {
      const scores = [0, 1, 2].map((k) => Math.exp(weights[k]! * a[row]! + weights[3 + k]! * b[row]! + biases[k]!));
      const sum = scores.reduce((total, score) => total + score, 0);
      scores.forEach((score, k) => {
        const error = score / sum - (labels[row] === k ? 1 : 0);
        gradient[3 * k]! += error;
        gradient[3 * k + 1]! += (error * (a[row]! - 50)) / 10;
        gradient[3 * k + 2]! += error * b[row]! * 100;
      });
    }
    for (const component of gradient) expect(Math.abs(component) / ROWS).toBeLessThan(1e-6);
  });

  it('ends, with finite weights, on repeated, constant and separating features, and a class without rows', async () => {
    const separating = Float32Array.from(labels);
    const { weights, biases } = await trainLogisticClasses(
      { features: ['a', 'again', 'separating', 'constant'], rows: ROWS, columns: [a, a, separating, new Float32Array(ROWS).fill(7)], labels, classes: 4 },
      { l2: 1, maxIterations: 30 },
    );
    expect([...Array.from(weights), ...Array.from(biases)].every(Number.isFinite)).toBe(true);
  });
});

describe('a model of several classes', () => {
  it('is as good as its own loss says, as ONNX, and trees find what a line cannot', async () => {
    const line = await trainModel(logisticRegression({ l2: 0 }), table, { task: 'multiclass', classes: NAMES });
    expect(await lossOf(line.onnx)).toBeCloseTo(line.summary.trainLoss!, 5);
    const options = { trees: 40, leaves: 8, minLeaf: 20 };
    const trees = await trainModel(gradientBoosting(options), table, { task: 'multiclass', classes: NAMES });
    expect(trees.summary.trees).toBe(120);
    expect(await lossOf(trees.onnx)).toBeCloseTo(trees.summary.trainLoss!, 4);
    expect(trees.summary.trainLoss).toBeLessThan(line.summary.trainLoss! - 0.05);
    const again = await trainModel(gradientBoosting(options), table, { task: 'multiclass', classes: NAMES });
    expect(again.onnx).toEqual(trees.onnx);
  });

  it('keeps the trees up to the lowest loss on rows that it has not seen, a tree a class', async () => {
    const losses: number[] = [];
    const held = { ...table, rows: 1_000, columns: [a.subarray(2_000), b.subarray(2_000)], labels: labels.subarray(2_000) };
    const seen = { ...table, rows: 300, columns: [a.subarray(0, 300), b.subarray(0, 300)], labels: labels.subarray(0, 300) };
    const { summary } = await trainModel(gradientBoosting({ trees: 200, leaves: 8, minLeaf: 5, earlyStopping: 10 }), seen, {
      task: 'multiclass',
      classes: NAMES,
      validation: held,
      onIteration: (iteration) => losses.push(iteration.validationLoss!),
    });
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(losses).toHaveLength(best + 10);
    expect(summary).toMatchObject({ trees: 3 * best, validationLoss: losses[best - 1] });
  });

  it('is not learnt from labels that are none of its classes, nor by what learns numbers', async () => {
    const wrong = trainModel(gradientBoosting(), { ...table, labels: labels.map((label, i) => (i === 7 ? 3 : label)) }, { task: 'multiclass', classes: NAMES });
    await expect(wrong).rejects.toMatchObject({ code: 'TRAINER_TABLE_UNFIT', facts: { problems: [{ path: '/labels/7', message: 'is 3; a class from 0 to 2 is needed' }] } });
    const alone = trainModel(logisticRegression(), { ...table, labels: new Uint8Array(ROWS) }, { task: 'multiclass', classes: NAMES });
    await expect(alone).rejects.toMatchObject({ facts: { problems: [{ path: '/labels' }] } });
    await expect(trainModel(linearRegression(), table, { task: 'multiclass', classes: NAMES })).rejects.toMatchObject({ code: 'TRAINER_TASK_UNFIT' });
  });
});
