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
