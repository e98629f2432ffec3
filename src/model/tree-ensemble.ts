/**
 * One binary regression tree as parallel arrays, a member per node; node 0 is the root and children follow their parent.
 * A row goes left when `row[feature] ≤ threshold`, or when that feature is missing (NaN) and `missingLeft` is 1.
 */
export interface Tree {
  /** The feature that a node tests; -1 in a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What a leaf adds to the score; 0 elsewhere. */
  readonly value: Float32Array;
}

/** A sum of trees: score = Σ leaf values + baseScore, in 32-bit floats as ONNX has it. */
export interface TreeEnsemble {
  readonly trees: readonly Tree[];
  readonly baseScore: number;
}

/** Trees for several classes, iteration after iteration and class after class: tree t adds to the score of class t mod classes. */
export interface ClassTrees {
  readonly trees: readonly Tree[];
  /** One a class. */
  readonly baseScores: readonly number[];
}

/** How scores become the output: `logistic` gives a probability 1 / (1 + e^-score), `identity` the score itself, `softmax` a probability of each class that adds up to 1. */
export const LINKS = ['logistic', 'identity', 'softmax'] as const;
export type Link = (typeof LINKS)[number];
