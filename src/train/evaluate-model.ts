import { costOptimalThreshold, type DecisionCost } from '../scope/index.ts';
import { auc, aucInterval, calibrationGap, logLoss } from '../stats/index.ts';
import type { BinaryEvaluation } from './evaluation.ts';
import type { Labels } from './feature-table.ts';

/** Test rows: model scores, the baseline's scores, labels, and the groups to look at one by one. */
export interface ScoredRows {
  readonly scores: Float64Array;
  readonly baseline: Float64Array;
  readonly labels: Labels;
  readonly eventAt: Float64Array;
  readonly slices: readonly { readonly column: string; readonly values: readonly (string | null)[] }[];
}

/** Slices with fewer rows of either label than this say more about chance than about the model. */
export const MIN_SLICE_ROWS = 200;
const MIN_SLICE_CLASS = 30;

/** Cost per unit when acting at the cost-optimal threshold of the scope. */
export function costAtThreshold(cost: DecisionCost, scores: Float64Array, labels: Uint8Array): number {
  const threshold = costOptimalThreshold(cost);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const acted = scores[i]! >= threshold;
    if (acted && labels[i] === 0) sum += cost.needless;
    else if (!acted && labels[i] === 1) sum += cost.missed;
  }
  return scores.length === 0 ? 0 : sum / scores.length;
}

/** Measures a model on rows it has not seen, beside the baseline on the same rows. `harm` is measured apart. */
export function evaluateModel(rows: ScoredRows, cost: DecisionCost): Omit<BinaryEvaluation, 'harm'> {
  const { scores, baseline, eventAt } = rows;
  const labels = Uint8Array.from(rows.labels);
  let positives = 0;
  for (const label of labels) positives += label;
  const area = auc(scores, labels);
  const [low, high] = aucInterval(scores, labels);
  return {
    rows: labels.length,
    interval: { from: eventAt[0] ?? 0, to: (eventAt.at(-1) ?? 0) + 1 },
    positiveRate: positives / labels.length,
    auc: area,
    aucInterval: [low, high],
    logLoss: logLoss(scores, labels),
    calibrationGap: calibrationGap(scores, labels).gap,
    cost: costAtThreshold(cost, scores, labels),
    baseline: { auc: auc(baseline, labels), cost: costAtThreshold(cost, baseline, labels) },
    slices: rows.slices.flatMap((slice) => evaluateSlices(slice, rows)),
  };
}

/** The rows of each value. */
export function membersOf(values: readonly (string | null)[]): ReadonlyMap<string, readonly number[]> {
  const members = new Map<string, number[]>();
  values.forEach((value, i) => {
    const name = value ?? '(empty)';
    const list = members.get(name);
    if (list) list.push(i);
    else members.set(name, [i]);
  });
  return members;
}

function evaluateSlices(slice: ScoredRows['slices'][number], rows: ScoredRows): BinaryEvaluation['slices'] {
  const evaluations: BinaryEvaluation['slices'][number][] = [];
  for (const [value, indexes] of membersOf(slice.values)) {
    const labels = Uint8Array.from(indexes, (i) => rows.labels[i]!);
    const positives = labels.reduce((sum, label) => sum + label, 0);
    if (labels.length < MIN_SLICE_ROWS || Math.min(positives, labels.length - positives) < MIN_SLICE_CLASS) continue;
    evaluations.push({
      column: slice.column,
      value,
      rows: labels.length,
      auc: auc(
        Float64Array.from(indexes, (i) => rows.scores[i]!),
        labels,
      ),
      baselineAuc: auc(
        Float64Array.from(indexes, (i) => rows.baseline[i]!),
        labels,
      ),
    });
  }
  return evaluations.sort((a, b) => b.rows - a.rows);
}
