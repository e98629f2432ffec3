import type { BinnedTable } from './bin-table.ts';
import type { TrainingTable } from './training-table.ts';

/** What boosting minimises: log loss of a binary label, or half the squared error of a number. */
export const OBJECTIVES = ['logistic', 'squared-error'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/**
 * The state of every row under the trees so far. `advance` adds to each row the value of the node that it reached, writes the
 * rows' new gradients and Hessians into the binned table, and returns their summed loss.
 */
export interface ObjectiveState {
  readonly baseScore: number;
  /** Sum of weights. */
  readonly weight: number;
  /** A bound of the sum of all Hessians, at any time. */
  readonly hessianBound: number;
  advance(nodeOf: Uint16Array, values: Float32Array): number;
}

/** Starts from the best constant: the log-odds of the label's rate, or its mean. A given `baseScore` is taken instead (validation). */
export function startObjective(objective: Objective, table: TrainingTable, binned: BinnedTable, baseScore?: number): ObjectiveState {
  let weight = 0;
  let sum = 0;
  for (let row = 0; row < table.rows; row++) {
    const w = table.weights?.[row] ?? 1;
    weight += w;
    sum += w * table.labels[row]!;
  }
  const mean = sum / weight;
  if (objective === 'squared-error') return squaredErrorState(table, binned, { baseScore: baseScore ?? Math.fround(mean), weight });
  return logisticState(table, binned, { baseScore: baseScore ?? Math.fround(Math.log(mean / (1 - mean))), weight });
}

/**
 * Log loss. Kept per row is the odds against the label 1, e^-score: adding a leaf's value multiplies it by one number for the
 * whole leaf, so that no exponential is taken per row; and the losses are summed as logarithms of products of eight probabilities.
 */
function logisticState(table: TrainingTable, binned: BinnedTable, about: { baseScore: number; weight: number }): ObjectiveState {
  const { stride, binWords, floats } = binned;
  const { labels, weights } = table;
  const odds = new Float64Array(table.rows).fill(Math.exp(-about.baseScore));
  return {
    ...about,
    hessianBound: about.weight / 4,
    advance(nodeOf, values) {
      const factors = Float64Array.from(values, (value) => Math.exp(-value));
      let loss = 0;
      let product = 1;
      for (let row = 0, at = binWords; row < labels.length; row++, at += stride) {
        const against = Math.min(Math.max(odds[row]! * factors[nodeOf[row]!]!, 1e-30), 1e30);
        odds[row] = against;
        const p = 1 / (1 + against);
        const q = against * p;
        const label = labels[row]!;
        const likelihood = label === 1 ? p : q;
        if (weights) {
          const w = weights[row]!;
          loss -= w * Math.log(likelihood);
          floats[at] = w * (p - label);
          floats[at + 1] = w * p * q;
        } else {
          product *= likelihood;
          if ((row & 7) === 7) {
            loss -= Math.log(product);
            product = 1;
          }
          floats[at] = p - label;
          floats[at + 1] = p * q;
        }
      }
      return loss - Math.log(product);
    },
  };
}

function squaredErrorState(table: TrainingTable, binned: BinnedTable, about: { baseScore: number; weight: number }): ObjectiveState {
  const { stride, binWords, floats } = binned;
  const { labels, weights } = table;
  const scores = new Float64Array(table.rows).fill(about.baseScore);
  return {
    ...about,
    hessianBound: about.weight,
    advance(nodeOf, values) {
      let loss = 0;
      for (let row = 0, at = binWords; row < labels.length; row++, at += stride) {
        scores[row]! += values[nodeOf[row]!]!;
        const error = scores[row]! - labels[row]!;
        const w = weights ? weights[row]! : 1;
        floats[at] = w * error;
        floats[at + 1] = w;
        loss += (w * error * error) / 2;
      }
      return loss;
    },
  };
}
