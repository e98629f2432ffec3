import { modelErrors } from './model.errors.ts';
import { indexNodes, type TreeColumns } from './read-tree-node.ts';

/**
 * Trees as flat arrays, made for walking: the two children of a node are neighbours, so a step is one comparison and one addition.
 * A leaf has feature -1 and keeps its value where a test keeps its threshold.
 */
export interface FlatTrees {
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly child: Int32Array;
  readonly missingLeft: Uint8Array;
}

const refuse = (reason: string): Error => modelErrors.NOT_COMPILABLE({ reason });

/** Lays the trees out for walking, taking the leaf weights of one target. Throws MODEL_NOT_COMPILABLE. */
export function flatten(columns: TreeColumns, target: number): FlatTrees {
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
