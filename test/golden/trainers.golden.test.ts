import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeTreeEnsemble, loadModel } from '../../src/model/index.ts';
import { auc, logLoss } from '../../src/stats/index.ts';
import { type BoostingOrder, trainGradientBoosting, type TrainingTable, trainLogisticRegression } from '../../src/train/trainers/index.ts';

interface Quality {
  readonly auc: number;
  readonly logLoss: number;
}

interface Golden {
  readonly data: { readonly sum: number; readonly positives: number; readonly missing: number };
  readonly boosting: { readonly options: BoostingOrder; readonly sklearn: Quality; readonly sklearnWeighted: Quality; readonly lightgbm: Quality; readonly sklearnSquaredError: { readonly mse: number } };
  readonly logistic: readonly { readonly l2: number; readonly weighted: boolean; readonly weights: readonly number[]; readonly bias: number }[];
}

const golden = JSON.parse(readFileSync(new URL('trainers-sklearn.json', import.meta.url), 'utf8')) as Golden;
const names = ['hour', 'a', 'b', 'gap', 'noise', 'tail'];

/** The rows of trainers-sklearn.py, bit for bit. */
function makeRows(seed: number, rows: number): TrainingTable & { readonly labels: Uint8Array; readonly weights: Float32Array } {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const columns = names.map(() => new Float32Array(rows));
  const labels = new Uint8Array(rows);
  const weights = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    const u = Array.from({ length: 10 }, next);
    const hour = Math.floor(u[0]! * 24);
    const a = u[1]! + u[2]! - 1;
    const b = u[3]! * 2 - 1;
    const tail = 1 / (u[5]! + 0.01);
    const missing = u[6]! < 0.1;
    const s = -1.2 + 2.5 * a * b + (hour > 16 ? 1.5 : 0) * (0.5 + b) + 1.4 * a + (missing ? 0.9 : u[4]! - 0.5) + (tail > 5 ? 0.8 : 0);
    const p = 0.5 + (0.5 * s) / (1 + Math.abs(s));
    [hour, a, b, missing ? Number.NaN : u[4]!, u[7]!, tail].forEach((value, f) => (columns[f]![i] = value));
    labels[i] = u[8]! < p ? 1 : 0;
    weights[i] = 0.5 + u[9]!;
  }
  return { features: names, rows, columns, labels, weights };
}

const train = makeRows(1, 10_000);
const test = makeRows(2, 10_000);
const { weights: _, ...unweighted } = train;

const without = (table: TrainingTable, dropped: number): Pick<TrainingTable, 'features' | 'columns' | 'rows'> => ({
  features: table.features.filter((__, f) => f !== dropped),
  columns: table.columns.filter((__, f) => f !== dropped),
  rows: table.rows,
});

const rowMajor = (table: Pick<TrainingTable, 'columns' | 'rows'>): Float32Array =>
  Float32Array.from({ length: table.rows * table.columns.length }, (__, i) => table.columns[i % table.columns.length]![Math.floor(i / table.columns.length)]!);

async function qualityOf(table: TrainingTable): Promise<Quality> {
  const ensemble = await trainGradientBoosting(table, golden.boosting.options);
  const model = await loadModel(encodeTreeEnsemble(ensemble, { features: names, link: 'logistic' }), { runtime: 'compiled' });
  const scores = await model.predictBatch(rowMajor(test), test.rows);
  return { auc: auc(scores, test.labels), logLoss: logLoss(scores, test.labels) };
}

beforeAll(() => {
  const sum = train.columns.flatMap((column) => Array.from(column)).reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
  expect(sum).toBeCloseTo(golden.data.sum, 3);
  expect(train.labels.reduce((total, label) => total + label, 0)).toBe(golden.data.positives);
});

describe('gradient boosting beside scikit-learn and LightGBM', () => {
  it('ranks and calibrates new rows as well as they do', async () => {
    const ours = await qualityOf(unweighted);
    for (const peer of [golden.boosting.sklearn, golden.boosting.lightgbm]) {
      expect(Math.abs(ours.auc - peer.auc)).toBeLessThan(0.005);
      expect(Math.abs(ours.logLoss - peer.logLoss)).toBeLessThan(0.005);
    }
  });

  it('does so with weights', async () => {
    const ours = await qualityOf(train);
    expect(Math.abs(ours.auc - golden.boosting.sklearnWeighted.auc)).toBeLessThan(0.005);
    expect(Math.abs(ours.logLoss - golden.boosting.sklearnWeighted.logLoss)).toBeLessThan(0.005);
  });

  it('explains a number as well as they do', async () => {
    const table: TrainingTable = { ...without(train, 1), labels: train.columns[1]! };
    const ensemble = await trainGradientBoosting(table, { ...golden.boosting.options, objective: 'squared-error' });
    const model = await loadModel(encodeTreeEnsemble(ensemble, { features: table.features, link: 'identity' }));
    const predicted = await model.predictBatch(rowMajor(without(test, 1)), test.rows);
    const mse = predicted.reduce((sum, value, row) => sum + (value - test.columns[1]![row]!) ** 2, 0) / test.rows;
    expect(Math.abs(mse / golden.boosting.sklearnSquaredError.mse - 1)).toBeLessThan(0.01);
  });
});

describe('logistic regression beside scikit-learn', () => {
  it.each(golden.logistic)('gives the same weights (l2 $l2, weighted $weighted)', async (expected) => {
    const table: TrainingTable = { ...without(train, 3), labels: train.labels, ...(expected.weighted && { weights: train.weights }) };
    const ours = await trainLogisticRegression(table, { l2: expected.l2 });
    expected.weights.forEach((weight, f) => expect(ours.weights[f]).toBeCloseTo(weight, 6));
    expect(ours.bias).toBeCloseTo(expected.bias, 6);
  });
});
