import type { BinnedTable } from './bin-table.ts';
import type { TrainingTable } from './training-table.ts';

/**
 * The state of every row under the trees of several classes so far, by the log loss of a softmax. An iteration grows a tree a class from the probabilities that there were when it began:
 * `begin` writes a class's gradients and Hessians into the binned table, `advance` adds its tree, and `finish` makes new probabilities and returns their summed loss.
 */
export interface SoftmaxState {
  readonly baseScores: readonly number[];
  /** Sum of weights. */
  readonly weight: number;
  /** A bound of the sum of all Hessians, at any time. */
  readonly hessianBound: number;
  begin(k: number): void;
  advance(k: number, nodeOf: Uint16Array, values: Float32Array): void;
  finish(): number;
}

/** A class without rows gets the score of this many. */
const FEW = 0.5;

/** Starts from the best constants: the logarithms of the classes' shares. Given `baseScores` are taken instead (validation). */
export function startSoftmax(table: TrainingTable, binned: BinnedTable, given?: readonly number[]): SoftmaxState {
  const { rows, labels, weights } = table;
  const classes = table.classes!;
  const shares = new Float64Array(classes);
  let weight = 0;
  for (let row = 0; row < rows; row++) {
    const w = weights?.[row] ?? 1;
    weight += w;
    shares[labels[row]!]! += w;
  }
  const baseScores = given ?? Array.from(shares, (share) => Math.fround(Math.log(Math.max(share, FEW) / weight)));
  const scores = new Float64Array(rows * classes);
  const probabilities = new Float64Array(rows * classes);
  for (let at = 0; at < scores.length; at++) scores[at] = baseScores[at % classes]!;
  // Of K dependent scores each moves the loss by (K - 1) / K of what it would alone (Friedman, Hastie and Tibshirani 2000, LogitBoost; LightGBM's factor).
  const factor = classes / (classes - 1);
  const { stride, binWords, floats } = binned;

  const finish = (): number => {
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const from = row * classes;
      let top = -Infinity;
      for (let k = 0; k < classes; k++) top = Math.max(top, scores[from + k]!);
      let sum = 0;
      for (let k = 0; k < classes; k++) sum += probabilities[from + k] = Math.exp(scores[from + k]! - top);
      for (let k = 0; k < classes; k++) probabilities[from + k]! /= sum;
      loss -= (weights?.[row] ?? 1) * (scores[from + labels[row]!]! - top - Math.log(sum));
    }
    return loss;
  };
  finish();
  return {
    baseScores,
    weight,
    hessianBound: (weight / 4) * factor,
    begin(k) {
      for (let row = 0, at = binWords; row < rows; row++, at += stride) {
        const w = weights?.[row] ?? 1;
        const p = probabilities[row * classes + k]!;
        floats[at] = w * (p - (labels[row] === k ? 1 : 0));
        floats[at + 1] = w * p * (1 - p) * factor;
      }
    },
    advance(k, nodeOf, values) {
      for (let row = 0; row < rows; row++) scores[row * classes + k]! += values[nodeOf[row]!]!;
    },
    finish,
  };
}
