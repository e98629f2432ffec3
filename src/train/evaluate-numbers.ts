import { costOfError, type ErrorCost, type RegressionScope } from '../scope/index.ts';
import { meanInterval, measureRegression } from '../stats/index.ts';
import { membersOf, MIN_SLICE_ROWS, type ScoredRows } from './evaluate-model.ts';
import type { RegressionEvaluation } from './evaluation.ts';
import { toFigures } from './figure.ts';
import { measureQuality } from './measure-quality.ts';

/** What a question for a number measures by. */
export interface ErrorTerms {
  readonly metric: RegressionScope['metric']['name'];
  readonly cost: ErrorCost;
}

/** Mean cost of answers in the scope's terms. */
export const costOfNumbers = (cost: ErrorCost, scores: Float64Array, labels: ArrayLike<number>): number =>
  scores.length === 0 ? 0 : scores.reduce((sum, score, i) => sum + costOfError(cost, score - labels[i]!), 0) / scores.length;

/** Measures a model of numbers on rows it has not seen, beside the baseline on the same rows. `harm` is measured apart. */
export function evaluateNumbers(rows: ScoredRows, { metric, cost }: ErrorTerms): Omit<RegressionEvaluation, 'harm'> {
  const { scores, baseline, eventAt } = rows;
  const labels = Float64Array.from(rows.labels);
  const measured = measureRegression(scores, labels);
  const costs = meanInterval(scores.map((score, i) => costOfError(cost, score - labels[i]!)));
  const [low, high] = measured[metric].interval;
  return {
    task: 'regression',
    rows: labels.length,
    interval: { from: eventAt[0] ?? 0, to: (eventAt.at(-1) ?? 0) + 1 },
    metric,
    quality: measured[metric].value,
    qualityInterval: [low, high],
    metrics: toFigures(measured),
    meanLabel: mean(labels),
    meanScore: mean(scores),
    cost: costs.mean,
    costError: costs.standardError,
    baseline: { quality: measureQuality(metric, baseline, labels), cost: costOfNumbers(cost, baseline, labels) },
    slices: rows.slices.flatMap((slice) => evaluateSlices(slice, rows, metric)),
  };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function evaluateSlices(slice: ScoredRows['slices'][number], rows: ScoredRows, metric: ErrorTerms['metric']): RegressionEvaluation['slices'] {
  const found: RegressionEvaluation['slices'][number][] = [];
  for (const [value, indexes] of membersOf(slice.values)) {
    if (indexes.length < MIN_SLICE_ROWS) continue;
    const take = (values: ArrayLike<number>): Float64Array => Float64Array.from(indexes, (i) => values[i]!);
    const [scores, baseline, labels] = [take(rows.scores), take(rows.baseline), take(rows.labels)];
    const [quality, other] = [measureQuality(metric, scores, labels), measureQuality(metric, baseline, labels)];
    // Each row's part of the difference of the two: of means exactly, of roots by the delta method.
    const part = (error: number, root: number): number => (metric === 'mae' ? Math.abs(error) : (error * error) / Math.max(2 * root, Number.MIN_VALUE));
    const parts = scores.map((score, i) => part(score - labels[i]!, quality) - part(baseline[i]! - labels[i]!, other));
    found.push({ column: slice.column, value, rows: indexes.length, quality, baseline: other, error: meanInterval(parts).standardError });
  }
  return found.sort((a, b) => b.rows - a.rows);
}
