import { type Evaluator, logistic } from './compile-trees.ts';
import { modelErrors } from './model.errors.ts';
import type { OnnxGraph, OnnxNode } from './onnx-format.ts';
import { attributeOf } from './read-tree-node.ts';

const refuse = (reason: string): Error => modelErrors.NOT_COMPILABLE({ reason });

/** Compiles MatMul(x, W) or Gemm(x, W, b) with one column. Throws MODEL_NOT_COMPILABLE. */
export function compileMatrix(node: OnnxNode, graph: OnnxGraph): Evaluator {
  const weights = constantOf(graph, node.inputs[1] ?? '');
  const dims = graph.initializers.find((tensor) => tensor.name === node.inputs[1])?.dims ?? [];
  const columns = attributeOf(node, 'transB')?.int ? dims[0] : dims[1];
  if (!weights || dims.length !== 2 || columns !== 1) throw refuse(`${node.op} does not multiply by one column of constants`);
  if (node.op === 'MatMul') return dotProduct(weights, 0);
  const scaled = ['alpha', 'beta'].some((name) => (attributeOf(node, name)?.float ?? 1) !== 1);
  if (scaled || attributeOf(node, 'transA')?.int) throw refuse('Gemm scales or turns its input');
  const bias = node.inputs[2] ? constantOf(graph, node.inputs[2]) : new Float32Array(1);
  if (bias?.length !== 1) throw refuse('Gemm does not add one constant');
  return dotProduct(weights, bias[0]!);
}

/** Compiles a LinearRegressor with one target. Throws MODEL_NOT_COMPILABLE. */
export function compileLinearRegressor(node: OnnxNode): Evaluator {
  const transform = attributeOf(node, 'post_transform')?.text ?? 'NONE';
  if ((attributeOf(node, 'targets')?.int ?? 1) !== 1) throw refuse('it has several targets');
  if (transform !== 'NONE') throw refuse(`LinearRegressor ends in ${transform}`);
  return dotProduct(Float32Array.from(attributeOf(node, 'coefficients')?.floats ?? []), attributeOf(node, 'intercepts')?.floats[0] ?? 0);
}

/** Compiles a binary LinearClassifier with a row of coefficients for each class to the probability of the second. Throws MODEL_NOT_COMPILABLE. */
export function compileLinearClassifier(node: OnnxNode): Evaluator {
  const coefficients = attributeOf(node, 'coefficients')?.floats ?? [];
  const intercepts = attributeOf(node, 'intercepts')?.floats ?? [];
  if (attributeOf(node, 'post_transform')?.text !== 'LOGISTIC' || intercepts.length !== 2) throw refuse('LinearClassifier is not a binary logistic one');
  const score = dotProduct(Float32Array.from(coefficients.slice(coefficients.length / 2)), intercepts[1]!);
  return (row) => logistic(score(row));
}

/** The elements of a constant float tensor; undefined when the graph has no such constant. */
export function constantOf(graph: OnnxGraph, name: string): Float32Array | undefined {
  const tensor = graph.initializers.find((candidate) => candidate.name === name);
  if (tensor?.type !== 1) return undefined;
  if (!tensor.raw) return Float32Array.from(tensor.floats);
  const view = new DataView(tensor.raw.buffer, tensor.raw.byteOffset, tensor.raw.byteLength);
  return Float32Array.from({ length: Math.floor(tensor.raw.length / 4) }, (_, at) => view.getFloat32(at * 4, true));
}

function dotProduct(weights: Float32Array, bias: number): Evaluator {
  return (row) => {
    let sum = bias;
    for (let f = 0; f < weights.length; f++) sum += weights[f]! * row[f]!;
    return sum;
  };
}
