import { attribute, buildModel, type ModelDescription, node } from './build-model.ts';
import type { OnnxNode } from './onnx-format.ts';
import type { ClassTrees, Tree, TreeEnsemble } from './tree-ensemble.ts';

/**
 * Writes boosted trees as ONNX: a TreeEnsembleRegressor (ai.onnx.ml 3) and, for a logistic link, a Sigmoid.
 * Input `features` float [N, F]; output `probability` (or `value` for the identity link) float [N, 1].
 * A missing value (NaN) follows each node's `missingLeft`. The same ensemble gives the same bytes.
 * @example encodeTreeEnsemble({ trees, baseScore: -1.3 }, { features: ['hour', 'distance'], link: 'logistic' })
 */
export const encodeTreeEnsemble = ({ trees, baseScore }: TreeEnsemble, description: ModelDescription): Uint8Array =>
  buildModel({ ...description, steps: [regressorOf(trees, [baseScore])], initializers: [] });

/**
 * Writes boosted trees of several classes as ONNX: a TreeEnsembleRegressor with a target a class, and a Softmax. Output `probabilities` float [N, classes].
 * @example encodeClassTrees({ trees, baseScores: [-1, -1.2, -0.9] }, { features: ['hour', 'distance'], classes: ['a', 'b', 'c'] })
 */
export const encodeClassTrees = ({ trees, baseScores }: ClassTrees, description: Omit<ModelDescription, 'link'>): Uint8Array =>
  buildModel({ ...description, link: 'softmax', steps: [regressorOf(trees, baseScores)], initializers: [] });

/** The operator of trees; tree t adds to target t mod targets. */
function regressorOf(ensemble: readonly Tree[], baseScores: readonly number[]): OnnxNode {
  const treeIds: number[] = [];
  const nodeIds: number[] = [];
  const features: number[] = [];
  const modes: string[] = [];
  const thresholds: number[] = [];
  const trueNodes: number[] = [];
  const falseNodes: number[] = [];
  const missing: number[] = [];
  const leafTrees: number[] = [];
  const leafNodes: number[] = [];
  const weights: number[] = [];
  const targets: number[] = [];
  ensemble.forEach((tree, treeId) => {
    for (let id = 0; id < tree.feature.length; id++) {
      const leaf = tree.feature[id]! < 0;
      treeIds.push(treeId);
      nodeIds.push(id);
      modes.push(leaf ? 'LEAF' : 'BRANCH_LEQ');
      features.push(leaf ? 0 : tree.feature[id]!);
      thresholds.push(leaf ? 0 : tree.threshold[id]!);
      trueNodes.push(leaf ? 0 : tree.left[id]!);
      falseNodes.push(leaf ? 0 : tree.right[id]!);
      missing.push(leaf ? 0 : tree.missingLeft[id]!);
      if (!leaf) continue;
      leafTrees.push(treeId);
      leafNodes.push(id);
      weights.push(tree.value[id]!);
      targets.push(treeId % baseScores.length);
    }
  });
  return node('TreeEnsembleRegressor', {
    domain: 'ai.onnx.ml',
    inputs: ['features'],
    attributes: [
      attribute('aggregate_function', { text: 'SUM' }),
      attribute('base_values', { floats: baseScores.map(Math.fround) }),
      attribute('n_targets', { int: baseScores.length }),
      attribute('nodes_falsenodeids', { ints: falseNodes }),
      attribute('nodes_featureids', { ints: features }),
      attribute('nodes_missing_value_tracks_true', { ints: missing }),
      attribute('nodes_modes', { texts: modes }),
      attribute('nodes_nodeids', { ints: nodeIds }),
      attribute('nodes_treeids', { ints: treeIds }),
      attribute('nodes_truenodeids', { ints: trueNodes }),
      attribute('nodes_values', { floats: thresholds }),
      attribute('post_transform', { text: 'NONE' }),
      attribute('target_ids', { ints: targets }),
      attribute('target_nodeids', { ints: leafNodes }),
      attribute('target_treeids', { ints: leafTrees }),
      attribute('target_weights', { floats: weights }),
    ],
  });
}
