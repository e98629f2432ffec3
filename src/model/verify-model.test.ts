import { describe, expect, it } from 'vitest';
import { encodeLinear } from './encode-linear.ts';
import { encodeTreeEnsemble } from './encode-tree-ensemble.ts';
import { inspectModel } from './inspect-model.ts';
import { loadModel } from './load-model.ts';
import { decodeOnnx, encodeOnnx, type OnnxAttribute, type OnnxGraph, type OnnxModel } from './onnx-format.ts';
import { makeStump } from '../../test/fixtures/make-stump.ts';
import { verifyModel } from './verify-model.ts';

const features = ['hour', 'distance'];
const trees = encodeTreeEnsemble({ trees: [makeStump(0, 0.5), makeStump(1, -1)], baseScore: 0.25 }, { features, link: 'logistic', metadata: { dataset: 'sha256:1' } });
const linear = encodeLinear({ weights: [1, 2], bias: 0.5 }, { features, link: 'identity' });

type Full = OnnxModel & { readonly graph: OnnxGraph };
const change = (bytes: Uint8Array, by: (model: Full) => OnnxModel): Uint8Array => encodeOnnx(by(decodeOnnx(bytes)));
const changeGraph = (bytes: Uint8Array, by: (graph: OnnxGraph) => Partial<OnnxGraph>): Uint8Array =>
  change(bytes, (model) => ({ ...model, graph: { ...model.graph, ...by(model.graph) } }));
const changeTrees = (name: string, by: (attribute: OnnxAttribute) => Partial<OnnxAttribute>): Uint8Array =>
  changeGraph(trees, (graph) => ({
    nodes: graph.nodes.map((node) => ({ ...node, attributes: node.attributes.map((attribute) => (attribute.name === name ? { ...attribute, ...by(attribute) } : attribute)) })),
  }));
const messages = (bytes: Uint8Array): string =>
  verifyModel(bytes)
    .map((problem) => `${problem.path} ${problem.message}`)
    .join('\n');

describe('inspectModel', () => {
  it('tells shape, operators, versions and metadata', () => {
    expect(inspectModel(trees)).toEqual({
      inputs: [{ name: 'features', type: 'float', shape: ['N', 2] }],
      outputs: [{ name: 'probability', type: 'float', shape: ['N', 1] }],
      width: 2,
      features,
      ops: { 'ai.onnx.ml.TreeEnsembleRegressor': 1, 'ai.onnx.Sigmoid': 1 },
      opsets: { 'ai.onnx': 17, 'ai.onnx.ml': 3 },
      metadata: { 'capstan.features': '["hour","distance"]', dataset: 'sha256:1' },
      producer: 'capstan',
      size: trees.length,
    });
  });
});

