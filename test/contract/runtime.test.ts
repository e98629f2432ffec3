import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../src/kernel/index.ts';
import { decodeOnnx, encodeOnnx } from '../../src/model/onnx-format.ts';
import { encodeLinear, encodeTreeEnsemble, type Link, loadModel, type LoadOptions, type Model, type Tree, type TreeEnsemble } from '../../src/model/index.ts';

/** One suite for every way of running a model; the same bytes must give the same scores in each. */
const runtimes: readonly { name: string; options: LoadOptions }[] = [
  { name: 'compiled', options: { runtime: 'compiled' } },
  { name: 'onnxruntime in native code', options: { runtime: 'onnxruntime', engine: 'native' } },
  { name: 'onnxruntime in WebAssembly', options: { runtime: 'onnxruntime', engine: 'wasm' } },
];

const WIDTH = 5;
const names = ['a', 'b', 'c', 'd', 'e'];

/** Thresholds and values share a coarse grid, so that ties are frequent. */
const gridValue = (random: Random): number => Math.fround((random.int(21) - 10) / 10);

function randomTree(random: Random, splits: number): Tree {
  const feature = [-1];
  const threshold = [0];
  const missingLeft = [0];
  const left = [0];
  const right = [0];
  for (let made = 0; made < splits; made++) {
    const leaves = feature.flatMap((tested, at) => (tested < 0 ? [at] : []));
    const at = leaves[random.int(leaves.length)]!;
    feature[at] = random.int(WIDTH);
    threshold[at] = gridValue(random);
    missingLeft[at] = random.int(2);
    left[at] = feature.push(-1) - 1;
    right[at] = feature.push(-1) - 1;
    for (const child of [left[at], right[at]]) threshold[child] = missingLeft[child] = left[child] = right[child] = 0;
  }
  const value = feature.map((tested) => (tested < 0 ? random.normal() / 5 : 0));
  return {
    feature: Int32Array.from(feature),
    threshold: Float32Array.from(threshold),
    missingLeft: Uint8Array.from(missingLeft),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    value: Float32Array.from(value),
  };
}

function randomEnsemble(seed: string): TreeEnsemble {
  const random = seededRandom(seed);
  return { trees: Array.from({ length: 1 + random.int(40) }, () => randomTree(random, random.int(30))), baseScore: random.normal() };
}

/** Rows with ties, missing values, infinities, and numbers that no 32-bit float holds. */
function randomRows(seed: string, count: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count * WIDTH }, () => {
    const kind = random.next();
    if (kind < 0.15) return Number.NaN;
    if (kind < 0.2) return random.next() < 0.5 ? Infinity : -Infinity;
    if (kind < 0.6) return gridValue(random);
    return random.normal() * 0.7;
  });
}

/** The definition of the model, evaluated as naively as can be, in 64-bit floats. */
function naiveScore(ensemble: TreeEnsemble, row: Float64Array, link: Link): number {
  let sum = Math.fround(ensemble.baseScore);
  for (const tree of ensemble.trees) {
    let at = 0;
    while (tree.feature[at]! >= 0) {
      const value = Math.fround(row[tree.feature[at]!]!);
      const left = Number.isNaN(value) ? tree.missingLeft[at] === 1 : value <= tree.threshold[at]!;
      at = left ? tree.left[at]! : tree.right[at]!;
    }
    sum += tree.value[at]!;
  }
  return link === 'logistic' ? 1 / (1 + Math.exp(-sum)) : sum;
}

async function scores(model: Model, rows: Float64Array): Promise<Float64Array> {
  return model.predictBatch(Float32Array.from(rows), rows.length / WIDTH);
}

describe.each(runtimes)('a model run by $name', ({ options }) => {
  it.each(['logistic', 'identity'] as const)('gives what the trees say (%s), with ties, missing and infinite values', async (link) => {
    for (let seed = 0; seed < 12; seed++) {
      const ensemble = randomEnsemble(`trees ${seed}`);
      const rows = randomRows(`rows ${seed}`, 300);
      const model = await loadModel(encodeTreeEnsemble(ensemble, { features: names, link }), options);
      const given = await scores(model, rows);
      await model.close();
      const worst = given.reduce((most, score, row) => {
        const expected = naiveScore(ensemble, rows.subarray(row * WIDTH, (row + 1) * WIDTH), link);
        return Math.max(most, Math.abs(score - expected) / Math.max(1, Math.abs(expected)));
      }, 0);
      expect(worst, `largest difference of seed ${seed}`).toBeLessThanOrEqual(1e-6);
    }
  });

  it.each(['logistic', 'identity'] as const)('gives what a linear model says (%s)', async (link) => {
    const random = seededRandom(7);
    const weights = Array.from({ length: WIDTH }, () => random.normal());
    const rows = Float64Array.from({ length: 500 * WIDTH }, () => random.normal());
    const model = await loadModel(encodeLinear({ weights, bias: -0.3 }, { features: names, link }), options);
    const given = await scores(model, rows);
    await model.close();
    const worst = given.reduce((most, score, row) => {
      const sum = weights.reduce((total, weight, f) => total + weight * rows[row * WIDTH + f]!, -0.3);
      return Math.max(most, Math.abs(score - (link === 'logistic' ? 1 / (1 + Math.exp(-sum)) : sum)));
    }, 0);
    expect(worst).toBeLessThanOrEqual(1e-6);
  });

  it('gives a missing score for a missing value in a linear model', async () => {
    const model = await loadModel(encodeLinear({ weights: [1, 1, 1, 1, 1], bias: 0 }, { features: names, link: 'logistic' }), options);
    expect((await scores(model, Float64Array.of(1, Number.NaN, 1, 1, 1)))[0]).toBeNaN();
    await model.close();
  });

  it('scores more rows than one slice, none, and refuses a batch of another shape', async () => {
    const ensemble = randomEnsemble('long');
    const model = await loadModel(encodeTreeEnsemble(ensemble, { features: names, link: 'logistic' }), options);
    const rows = randomRows('long', 5_000);
    const given = await scores(model, rows);
    for (const row of [0, 2_047, 2_048, 4_999]) expect(given[row]).toBeCloseTo(naiveScore(ensemble, rows.subarray(row * WIDTH, (row + 1) * WIDTH), 'logistic'), 6);
    expect(await scores(model, new Float64Array(0))).toHaveLength(0);
    await expect(model.predictBatch(new Float32Array(9), 2)).rejects.toMatchObject({ code: 'MODEL_SHAPE' });
    await model.close();
  });
});

