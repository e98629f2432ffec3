import type { Tree } from '../../model/index.ts';
import { MISSING_BIN } from './bin-slots.ts';
import type { BinEdges, BinnedTable } from './bin-table.ts';
import { findSplit, type NodeSums, type Split, type SplitLimits } from './find-split.ts';
import { countOf, type Histogram, type HistogramSummer, subtractHistogram } from './sum-histogram.ts';

/** What shapes a tree. */
export interface TreeShape {
  readonly leaves: number;
  readonly learningRate: number;
  readonly limits: SplitLimits;
}

/** A leaf while the tree grows: the stretch of rows that reach it, their sums, and its best split. */
interface OpenLeaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly sums: NodeSums;
  readonly histogram: Histogram;
  readonly split: Split | undefined;
}

/** A grown tree, also in terms of bins, and the rows of each of its leaves as stretches of the order. */
export interface GrownTree {
  readonly tree: Tree;
  /** The bin up to which rows go left, per node. */
  readonly bins: Uint8Array;
  readonly leaves: readonly LeafStretch[];
}

/** A leaf, by its node, and its rows in an order. */
export interface LeafStretch {
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Grows trees leaf by leaf, the leaf with the largest gain first (Shi 2007; LightGBM). Per split, the histogram of the smaller
 * child is summed and the larger one's is the parent's minus it. Rows are an order of indices, divided in place and stably.
 * Made once per training: it keeps its histograms and buffers from tree to tree.
 */
export class TreeGrower {
  readonly #table: BinnedTable;
  readonly #summer: HistogramSummer;
  readonly #edges: BinEdges;
  readonly #shape: TreeShape;
  readonly #spare: Int32Array;
  readonly #pool: Histogram[] = [];

  constructor(data: { readonly table: BinnedTable; readonly summer: HistogramSummer; readonly edges: BinEdges }, shape: TreeShape) {
    this.#table = data.table;
    this.#summer = data.summer;
    this.#edges = data.edges;
    this.#shape = shape;
    this.#spare = new Int32Array(data.table.rows);
  }

  /** Grows one tree over the first `count` rows of the summer's order and the given features; the order is left divided by leaf. */
  grow(count: number, features: readonly number[]): GrownTree {
    const { leaves: limit, limits, learningRate } = this.#shape;
    const nodes = emptyNodes(2 * limit - 1);
    const open: OpenLeaf[] = [this.#openRoot(count, features)];
    let size = 1;
    while (open.length < limit) {
      const at = largestGain(open);
      if (at < 0) break;
      const leaf = open[at]!;
      const split = leaf.split!;
      nodes.feature[leaf.node] = split.feature;
      nodes.bins[leaf.node] = split.bin;
      nodes.threshold[leaf.node] = this.#edges[split.feature]![split.bin] ?? Infinity;
      nodes.missingLeft[leaf.node] = split.missingLeft ? 1 : 0;
      nodes.left[leaf.node] = size;
      nodes.right[leaf.node] = size + 1;
      const children = this.#divide(leaf, { features, left: size, isLast: open.length + 1 === limit });
      open.splice(at, 1, ...children);
      size += 2;
    }
    for (const leaf of open) {
      const rows = countOf(leaf.sums.packed);
      const hessian = (leaf.sums.packed - rows) / limits.scale;
      nodes.value[leaf.node] = (-leaf.sums.gradient / (hessian + limits.l2)) * learningRate || 0;
      this.#pool.push(leaf.histogram);
    }
    const { bins, ...tree } = trimNodes(nodes, size);
    return { tree, bins, leaves: open.map(({ node, from, to }) => ({ node, from, to })) };
  }

  #openRoot(count: number, features: readonly number[]): OpenLeaf {
    const histogram = this.#takeHistogram();
    this.#summer.sum({ from: 0, to: count }, this.#shape.limits.scale, histogram);
    let gradient = 0;
    let packed = 0;
    for (let slot = 0; slot < 512; slot += 2) {
      gradient += histogram[slot]!;
      packed += histogram[slot + 1]!;
    }
    const sums = { gradient, packed };
    return { node: 0, from: 0, to: count, sums, histogram, split: this.#bestSplit(histogram, sums, features) };
  }

  #takeHistogram(): Histogram {
    return this.#pool.pop() ?? this.#summer.newHistogram();
  }

