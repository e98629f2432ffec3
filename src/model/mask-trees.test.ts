import { expect, it } from 'vitest';
import { type Random, seededRandom } from '../kernel/index.ts';
import type { FlatTrees } from './flat-trees.ts';
import { maskTrees } from './mask-trees.ts';
import { walkTrees } from './walk-trees.ts';

/** Random trees: lopsided ones, single leaves, thresholds in common, both ways for missing values. */
function growTrees(random: Random, about: { trees: number; leaves: number; features: number }): FlatTrees {
  const [roots, feature, threshold, child, missingLeft] = [[], [], [], [], []] as number[][] as [number[], number[], number[], number[], number[]];
  const addLeaf = (): number => {
    feature.push(-1);
    child.push(0);
    missingLeft.push(0);
    return threshold.push(Math.fround(random.normal())) - 1;
  };
  for (let tree = 0; tree < about.trees; tree++) {
    const leaves = [addLeaf()];
    roots.push(leaves[0]!);
    for (let grown = random.int(about.leaves); grown > 0; grown--) {
      const at = leaves.splice(random.int(3) === 0 ? random.int(leaves.length) : leaves.length - 1, 1)[0]!;
      feature[at] = random.int(about.features);
      threshold[at] = Math.fround(random.int(20) / 10 - 1);
      missingLeft[at] = random.int(2);
      child[at] = addLeaf();
      leaves.push(child[at]!, addLeaf());
    }
  }
  return {
    roots: Int32Array.from(roots),
    feature: Int32Array.from(feature),
    threshold: Float32Array.from(threshold),
    child: Int32Array.from(child),
    missingLeft: Uint8Array.from(missingLeft),
  };
}

/** One node after the other, as ONNX says it. */
function walk(trees: FlatTrees, row: Float32Array): number {
  let sum = 0;
  for (const root of trees.roots) {
    let at = root;
    while (trees.feature[at]! >= 0) {
      const value = row[trees.feature[at]!]!;
      const left = Number.isNaN(value) ? trees.missingLeft[at] === 1 : value <= trees.threshold[at]!;
      at = trees.child[at]! + (left ? 0 : 1);
    }
    sum = Math.fround(sum + trees.threshold[at]!);
  }
  return Math.fround(Math.fround(sum / 2) + Math.fround(0.1));
}

const drawRow = (random: Random, width: number): Float32Array =>
  Float32Array.from({ length: width }, () => [Number.NaN, Infinity, -Infinity, -0, 0, random.int(20) / 10 - 1, random.normal()][random.int(7)]!);

it.each([
  { trees: 1, leaves: 1, features: 1 },
  { trees: 20, leaves: 32, features: 3 },
  { trees: 20, leaves: 100, features: 8 },
  { trees: 7, leaves: 256, features: 20 },
])('gives the sum that the format means, to the last bit: %o', (about) => {
  const random = seededRandom(JSON.stringify(about));
  for (let i = 0; i < 20; i++) {
    const trees = growTrees(random, about);
    const [mask, walker] = [maskTrees(trees, { base: 0.1, divisor: 2 })!, walkTrees(trees, { base: 0.1, divisor: 2 })];
    for (let at = 0; at < 50; at++) {
      const row = drawRow(random, about.features);
      expect([mask(row), walker(row)]).toEqual([walk(trees, row), walk(trees, row)]);
    }
  }
});

it('leaves to walking what would take too much memory, or compares with NaN', () => {
  const random = seededRandom('large');
  const about = { base: 0, divisor: 1 };
  expect(maskTrees(growTrees(random, { trees: 3, leaves: 2_000, features: 2 }), about)).toBeNull();
  expect(maskTrees(growTrees(random, { trees: 1_000, leaves: 250, features: 20 }), about)).toBeNull();
  const trees = growTrees(random, { trees: 20, leaves: 20, features: 2 });
  trees.threshold[trees.feature.findIndex((feature) => feature >= 0)] = Number.NaN;
  expect(maskTrees(trees, about)).toBeNull();
});
