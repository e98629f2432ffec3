import { type FlatTrees, flatten } from './flat-trees.ts';
import { maskTrees } from './mask-trees.ts';
import { modelErrors } from './model.errors.ts';
import type { OnnxNode } from './onnx-format.ts';
import { attributeOf, readTreeColumns } from './read-tree-node.ts';
import { walkTrees } from './walk-trees.ts';

/** Scores one row of 32-bit floats. */
export type Evaluator = (row: Float32Array) => number;

const refuse = (reason: string): Error => modelErrors.NOT_COMPILABLE({ reason });

/** Compiles a TreeEnsembleRegressor with one target. Throws MODEL_NOT_COMPILABLE. */
export function compileTreeRegressor(node: OnnxNode): Evaluator {
  const aggregate = attributeOf(node, 'aggregate_function')?.text ?? 'SUM';
  const transform = attributeOf(node, 'post_transform')?.text ?? 'NONE';
  if ((attributeOf(node, 'n_targets')?.int ?? 1) !== 1) throw refuse('its trees have several targets');
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE') throw refuse(`its trees are joined by ${aggregate}`);
  if (transform !== 'NONE') throw refuse(`its trees end in ${transform}`);
  const columns = readTreeColumns(node);
  const trees = flatten(columns, 0);
  return sumOfTrees(trees, { base: columns.baseValues[0] ?? 0, divisor: aggregate === 'AVERAGE' ? trees.roots.length : 1 });
}

/**
 * Compiles a binary TreeEnsembleClassifier to the probability of its second class. In use are boosted trees with one weight a
 * leaf under a logistic, and forests with the share of one class, or of each, in a leaf. Throws MODEL_NOT_COMPILABLE.
 */
export function compileTreeClassifier(node: OnnxNode): Evaluator {
  const transform = attributeOf(node, 'post_transform')?.text ?? 'NONE';
  const labels = attributeOf(node, 'classlabels_int64s')?.ints.length || attributeOf(node, 'classlabels_strings')?.texts.length;
  if (labels !== 2) throw refuse(`it tells ${labels ?? 'an unknown number of'} classes apart`);
  const columns = readTreeColumns(node);
  const classes = new Set(columns.weightIds);
  if (classes.size === 2 && transform === 'NONE') return sumOfTrees(flatten(columns, 1), { base: columns.baseValues[1] ?? 0, divisor: 1 });
  // With one weight a leaf and none negative, ONNX Runtime takes the sum for the probability itself, whatever the transform says.
  const isShare = columns.weights.every((weight) => weight >= 0);
  if (classes.size !== 1 || columns.baseValues.length > 1 || transform !== (isShare ? 'NONE' : 'LOGISTIC')) {
    throw refuse(`its trees give ${classes.size} weights a leaf under ${transform}`);
  }
  const score = sumOfTrees(flatten(columns, columns.weightIds[0]!), { base: columns.baseValues[0] ?? 0, divisor: 1 });
  return isShare ? score : (row) => logistic(score(row));
}

/** 1 / (1 + e^-score). */
export const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

/** Adds the leaves of all trees that a row reaches: by masks, or by walking where those would be too large. */
function sumOfTrees(trees: FlatTrees, about: { base: number; divisor: number }): Evaluator {
  return maskTrees(trees, about) ?? walkTrees(trees, about);
}
