import type { Problem } from '../kernel/index.ts';
import type { OnnxNode } from './onnx-format.ts';

/** The attributes of a TreeEnsembleRegressor or TreeEnsembleClassifier as columns, one member per node or per leaf weight. */
export interface TreeColumns {
  readonly trees: readonly number[];
  readonly nodes: readonly number[];
  readonly features: readonly number[];
  readonly modes: readonly string[];
  readonly thresholds: readonly number[];
  readonly trueNodes: readonly number[];
  readonly falseNodes: readonly number[];
  readonly missing: readonly number[];
  readonly weightTrees: readonly number[];
  readonly weightNodes: readonly number[];
  /** Which target or class a weight counts for. */
  readonly weightIds: readonly number[];
  readonly weights: readonly number[];
  readonly baseValues: readonly number[];
}

export const isTreeNode = (node: OnnxNode): boolean => node.domain === 'ai.onnx.ml' && (node.op === 'TreeEnsembleRegressor' || node.op === 'TreeEnsembleClassifier');

/** Reads the columns of a tree operator; absent ones are empty. */
export function readTreeColumns(node: OnnxNode): TreeColumns {
  const ints = (name: string): readonly number[] => attributeOf(node, name)?.ints ?? [];
  const floats = (name: string): readonly number[] => attributeOf(node, name)?.floats ?? [];
  const group = node.op === 'TreeEnsembleClassifier' ? 'class' : 'target';
  return {
    trees: ints('nodes_treeids'),
    nodes: ints('nodes_nodeids'),
    features: ints('nodes_featureids'),
    modes: attributeOf(node, 'nodes_modes')?.texts ?? [],
    thresholds: floats('nodes_values'),
    trueNodes: ints('nodes_truenodeids'),
    falseNodes: ints('nodes_falsenodeids'),
    missing: ints('nodes_missing_value_tracks_true'),
    weightTrees: ints(`${group}_treeids`),
    weightNodes: ints(`${group}_nodeids`),
    weightIds: ints(`${group}_ids`),
    weights: floats(`${group}_weights`),
    baseValues: floats('base_values'),
  };
}

export const attributeOf = (node: OnnxNode, name: string): OnnxNode['attributes'][number] | undefined => node.attributes.find((attribute) => attribute.name === name);

/** Finds the position of a node in its columns; a node that is named twice is found where it is named last. */
export function indexNodes(columns: TreeColumns): (tree: number, node: number) => number | undefined {
  const trees = new Map<number, Map<number, number>>();
  columns.nodes.forEach((node, at) => {
    const tree = columns.trees[at]!;
    let nodes = trees.get(tree);
    if (!nodes) trees.set(tree, (nodes = new Map()));
    nodes.set(node, at);
  });
  return (tree, node) => trees.get(tree)?.get(node);
}

/**
 * What is wrong with the trees of one operator: columns of different lengths, features or children that do not exist,
 * nodes reached twice (a loop would never end), numbers that are not finite. Models in 64-bit floats keep their values
 * elsewhere (`…_as_tensor`) and are left to the runtime.
 */
export function treeProblems(node: OnnxNode, width: number | undefined): readonly Problem[] {
  if (attributeOf(node, 'nodes_values_as_tensor')) return [];
  const columns = readTreeColumns(node);
  const path = `/graph/${node.name || node.op}`;
  const problems: Problem[] = [];
  const say = (message: string): void => void problems.push({ path, message });
  const count = columns.nodes.length;
  if (count === 0) say('has no nodes');
  for (const name of ['trees', 'features', 'modes', 'thresholds', 'trueNodes', 'falseNodes'] as const) {
    if (columns[name].length !== count) say(`has ${columns[name].length} ${name} for ${count} nodes`);
  }
  if (columns.missing.length !== 0 && columns.missing.length !== count) say(`has ${columns.missing.length} missing-value directions for ${count} nodes`);
  for (const name of ['weightTrees', 'weightNodes', 'weightIds'] as const) {
    if (columns[name].length !== columns.weights.length) say(`has ${columns[name].length} ${name} for ${columns.weights.length} weights`);
  }
  if (problems.length > 0) return problems;

  const positionOf = indexNodes(columns);
  if (columns.nodes.some((node, at) => positionOf(columns.trees[at]!, node) !== at)) say('names a node twice');
  const seen = new Set<number>();
  const waiting: number[] = [];
  const reach = (from: number, child: number): void => {
    const position = positionOf(columns.trees[from]!, child);
    if (position === undefined) say(`tree ${columns.trees[from]} node ${columns.nodes[from]} leads to node ${child}, which does not exist`);
    else if (seen.has(position)) say(`tree ${columns.trees[from]} reaches node ${child} twice`);
    else waiting.push(position);
  };
  const begun = new Set<number>();
  columns.trees.forEach((tree, root) => {
    if (begun.has(tree)) return;
    begun.add(tree); // a tree begins with the node that is listed first
    waiting.push(root);
    for (let at = waiting.pop(); at !== undefined && problems.length < 20; at = waiting.pop()) {
      if (seen.has(at)) say(`tree ${tree} reaches node ${columns.nodes[at]} twice`);
      seen.add(at);
      if (columns.modes[at] === 'LEAF') continue;
      const feature = columns.features[at]!;
      if (feature < 0 || (width !== undefined && feature >= width)) say(`tree ${tree} tests feature ${feature} of ${width ?? '?'}`);
      if (Number.isNaN(columns.thresholds[at])) say(`tree ${tree} node ${columns.nodes[at]} compares with NaN`);
      reach(at, columns.trueNodes[at]!);
      reach(at, columns.falseNodes[at]!);
    }
  });
  if (problems.length === 0 && seen.size !== count) say(`has ${count - seen.size} nodes that no tree reaches`);
  if (columns.weights.some((weight) => !Number.isFinite(weight))) say('has weights that are not finite');
  if (columns.weightNodes.some((leaf, at) => positionOf(columns.weightTrees[at]!, leaf) === undefined)) say('has weights for nodes that do not exist');
  return problems;
}