  #bestSplit(histogram: Histogram, sums: NodeSums, features: readonly number[]): Split | undefined {
    return findSplit(histogram, sums, { edges: this.#edges, features, limits: this.#shape.limits });
  }

  /** Divides a leaf's rows and sums. Nobody will ask how to divide the children of the last split: they get no histograms. */
  #divide(leaf: OpenLeaf, about: { features: readonly number[]; left: number; isLast: boolean }): readonly [OpenLeaf, OpenLeaf] {
    const split = leaf.split!;
    const middle = this.#partition(leaf);
    const right: NodeSums = { gradient: leaf.sums.gradient - split.left.gradient, packed: leaf.sums.packed - split.left.packed };
    const leftLeaf = { node: about.left, from: leaf.from, to: middle, sums: split.left };
    const rightLeaf = { node: about.left + 1, from: middle, to: leaf.to, sums: right };
    if (about.isLast) {
      return [
        { ...leftLeaf, histogram: leaf.histogram, split: undefined },
        { ...rightLeaf, histogram: this.#takeHistogram(), split: undefined },
      ];
    }
    const leftIsSmaller = middle - leaf.from <= leaf.to - middle;
    const small = this.#takeHistogram();
    this.#summer.sum(leftIsSmaller ? leftLeaf : rightLeaf, this.#shape.limits.scale, small);
    subtractHistogram(leaf.histogram, small);
    const [leftSums, rightSums] = leftIsSmaller ? [small, leaf.histogram] : [leaf.histogram, small];
    return [
      { ...leftLeaf, histogram: leftSums, split: this.#bestSplit(leftSums, leftLeaf.sums, about.features) },
      { ...rightLeaf, histogram: rightSums, split: this.#bestSplit(rightSums, rightLeaf.sums, about.features) },
    ];
  }

  /** Moves the rows that go left to the front of the leaf's stretch, both sides in their old order; returns the border. */
  #partition(leaf: OpenLeaf): number {
    const { order } = this.#summer;
    const split = leaf.split!;
    const bins = this.#table.columns[split.feature]!;
    const goesLeft = new Uint8Array(256);
    for (let bin = 0; bin < 256; bin++) goesLeft[bin] = (bin === MISSING_BIN ? split.missingLeft : bin <= split.bin) ? 1 : 0;
    const spare = this.#spare;
    let left = leaf.from;
    let right = 0;
    for (let i = leaf.from; i < leaf.to; i++) {
      const row = order[i]!;
      const isLeft = goesLeft[bins[row]!]!;
      order[left] = row;
      spare[right] = row;
      left += isLeft;
      right += 1 - isLeft;
    }
    order.set(spare.subarray(0, right), left);
    return left;
  }
}

/** Notes for each row that a tree was grown from which node it ended in. */
export function markLeaves(grown: GrownTree, order: Int32Array, nodeOf: Uint16Array): void {
  for (const { node, from, to } of grown.leaves) for (let i = from; i < to; i++) nodeOf[order[i]!] = node;
}

/** Finds the leaf that each of some rows reaches, by walking the tree on their bins. */
export function walkTree(grown: GrownTree, table: BinnedTable, about: { rows: Int32Array; nodeOf: Uint16Array }): void {
  const { feature, left, right, missingLeft } = grown.tree;
  for (const row of about.rows) {
    let at = 0;
    for (let tested = feature[at]!; tested >= 0; tested = feature[at]!) {
      const bin = (table.words[row * table.stride + (tested >> 2)]! >>> ((tested & 3) * 8)) & 255;
      const isLeft = bin === MISSING_BIN ? missingLeft[at]! === 1 : bin <= grown.bins[at]!;
      at = isLeft ? left[at]! : right[at]!;
    }
    about.nodeOf[row] = at;
  }
}

function largestGain(open: readonly OpenLeaf[]): number {
  let at = -1;
  open.forEach((leaf, i) => {
    if (leaf.split && (at < 0 || leaf.split.gain > open[at]!.split!.gain)) at = i;
  });
  return at;
}

type Nodes = Tree & { readonly bins: Uint8Array };

const emptyNodes = (size: number): Nodes => ({
  feature: new Int32Array(size).fill(-1),
  threshold: new Float32Array(size),
  missingLeft: new Uint8Array(size),
  left: new Int32Array(size),
  right: new Int32Array(size),
  value: new Float32Array(size),
  bins: new Uint8Array(size),
});

const trimNodes = (nodes: Nodes, size: number): Nodes => ({
  feature: nodes.feature.slice(0, size),
  threshold: nodes.threshold.slice(0, size),
  missingLeft: nodes.missingLeft.slice(0, size),
  left: nodes.left.slice(0, size),
  right: nodes.right.slice(0, size),
  value: nodes.value.slice(0, size),
  bins: nodes.bins.slice(0, size),
});
