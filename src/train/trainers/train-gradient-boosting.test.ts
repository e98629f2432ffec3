import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { encodeTreeEnsemble, loadModel, type TreeEnsemble } from '../../model/index.ts';
import { type BoostingOrder, trainGradientBoosting } from './train-gradient-boosting.ts';
import type { Iteration } from './training-hooks.ts';
import type { TrainingTable } from './training-table.ts';

const features = ['smooth', 'level', 'gaps', 'noise', 'constant'];

/** A label that depends on two features together and on whether the third is missing. */
function makeTable(seed: string, rows: number): TrainingTable & { labels: Uint8Array } {
  const random = seededRandom(seed);
  const columns = features.map(() => new Float32Array(rows));
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const values = [random.normal(), random.int(5), random.next() < 0.2 ? Number.NaN : random.normal(), random.normal(), 3];
    values.forEach((value, f) => (columns[f]![row] = value));
    const score = values[0]! * (values[1]! - 2) + (Number.isNaN(values[2]) ? 1.5 : 0) - 1;
    labels[row] = random.next() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  }
  return { features, rows, columns, labels };
}

const table = makeTable('train', 3_000);
const validation = makeTable('validation', 2_000);
const bytesOf = (ensemble: TreeEnsemble): Uint8Array => encodeTreeEnsemble(ensemble, { features, link: 'logistic' });

async function follow(order: BoostingOrder, given: TrainingTable = table): Promise<{ ensemble: TreeEnsemble; iterations: readonly Iteration[] }> {
  const iterations: Iteration[] = [];
  const ensemble = await trainGradientBoosting(given, order, { onIteration: (iteration) => iterations.push(iteration) });
  return { ensemble, iterations };
}

async function scoresOf(ensemble: TreeEnsemble, given: TrainingTable): Promise<Float64Array> {
  const model = await loadModel(bytesOf(ensemble));
  return model.predictBatch(
    Float32Array.from({ length: given.rows * features.length }, (_, i) => given.columns[i % features.length]![Math.floor(i / features.length)]!),
    given.rows,
  );
}

const meanLogLoss = (scores: Float64Array, labels: ArrayLike<number>): number => scores.reduce((sum, p, row) => sum - Math.log(labels[row] === 1 ? p : 1 - p), 0) / scores.length;