describe('the compiled model', () => {
  it('is bit for bit the sum that ONNX Runtime gives, row by row and in batches', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const bytes = encodeTreeEnsemble(randomEnsemble(`exact ${seed}`), { features: names, link: 'identity' });
      const rows = randomRows(`exact ${seed}`, 200);
      const compiled = await loadModel(bytes);
      const session = await loadModel(bytes, { runtime: 'onnxruntime' });
      expect(compiled.runtime).toBe('compiled');
      if (compiled.runtime !== 'compiled') return;
      const reference = await scores(session, rows);
      expect(await scores(compiled, rows)).toEqual(reference);
      expect(Float64Array.from({ length: 200 }, (_, row) => compiled.predict(rows.slice(row * WIDTH, (row + 1) * WIDTH)))).toEqual(reference);
      await session.close();
    }
  });

  it('refuses a row of another width', async () => {
    const model = await loadModel(encodeLinear({ weights: [1, 2], bias: 0 }, { features: ['a', 'b'], link: 'identity' }));
    if (model.runtime !== 'compiled') throw new TypeError('a linear model must be compiled');
    expect(() => model.predict(Float64Array.of(1))).toThrowError(expect.objectContaining({ code: 'MODEL_SHAPE' }) as Error);
  });
});

describe('a model in a thread of its own', () => {
  const ensemble = randomEnsemble('thread');
  const bytes = encodeTreeEnsemble(ensemble, { features: names, link: 'logistic' });
  const rows = Float32Array.from(randomRows('thread', 500));

  it('gives the same scores, many questions at once, and leaves the rows to their owner', async () => {
    const [here, own] = [await loadModel(bytes, { runtime: 'onnxruntime' }), await loadModel(bytes, { runtime: 'onnxruntime', thread: 'own' })];
    const expected = await here.predictBatch(rows, 500);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => own.predictBatch(rows.subarray(at * WIDTH, (at + 5) * WIDTH), 5)));
    answers.forEach((answer, at) => expect(answer).toEqual(expected.slice(at, at + 5)));
    expect(await own.predictBatch(rows, 500)).toEqual(expected);
    await here.close();
    await own.close();
    await expect(own.predictBatch(rows, 500)).rejects.toMatchObject({ code: 'MODEL_CLOSED' });
  });

  it('lets the event loop turn while it scores', async () => {
    const deep = encodeTreeEnsemble({ trees: Array.from({ length: 60 }, () => randomTree(seededRandom('deep'), 400)), baseScore: 0 }, { features: names, link: 'identity' });
    const many = Float32Array.from(randomRows('deep', 2_000));
    const turnsOf = async (thread: 'here' | 'own'): Promise<number> => {
      const model = await loadModel(deep, { runtime: 'onnxruntime', thread });
      let turns = 0;
      let done = false;
      const scored = model.predictBatch(many, 2_000).then(() => (done = true));
      while (!done) {
        await new Promise((resolve) => setImmediate(resolve));
        turns++;
      }
      await scored;
      await model.close();
      return turns;
    };
    expect(await turnsOf('here')).toBeLessThan(10);
    expect(await turnsOf('own')).toBeGreaterThan(10);
  });

  it('tells what the runtime refuses as the runtime does', async () => {
    const model = decodeOnnx(bytes);
    const unknown = encodeOnnx({ ...model, graph: { ...model.graph, nodes: model.graph.nodes.map((node) => ({ ...node, op: `My${node.op}` })) } });
    await expect(loadModel(unknown, { thread: 'own' })).rejects.toMatchObject({ code: 'MODEL_REFUSED', facts: { runtime: 'onnxruntime-node' } });
  });
});
