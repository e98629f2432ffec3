import { buildModel, type ModelDescription, node } from './build-model.ts';
import { ELEMENT_TYPE, type OnnxTensor } from './onnx-format.ts';

/** A linear model: score = Σ weights[f] · row[f] + bias. */
export interface LinearModel {
  readonly weights: ArrayLike<number>;
  readonly bias: number;
}

/**
 * Writes a linear model as ONNX: MatMul, Add and, for a logistic link, Sigmoid.
 * Input `features` float [N, F]; output `probability` (or `value`) float [N, 1]. A missing value (NaN) gives NaN.
 * @example encodeLinear({ weights: [0.4, -1.2], bias: 0.1 }, { features: ['hour', 'distance'], link: 'logistic' })
 */
export function encodeLinear(linear: LinearModel, description: ModelDescription): Uint8Array {
  const steps = [node('MatMul', { inputs: ['features', 'weights'] }), node('Add', { inputs: ['', 'bias'] })];
  return buildModel({
    ...description,
    steps,
    initializers: [floatTensor('weights', [linear.weights.length, 1], Array.from(linear.weights)), floatTensor('bias', [1], [linear.bias])],
  });
}

/** A linear model of several classes: the score of a class is its weights times the row, plus its bias. */
export interface ClassLinear {
  /** Feature by feature, a weight a class: `weights[f * classes + k]`. */
  readonly weights: ArrayLike<number>;
  readonly biases: ArrayLike<number>;
}

/**
 * Writes a linear model of several classes as ONNX: MatMul, Add, Softmax. Input `features` float [N, F]; output `probabilities` float [N, classes].
 * @example encodeClassLinear({ weights, biases: [0.1, 0, -0.1] }, { features: ['hour', 'distance'], classes: ['a', 'b', 'c'] })
 */
export function encodeClassLinear({ weights, biases }: ClassLinear, description: Omit<ModelDescription, 'link'>): Uint8Array {
  const classes = biases.length;
  return buildModel({
    ...description,
    link: 'softmax',
    steps: [node('MatMul', { inputs: ['features', 'weights'] }), node('Add', { inputs: ['', 'bias'] })],
    initializers: [floatTensor('weights', [weights.length / classes, classes], Array.from(weights)), floatTensor('bias', [classes], Array.from(biases))],
  });
}

const floatTensor = (name: string, dims: readonly number[], floats: readonly number[]): OnnxTensor => ({
  name,
  dims,
  type: ELEMENT_TYPE.float,
  floats: floats.map(Math.fround),
  raw: undefined,
  doubles: [],
  external: [],
  location: 0,
});
