import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeClassLinear, encodeClassTrees, loadModel } from '../../src/model/index.ts';
import { measureMulticlass } from '../../src/stats/index.ts';
import { type BoostingOrder, trainBoostedClasses, trainLogisticClasses, type TrainingTable } from '../../src/train/trainers/index.ts';

interface Golden {
  readonly data: { readonly sum: number; readonly counts: readonly number[] };
  readonly logistic: readonly { readonly l2: number; readonly weighted: boolean; readonly probabilities: readonly (readonly number[])[] }[];
  readonly boosting: { readonly options: Omit<BoostingOrder, 'objective'>; readonly sklearn: { readonly accuracy: number; readonly logLoss: number } };
  readonly models: { readonly rows: string; readonly expected: Readonly<Record<string, readonly (readonly number[])[]>> };
}

const read = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));
const golden = JSON.parse(read('classes-sklearn.json').toString()) as Golden;
const features = ['level', 'a', 'b', 'noise'];
const classes = ['ash', 'birch', 'cedar'];

/** The rows of classes-sklearn.py, bit for bit. */
function makeRows(seed: number, rows: number): TrainingTable & { readonly weights: Float32Array } {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const columns = features.map(() => new Float32Array(rows));
  const labels = new Uint8Array(rows);
  const weights = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    const u = Array.from({ length: 8 }, next);
    const level = Math.floor(u[0]! * 6);
    const a = u[1]! + u[2]! - 1;
    const b = u[3]! * 20 + 100;
    [level, a, b, u[4]!].forEach((value, f) => (columns[f]![i] = value));
    const scores = [level + 3 * a + 4 * u[5]!, (b - 105) / 4 + 3 * u[6]!, 2 + (2 * a * (b - 110)) / 5 + 2 * u[7]!];
    labels[i] = scores.indexOf(Math.max(...scores));
    weights[i] = 0.5 + u[5]!;
  }
  return { features, rows, columns, labels, weights, classes: 3 };
}

const train = makeRows(1, 6_000);
const test = makeRows(2, 6_000);
const rowMajor = (table: TrainingTable, rows = table.rows): Float32Array =>
  Float32Array.from({ length: rows * features.length }, (_, i) => table.columns[i % features.length]![Math.floor(i / features.length)]!);

async function scoresOf(onnx: Uint8Array, rows: Float32Array): Promise<Float64Array> {
  const model = await loadModel(onnx, { features, classes });
  const scores = await model.predictBatch(rows, rows.length / features.length);
  await model.close();
  return scores;
}

beforeAll(() => {
  expect(train.columns.reduce((sum, column) => sum + column.reduce((total, value) => total + value, 0), 0) / golden.data.sum).toBeCloseTo(1, 6);
  expect(classes.map((_, k) => train.labels.filter((label) => label === k).length)).toEqual(golden.data.counts);
});

describe('several classes beside scikit-learn', () => {
  it('are told apart by trees as well as by its histogram gradient boosting', async () => {
    const { weights: _, ...unweighted } = train;
    const trees = await trainBoostedClasses(unweighted, golden.boosting.options);
    const { metrics } = measureMulticlass({ classes: 3, labels: test.labels, probabilities: await scoresOf(encodeClassTrees(trees, { features, classes }), rowMajor(test)) });
    expect(Math.abs(metrics.accuracy.value - golden.boosting.sklearn.accuracy)).toBeLessThan(0.01);
    expect(metrics.logLoss.value).toBeLessThan(golden.boosting.sklearn.logLoss + 0.01);
  });

  it('have its probabilities by multinomial logistic regression, with weights too', async () => {
    for (const { l2, weighted, probabilities } of golden.logistic) {
      const { weights, ...rest } = train;
      const linear = await trainLogisticClasses({ ...rest, ...(weighted && { weights }) }, { l2 });
      const scores = await scoresOf(encodeClassLinear(linear, { features, classes }), rowMajor(test, 50));
      probabilities.flat().forEach((p, i) => expect(scores[i]).toBeCloseTo(p, 4));
    }
  });
});

describe('a classifier of several classes that scikit-learn exported', () => {
  const rows = new Float32Array(new Uint8Array(Buffer.from(golden.models.rows, 'base64')).buffer);

  it.each(Object.entries(golden.models.expected))('%s gives the probabilities by class that it had', async (name, expected) => {
    const scores = await scoresOf(read(`models/${name}.onnx`), rows);
    expected.flat().forEach((p, i) => expect(scores[i]).toBeCloseTo(p, 5));
  });

  it('gives them in the order that is asked for where it names its classes, and is refused where it names others', async () => {
    const onnx = read('models/classes-named.onnx');
    const model = await loadModel(onnx, { features, classes: ['cedar', 'ash', 'birch'] });
    const turned = await model.predictBatch(rows, 40);
    golden.models.expected['classes-named']!.forEach(([ash, birch, cedar], row) => [cedar!, ash!, birch!].forEach((p, k) => expect(turned[3 * row + k]).toBeCloseTo(p, 5)));
    await model.close();
    await expect(loadModel(onnx, { features, classes: ['ash', 'birch', 'elm'] })).rejects.toMatchObject({
      code: 'MODEL_UNSUITABLE',
      facts: { problems: [{ path: '/outputs', message: 'are probabilities of ash, birch, cedar; ash, birch, elm are asked for' }] },
    });
    await expect(loadModel(onnx, { features, classes: ['ash', 'birch'] })).rejects.toMatchObject({ code: 'MODEL_UNSUITABLE' });
    await expect(loadModel(onnx, { features })).rejects.toMatchObject({ code: 'MODEL_UNSUITABLE' });
  });
});
