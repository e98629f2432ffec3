import type { Evaluator } from './compile-trees.ts';
import type { FlatTrees } from './flat-trees.ts';

/**
 * Walks every tree from its root to a leaf: for ensembles that are too large for masks. Adds in 32-bit floats, tree after tree and the base
 * last: the order and the rounding of ONNX Runtime.
 */
export function walkTrees(trees: FlatTrees, about: { readonly base: number; readonly divisor: number }): Evaluator {
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
