import { crossFitTrees } from './trainers/cross-fit-trees.ts';
import type { FeatureTable } from './feature-table.ts';

/** What models that have not seen a row say of its number. */
export interface ExpectedNumbers {
  readonly expected: Float64Array;
  /** By how much numbers of such rows usually deviate from that: the geometric mean, > 0. */
  readonly usual: Float64Array;
}

const TREES = { trees: 60, leaves: 15, minLeaf: 20, learningRate: 0.1 } as const;
const SMALL_TREES = { trees: 30, leaves: 6, minLeaf: 50, learningRate: 0.1 } as const;
/** Fences beyond which a number teaches no more than one at the fence, at first, in quartile ranges (Tukey 1977, far out). */
const FENCE = 3;
/** How much further off than usual there a number teaches no more: 2.7 standard deviations of normal noise, whose logarithm of size is -0.64 on average. */
const FAR = 5;

/**
 * Tells the number of each row, and how far off such numbers usually are, by boosted trees of the other folds. What may be wrong must not teach much: numbers are learnt up to a fence, then
 * once more each no further than `FAR` times the usual from what was expected (pseudo-values: Huber, Robust Statistics, 1981, section 7.8), and the usual is the geometric mean, which a few wrong ones hardly move.
 * Where the first models are wrong as a whole, beyond the fence, much is usual, and the second are free to learn it.
 * Throws TRAINER_TABLE_UNFIT.
 */
export async function expectNumbers(table: FeatureTable, { folds, seed }: { readonly folds: number; readonly seed: number }): Promise<ExpectedNumbers> {
  const labels = Float64Array.from(table.labels);
  const tell = async (values: Float64Array, trees: typeof TREES | typeof SMALL_TREES): Promise<Float64Array> =>
    (await crossFitTrees({ features: table.names, rows: table.rows, columns: table.columns, labels: Float32Array.from(values) }, { ...trees, folds, seed })).outOfFold;
  const tellUsual = async (expected: Float64Array): Promise<Float64Array> => {
    const sizes = labels.map((label, row) => Math.abs(label - expected[row]!));
    // Exact hits have no logarithm, and say no more than near ones.
    const least = Math.max(quantile(sizes, 0.05), Number.MIN_VALUE);
    return (
      await tell(
        sizes.map((size) => Math.log(Math.max(size, least))),
        SMALL_TREES,
      )
    ).map(Math.exp);
  };
  const [low, high] = [quantile(labels, 0.25), quantile(labels, 0.75)];
  const fence = high > low ? FENCE * (high - low) : Infinity;
  const first = await tell(
    labels.map((label) => clip(label, low - fence, high + fence)),
    TREES,
  );
  const usualAtFirst = await tellUsual(first);
  const expected = await tell(
    labels.map((label, row) => clip(label, first[row]! - FAR * usualAtFirst[row]!, first[row]! + FAR * usualAtFirst[row]!)),
    TREES,
  );
  return { expected, usual: await tellUsual(expected) };
}

const clip = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
const quantile = (values: Float64Array, share: number): number => values.toSorted()[Math.floor(share * (values.length - 1))]!;