describe('verifyModel', () => {
  it('finds nothing wrong with our own models', () => {
    expect(verifyModel(trees, { features })).toEqual([]);
    expect(verifyModel(linear, { features })).toEqual([]);
  });

  it('writes the same model as the same bytes', () => {
    expect(encodeLinear({ weights: [1, 2], bias: 0.5 }, { features, link: 'identity' })).toEqual(linear);
  });

  it('tells features in another order or number', () => {
    expect(verifyModel(trees, { features: ['distance', 'hour'] })).toHaveLength(2);
    expect(verifyModel(trees, { features: ['hour'] })[0]?.message).toBe('take 2 features; 1 will be given');
  });

  it('tells every problem at once', () => {
    const broken = change(trees, (model) => ({
      ...model,
      irVersion: 1,
      functions: [Uint8Array.of(1)],
      opsets: [...model.opsets, { domain: 'com.example', version: 1 }],
      graph: { ...model.graph, inputs: [], outputs: [], sparse: [Uint8Array.of(1)] },
    }));
    expect(verifyModel(broken).length).toBeGreaterThanOrEqual(7);
    expect(messages(broken)).toContain('uses operators of com.example');
  });

  it('refuses weights in another file, wherever they hide', async () => {
    const external = { location: 1, external: [{ key: 'location', value: '/etc/passwd' }] };
    const bytes = changeGraph(linear, (graph) => ({ initializers: graph.initializers.map((tensor) => ({ ...tensor, ...external })) }));
    expect(messages(bytes)).toContain('is kept in another file');
    await expect(loadModel(bytes, { runtime: 'onnxruntime' })).rejects.toMatchObject({ code: 'MODEL_UNSUITABLE' });
  });

  it('refuses weights that do not fill their shape, and values that nothing makes', () => {
    expect(messages(changeGraph(linear, (graph) => ({ initializers: graph.initializers.map((tensor) => ({ ...tensor, dims: [3, 1] })) })))).toContain(
      'has 2 elements for a shape of 3',
    );
    expect(messages(changeGraph(linear, () => ({ initializers: [] })))).toContain('reads weights, which nothing before it makes');
    expect(messages(changeGraph(linear, (graph) => ({ nodes: graph.nodes.toReversed() })))).toContain('which nothing before it makes');
  });

  it.each([
    ['a loop', 'nodes_truenodeids', { ints: [0, 0, 0, 1, 0, 0] }],
    ['a missing child', 'nodes_falsenodeids', { ints: [7, 0, 0, 2, 0, 0] }],
    ['a feature that does not exist', 'nodes_featureids', { ints: [0, 0, 0, 2, 0, 0] }],
    ['columns of other lengths', 'nodes_values', { floats: [1] }],
    ['a leaf weight that is not a number', 'target_weights', { floats: [1, 2, Number.NaN, 3] }],
    ['a weight for a missing node', 'target_nodeids', { ints: [1, 2, 1, 9] }],
  ])('refuses trees with %s', async (_, name, value) => {
    const bytes = changeTrees(name, () => value);
    expect(verifyModel(bytes).length).toBeGreaterThan(0);
    await expect(loadModel(bytes)).rejects.toMatchObject({ code: 'MODEL_UNSUITABLE' });
  });
});

describe('loadModel', () => {
  it('leaves what it cannot compile to the runtime, or says why', async () => {
    const tanh = changeGraph(linear, (graph) => ({
      nodes: graph.nodes
        .map((node) => (node.op === 'Add' ? { ...node, outputs: ['sum'] } : node))
        .concat({ ...graph.nodes[0]!, op: 'Tanh', name: 'Tanh', inputs: ['sum'], outputs: ['value'] }),
    }));
    const model = await loadModel(tanh);
    expect(model.runtime).toBe('onnxruntime');
    expect((await model.predictBatch(Float32Array.of(0.1, -0.2), 1))[0]).toBeCloseTo(Math.tanh(0.2), 6);
    await model.close();
    await expect(model.predictBatch(Float32Array.of(0.1, -0.2), 1)).rejects.toMatchObject({ code: 'MODEL_CLOSED' });
    await expect(loadModel(tanh, { runtime: 'compiled' })).rejects.toMatchObject({ code: 'MODEL_NOT_COMPILABLE', message: expect.stringContaining('Tanh') as string });
  });

  it('names bytes that are no model, and operators that no runtime knows', async () => {
    await expect(loadModel(Buffer.from('not a model'))).rejects.toMatchObject({ code: 'MODEL_NOT_ONNX' });
    const unknown = changeGraph(linear, (graph) => ({ nodes: graph.nodes.map((node) => ({ ...node, op: `My${node.op}` })) }));
    await expect(loadModel(unknown)).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
  });

  it.each(['BRANCH_LT', 'BRANCH_GT', 'BRANCH_GTE', 'BRANCH_LEQ'])('compiles trees that compare by %s as the runtime evaluates them', async (mode) => {
    const bytes = changeTrees('nodes_modes', (attribute) => ({ texts: attribute.texts.map((text) => (text === 'LEAF' ? text : mode)) }));
    const rows = Float32Array.of(0.5, -1, 0.4, -0.9, 0.6, -1.1, Number.NaN, Number.NaN, Infinity, -Infinity);
    const [compiled, session] = [await loadModel(bytes, { runtime: 'compiled' }), await loadModel(bytes, { runtime: 'onnxruntime' })];
    const [ours, theirs] = [await compiled.predictBatch(rows, 5), await session.predictBatch(rows, 5)];
    await session.close();
    expect(ours.every((score, row) => Math.abs(score - theirs[row]!) < 1e-6)).toBe(true);
    expect(new Set(ours).size).toBeGreaterThan(1);
  });
});