describe('gradient boosting', () => {
  it('finds the split that a search over every threshold finds, missing values on either side', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const small = makeTable(`split ${seed}`, 60);
      const { ensemble } = await follow({ trees: 1, leaves: 2, minLeaf: 5, l2: 0.5, learningRate: 1 }, small);
      const [tree] = ensemble.trees;
      const p = 1 / (1 + Math.exp(-ensemble.baseScore));
      const quality = (left: (row: number) => boolean): number => {
        const sides = [0, 1].map(() => ({ gradient: 0, hessian: 0.5, rows: 0 }));
        small.labels.forEach((label, row) => {
          const side = sides[left(row) ? 0 : 1]!;
          side.gradient += p - label;
          side.hessian += p * (1 - p);
          side.rows++;
        });
        return sides.some((side) => side.rows < 5) ? -1 : sides.reduce((sum, side) => sum + side.gradient ** 2 / side.hessian, 0);
      };
      const goesLeft = (f: number, threshold: number, missingLeft: boolean) => (row: number) =>
        Number.isNaN(small.columns[f]![row]) ? missingLeft : small.columns[f]![row]! <= threshold;
      let best = -1;
      small.columns.forEach((column, f) => {
        for (const threshold of [...column, Infinity]) for (const side of [true, false]) best = Math.max(best, quality(goesLeft(f, threshold, side)));
      });
      expect(quality(goesLeft(tree!.feature[0]!, tree!.threshold[0]!, tree!.missingLeft[0] === 1))).toBeCloseTo(best, 5);
    }
  });

  it('reports the losses that the finished model has', async () => {
    const { ensemble, iterations } = await follow({ trees: 30, minLeaf: 20, validation, earlyStopping: 0 });
    expect(iterations).toHaveLength(30);
    expect(iterations.at(-1)!.trainLoss).toBeCloseTo(meanLogLoss(await scoresOf(ensemble, table), table.labels), 5);
    expect(iterations.at(-1)!.validationLoss).toBeCloseTo(meanLogLoss(await scoresOf(ensemble, validation), validation.labels), 5);
    expect(iterations.every((iteration, i) => i === 0 || iteration.trainLoss < iterations[i - 1]!.trainLoss)).toBe(true);
  });

  it('keeps the trees up to the lowest validation loss, and stops looking after a while', async () => {
    const { ensemble, iterations } = await follow({ trees: 500, minLeaf: 5, learningRate: 0.3, validation, earlyStopping: 10 });
    const losses = iterations.map((iteration) => iteration.validationLoss!);
    const lowest = losses.indexOf(Math.min(...losses)) + 1;
    expect(ensemble.trees).toHaveLength(lowest);
    expect(iterations).toHaveLength(lowest + 10);
    expect(meanLogLoss(await scoresOf(ensemble, validation), validation.labels)).toBeCloseTo(Math.min(...losses), 5);
  });

  it('keeps to the limits of leaves and of rows in a leaf', async () => {
    const { ensemble } = await follow({ trees: 10, leaves: 7, minLeaf: 150 });
    for (const tree of ensemble.trees) {
      const rows = new Map<number, number>();
      for (let row = 0; row < table.rows; row++) {
        let at = 0;
        for (let f = tree.feature[at]!; f >= 0; f = tree.feature[at]!) {
          const value = table.columns[f]![row]!;
          at = (Number.isNaN(value) ? tree.missingLeft[at] === 1 : value <= tree.threshold[at]!) ? tree.left[at]! : tree.right[at]!;
        }
        rows.set(at, (rows.get(at) ?? 0) + 1);
      }
      expect(rows.size).toBeLessThanOrEqual(7);
      expect(rows.size).toBeGreaterThan(2);
      expect(Math.min(...rows.values())).toBeGreaterThanOrEqual(150);
    }
  });

  it('gives the same bytes for the same seed, others when it samples by another', async () => {
    const sampled = { trees: 8, subsample: 0.5, featureFraction: 0.6, minLeaf: 20 };
    const train = async (order: BoostingOrder): Promise<Uint8Array> => bytesOf(await trainGradientBoosting(table, order));
    expect(await train({ ...sampled, seed: 5 })).toEqual(await train({ ...sampled, seed: 5 }));
    expect(await train({ ...sampled, seed: 5 })).not.toEqual(await train({ ...sampled, seed: 6 }));
    expect(await train({ trees: 8, seed: 5 })).toEqual(await train({ trees: 8, seed: 6 }));
  });

  it('reports the right loss over all rows when each tree sees half of them', async () => {
    const { ensemble, iterations } = await follow({ trees: 15, subsample: 0.5, minLeaf: 20 });
    expect(iterations.at(-1)!.trainLoss).toBeCloseTo(meanLogLoss(await scoresOf(ensemble, table), table.labels), 5);
  });

  it('counts a row of weight 2 as two rows', async () => {
    const double = (values: Float32Array): Float32Array => Float32Array.from([...values, ...values]);
    const doubled: TrainingTable = { features, rows: 2 * table.rows, columns: table.columns.map(double), labels: Uint8Array.from([...table.labels, ...table.labels]) };
    const options = { trees: 5, minLeaf: 100 };
    const weighted = await trainGradientBoosting({ ...table, weights: new Float32Array(table.rows).fill(2) }, options);
    const repeated = await trainGradientBoosting(doubled, { ...options, minLeaf: 200 });
    const [a, b] = [await scoresOf(weighted, validation), await scoresOf(repeated, validation)];
    expect(a.reduce((worst, score, row) => Math.max(worst, Math.abs(score - b[row]!)), 0)).toBeLessThan(1e-4);
  });

  it('is evaluated alike by ONNX Runtime', async () => {
    const { ensemble } = await follow({ trees: 40, minLeaf: 20 });
    const session = await loadModel(bytesOf(ensemble), { runtime: 'onnxruntime' });
    const rows = Float32Array.from({ length: 2_000 * features.length }, (_, i) => validation.columns[i % features.length]![Math.floor(i / features.length)]!);
    const reference = await session.predictBatch(rows, 2_000);
    await session.close();
    expect((await scoresOf(ensemble, validation)).reduce((worst, score, row) => Math.max(worst, Math.abs(score - reference[row]!)), 0)).toBeLessThanOrEqual(1e-6);
  });

  it('gives the base rate when there is nothing to learn', async () => {
    const dull: TrainingTable = {
      features: ['constant'],
      rows: 400,
      columns: [new Float32Array(400).fill(2)],
      labels: Uint8Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? 1 : 0)),
    };
    const ensemble = await trainGradientBoosting(dull);
    const model = await loadModel(encodeTreeEnsemble(ensemble, { features: ['constant'], link: 'logistic' }));
    expect((await model.predictBatch(Float32Array.of(2), 1))[0]).toBeCloseTo(0.25, 6);
    const session = await loadModel(encodeTreeEnsemble(ensemble, { features: ['constant'], link: 'logistic' }), { runtime: 'onnxruntime' });
    expect((await session.predictBatch(Float32Array.of(Number.NaN), 1))[0]).toBeCloseTo(0.25, 6);
    await session.close();
  });

  it('lets timers run meanwhile, and stops when told', async () => {
    const stop = new AbortController();
    const beats: number[] = [];
    const timer = setInterval(() => beats.push(1) === 2 && stop.abort(), 1);
    await expect(trainGradientBoosting(table, { trees: 10_000, minLeaf: 1, l2: 0 }, { signal: stop.signal })).rejects.toMatchObject({ code: 'TRAINER_STOPPED' });
    clearInterval(timer);
    expect(beats.length).toBe(2);
  });

  it('tells everything that is wrong with a table at once', async () => {
    const bad: TrainingTable = { features: ['a', 'a'], rows: 3, columns: [Float32Array.of(1, 2)], labels: Uint8Array.of(0, 2, 1) };
    await expect(trainGradientBoosting(bad)).rejects.toMatchObject({
      code: 'TRAINER_TABLE_UNFIT',
      facts: { problems: [{ path: '/features' }, { path: '/columns' }, { path: '/columns/a' }, { path: '/labels/1' }] },
    });
    await expect(trainGradientBoosting({ ...table, labels: new Uint8Array(table.rows) })).rejects.toMatchObject({
      message: expect.stringContaining('nothing to tell apart') as string,
    });
    await expect(trainGradientBoosting(table, { validation: { ...validation, features: features.toReversed() } })).rejects.toMatchObject({ code: 'TRAINER_TABLE_UNFIT' });
  });
});
