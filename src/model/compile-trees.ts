import { modelErrors } from './model.errors.ts';
import type { OnnxNode } from './onnx-format.ts';
import { attributeOf, indexNodes, readTreeColumns, type TreeColumns } from './read-tree-node.ts';

/** Scores one row of 32-bit floats. */
export type Evaluator = (row: Float32Array) => number;

/**
 * Trees as flat arrays, made for walking: the two children of a node are neighbours, so a step is one comparison and one addition.
 * A leaf has feature -1 and keeps its value where a test keeps its threshold.
 */
interface FlatTrees {
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly child: Int32Array;
  readonly missingLeft: Uint8Array;
}

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

/** Adds in 32-bit floats, tree after tree and the base last: the order and the rounding of ONNX Runtime. */
function sumOfTrees(trees: FlatTrees, about: { base: number; divisor: number }): Evaluator {
  const { roots, feature, threshold, child, missingLeft } = trees;
  const base = Math.fround(about.base);
  const { divisor } = about;
  return (row) => {
    let hasMissing = false;
    for (let f = 0; f < row.length; f++) if (row[f]! !== row[f]!) hasMissing = true;
    let sum = 0;
    for (let tree = 0; tree < roots.length; tree++) {
      let at = roots[tree]!;
      let tested = feature[at]!;
      if (hasMissing) {
        while (tested >= 0) {
          const value = row[tested]!;
          const left = value !== value ? missingLeft[at]! === 1 : value <= threshold[at]!;
          at = child[at]! + (left ? 0 : 1);
          tested = feature[at]!;
        }
      } else {
        while (tested >= 0) {
          at = child[at]! + (row[tested]! <= threshold[at]! ? 0 : 1);
          tested = feature[at]!;
        }
      }
      sum = Math.fround(sum + threshold[at]!);
    }
    return Math.fround(Math.fround(sum / divisor) + base);
  };
}

/** Lays the trees out for walking, taking the leaf weights of one target. Throws MODEL_NOT_COMPILABLE. */
function flatten(columns: TreeColumns, target: number): FlatTrees {
  const positionOf = indexNodes(columns);
  const weights = new Map<number, number>();
  columns.weights.forEach((weight, at) => {
    if (columns.weightIds[at] !== target) return;
    const position = positionOf(columns.weightTrees[at]!, columns.weightNodes[at]!);
    if (position !== undefined) weights.set(position, weight);
  });
  const isChild = new Uint8Array(columns.nodes.length);
  const childOf = (at: number, child: number): number => {
    const position = positionOf(columns.trees[at]!, child);
    if (position === undefined || isChild[position]! > 0) throw refuse('its trees are not trees');
    isChild[position] = 1;
    return position;
  };
  const order: number[] = [];
  const children = columns.nodes.map((_, at): readonly [number, number] | undefined =>
    columns.modes[at] === 'LEAF' ? undefined : [childOf(at, columns.trueNodes[at]!), childOf(at, columns.falseNodes[at]!)],
  );
  const roots: number[] = [];
  columns.nodes.forEach((_, at) => {
    if (isChild[at] === 0) roots.push(at);
  });
  if (new Set(roots.map((at) => columns.trees[at])).size !== roots.length) throw refuse('its trees are not trees');

  const size = columns.nodes.length;
  const flat = {
    roots: new Int32Array(roots.length),
    feature: new Int32Array(size).fill(-1),
    threshold: new Float32Array(size),
    child: new Int32Array(size),
    missingLeft: new Uint8Array(size),
  };
  roots.forEach((root, tree) => {
    flat.roots[tree] = order.length;
    order.push(root);
    for (let next = flat.roots[tree]!; next < order.length; next++) {
      const at = order[next]!;
      const pair = children[at];
      if (!pair) {
        flat.threshold[next] = weights.get(at) ?? 0;
        continue;
      }
      const test = readTest(columns, at);
      flat.feature[next] = columns.features[at]!;
      flat.threshold[next] = test.threshold;
      flat.missingLeft[next] = test.missingLeft;
      flat.child[next] = order.length;
      order.push(...(test.swapped ? [pair[1], pair[0]] : pair));
    }
  });
  return flat;
}

/** Every comparison as `value ≤ threshold goes left`: `<` by the next smaller float, `>` and `≥` by changing sides. */
function readTest(columns: TreeColumns, at: number): { threshold: number; swapped: boolean; missingLeft: 0 | 1 } {
  const mode = columns.modes[at]!;
  const threshold = Math.fround(columns.thresholds[at]!);
  const missingTrue = columns.missing[at] === 1;
  const swapped = mode === 'BRANCH_GT' || mode === 'BRANCH_GTE';
  if (!swapped && mode !== 'BRANCH_LEQ' && mode !== 'BRANCH_LT') throw refuse(`its trees compare by ${mode}`);
  const strict = mode === 'BRANCH_LT' || mode === 'BRANCH_GTE';
  return { threshold: strict ? nextBelow(threshold) : threshold, swapped, missingLeft: missingTrue !== swapped ? 1 : 0 };
}

/** The largest 32-bit float below a finite one. */
function nextBelow(value: number): number {
  const float = new Float32Array([value === 0 ? -0 : value]);
  const bits = new Int32Array(float.buffer);
  bits[0] = bits[0]! + (value > 0 ? -1 : 1);
  return float[0]!;
}
