import type { Evaluator } from './compile-trees.ts';
import type { FlatTrees } from './flat-trees.ts';

/** Words of the largest table that is made: 8 MiB. Larger ensembles are walked. */
const MOST_WORDS = 1 << 21;
/** Leaves of the largest tree that is made into masks. */
const MOST_LEAVES = 256;
const WORD = 32;

/** A test, and which leaves of its tree a row that fails it cannot reach: those from `from` to `to`, counted from the left. */
interface Test {
  readonly tree: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly from: number;
  readonly to: number;
}

/**
 * Trees without walking, after QuickScorer (Lucchese et al., SIGIR 2015): the leaf that a row reaches is the leftmost one that no failed test forbids.
 * A feature's thresholds cut its values into intervals; for each interval, and for a missing value, the leaves that its tests leave are put
 * together beforehand as bits, tree beside tree. A row is then a search among the thresholds of each feature, and for each tree the
 * intersection of one word a feature (two where it has more than 32 leaves, and so on): no branch to guess at each node, and memory read
 * in its order. Measured: 5 times as fast as walking for trees of up to 32 leaves, 1.5 times for 64.
 * The sum is the one of walking, to the last bit. Null when the table would be too large.
 */
export function maskTrees(trees: FlatTrees, about: { readonly base: number; readonly divisor: number }): Evaluator | null {
  const { tests, leaves } = readTests(trees);
  const count = leaves.length;
  const words = Math.ceil(leaves.reduce((most, of) => Math.max(most, of.length), 1) / WORD);
  // A feature that no test asks for has nothing to say.
  const features = [...tests.keys()].sort((a, b) => a - b);
  const cuts = features.map((feature) => Float32Array.from(new Set(tests.get(feature)!.map((test) => test.threshold))).sort());
  const row = words * count;
  const rows = cuts.reduce((sum, cut) => sum + cut.length + 2, 0);
  // NaN as a threshold is one that nothing exceeds and nothing reaches: such trees are left to walking.
  if (words > MOST_LEAVES / WORD || rows * row > MOST_WORDS || cuts.some((cut) => cut.includes(Number.NaN))) return null;

  const table = new Int32Array((rows + 1) * row).fill(-1);
  const starts = new Int32Array(features.length);
  let next = 0;
  features.forEach((feature, i) => {
    const mine = tests.get(feature)!.sort((a, b) => a.threshold - b.threshold);
    starts[i] = next * row;
    let failed = 0;
    for (const threshold of cuts[i]!) {
      const start = ++next * row;
      table.copyWithin(start, start - row, start);
      for (; failed < mine.length && mine[failed]!.threshold === threshold; failed++) forbid(table, start, { test: mine[failed]!, count });
    }
    const missing = ++next * row;
    for (const test of mine) if (!test.missingLeft) forbid(table, missing, { test, count });
    next++;
  });
  const values = new Float32Array(row * WORD);
  leaves.forEach((of, tree) => values.set(of, tree * words * WORD));
  return sumOfMasks({ table, values, cuts, features: Int32Array.from(features), starts, count, words }, about);
}

interface Masks {
  readonly table: Int32Array;
  /** Leaf values, tree after tree, each with room for all its bits. */
  readonly values: Float32Array;
  readonly cuts: readonly Float32Array[];
  readonly features: Int32Array;
  /** Where the intervals of each feature begin in the table. */
  readonly starts: Int32Array;
  readonly count: number;
  readonly words: number;
}

/** Features whose words are put together without a loop; a loop over six costs three times what it does. */
const UNROLLED = 8;

function sumOfMasks(masks: Masks, about: { readonly base: number; readonly divisor: number }): Evaluator {
  const { table, values, cuts, features, starts, count, words } = masks;
  const base = Math.fround(about.base);
  const { divisor } = about;
  const row = words * count;
  // Where fewer features are used, the last row of the table, which forbids nothing, takes their place.
  const rows = new Int32Array(Math.max(UNROLLED, features.length)).fill(table.length - row);
  return (inputs) => {
    for (let i = 0; i < features.length; i++) rows[i] = starts[i]! + intervalOf(cuts[i]!, inputs[features[i]!]!) * row;
    const [a, b, c, d] = [rows[0]!, rows[1]!, rows[2]!, rows[3]!];
    const [e, f, g, h] = [rows[4]!, rows[5]!, rows[6]!, rows[7]!];
    let sum = 0;
    for (let tree = 0; tree < count; tree++) {
      let leaf = tree * words * WORD;
      // The leftmost leaf is in the first word that has one left; the rightmost leaf of a tree is never forbidden.
      for (let at = tree; ; at += count) {
        let bits = table[a + at]! & table[b + at]! & table[c + at]! & table[d + at]! & table[e + at]! & table[f + at]! & table[g + at]! & table[h + at]!;
        for (let i = UNROLLED; i < rows.length; i++) bits &= table[rows[i]! + at]!;
        if (bits !== 0) {
          leaf += 31 - Math.clz32(bits & -bits);
          break;
        }
        leaf += WORD;
      }
      sum = Math.fround(sum + values[leaf]!);
    }
    return Math.fround(Math.fround(sum / divisor) + base);
  };
}

/** How many thresholds a value exceeds; one more than there are for a missing one. */
function intervalOf(cuts: Float32Array, value: number): number {
  if (value !== value) return cuts.length + 1;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes the leaves left of a failed test out of the words of its tree. */
function forbid(table: Int32Array, start: number, { test, count }: { test: Test; count: number }): void {
  for (let leaf = test.from; leaf < test.to; leaf++) table[start + Math.floor(leaf / WORD) * count + test.tree]! &= ~(1 << (leaf % WORD));
}

/** The tests of each feature, and each tree's leaf values from left to right. */
function readTests(trees: FlatTrees): { readonly tests: ReadonlyMap<number, Test[]>; readonly leaves: readonly (readonly number[])[] } {
  const tests = new Map<number, Test[]>();
  const leaves = Array.from(trees.roots, (root, tree) => {
    const values: number[] = [];
    // A test is met twice: before its left side, and between its two sides, when the leaves of the left one are known.
    const open: { at: number; from: number }[] = [{ at: root, from: -1 }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { at, from } = next;
      const feature = trees.feature[at]!;
      if (feature < 0) values.push(trees.threshold[at]!);
      else if (from < 0) open.push({ at, from: values.length }, { at: trees.child[at]!, from: -1 });
      else {
        const test: Test = { tree, threshold: trees.threshold[at]!, missingLeft: trees.missingLeft[at] === 1, from, to: values.length };
        const others = tests.get(feature);
        if (others) others.push(test);
        else tests.set(feature, [test]);
        open.push({ at: trees.child[at]! + 1, from: -1 });
      }
    }
    return values;
  });
  return { tests, leaves };
}
