import { type ClassCost, classesOf, type ClassScope, costOfClass } from '../scope/index.ts';
import { meanInterval, measureMulticlass, mostProbable } from '../stats/index.ts';
import { membersOf, MIN_SLICE_ROWS, type ScoredRows } from './evaluate-model.ts';
import type { ClassesEvaluation } from './evaluation.ts';
import { toFigures } from './figure.ts';
import { measureQuality } from './measure-quality.ts';

/** What a question for one of several classes measures by. */
export interface ClassTerms {
  readonly metric: ClassScope['metric']['name'];
  readonly cost: ClassCost;
}

/** The cost of each answer in the scope's terms, were the most probable class always answered. */
export function costsOfClasses(cost: ClassCost, probabilities: Float64Array, labels: ArrayLike<number>): Float64Array {
  const classes = classesOf(cost);
  return Float64Array.from(mostProbable(probabilities, classes.length), (predicted, i) => costOfClass(cost, classes[predicted]!, labels[i]!));
}

/** Their mean. */
export const costOfClasses = (cost: ClassCost, probabilities: Float64Array, labels: ArrayLike<number>): number => meanOf(costsOfClasses(cost, probabilities, labels));

/** Measures a model of several classes on rows it has not seen, beside the baseline on the same rows; scores are probabilities, a row after the other. `harm` is measured apart. */
export function evaluateClasses(rows: ScoredRows, { metric, cost }: ClassTerms): Omit<ClassesEvaluation, 'harm'> {
  const { scores, baseline, labels, eventAt } = rows;
  const names = classesOf(cost);
  const classes = names.length;
  const { metrics, byClass, confusion } = measureMulticlass({ classes, labels, probabilities: scores });
  const costs = meanInterval(costsOfClasses(cost, scores, labels));
  const [low, high] = metrics[metric].interval;
  return {
    task: 'multiclass',
    rows: labels.length,
    interval: { from: eventAt[0] ?? 0, to: (eventAt.at(-1) ?? 0) + 1 },
    metric,
    quality: metrics[metric].value,
    qualityInterval: [low, high],
    metrics: toFigures(metrics),
    classes: byClass.map(({ support, ...figures }, k) => ({ name: names[k]!, rows: support, metrics: toFigures(figures) })),
    confusion: names.map((_, k) => [...confusion.counts.subarray(k * classes, (k + 1) * classes)]),
    cost: costs.mean,
    costError: costs.standardError,
    baseline: { quality: measureQuality(metric, baseline, labels), cost: costOfClasses(cost, baseline, labels) },
    slices: rows.slices.flatMap((slice) => evaluateSlices(slice, rows, { metric, classes })),
  };
}

const meanOf = (values: Float64Array): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);

function evaluateSlices(
  slice: ScoredRows['slices'][number],
  rows: ScoredRows,
  { metric, classes }: { metric: ClassTerms['metric']; classes: number },
): ClassesEvaluation['slices'] {
  const found: ClassesEvaluation['slices'][number][] = [];
  for (const [value, indexes] of membersOf(slice.values)) {
    if (indexes.length < MIN_SLICE_ROWS) continue;
    const take = (matrix: Float64Array): Float64Array =>
      Float64Array.from({ length: indexes.length * classes }, (_, at) => matrix[indexes[Math.floor(at / classes)]! * classes + (at % classes)]!);
    const labels = Float64Array.from(indexes, (i) => rows.labels[i]!);
    const [scores, baseline] = [take(rows.scores), take(rows.baseline)];
    // Each row's part of the difference: of log losses exactly; of F1, by which rows are right, of which it is made.
    const partsOf = (matrix: Float64Array): Float64Array => (metric === 'logLoss' ? lossesOf(matrix, labels, classes) : hitsOf(matrix, labels, classes));
    const others = partsOf(baseline);
    const error = meanInterval(partsOf(scores).map((part, i) => part - others[i]!)).standardError;
    found.push({ column: slice.column, value, rows: indexes.length, quality: measureQuality(metric, scores, labels), baseline: measureQuality(metric, baseline, labels), error });
  }
  return found.sort((a, b) => b.rows - a.rows);
}

const hitsOf = (matrix: Float64Array, labels: Float64Array, classes: number): Float64Array =>
  Float64Array.from(mostProbable(matrix, classes), (predicted, i) => Number(predicted === labels[i]));

const lossesOf = (matrix: Float64Array, labels: Float64Array, classes: number): Float64Array =>
  labels.map((label, i) => -Math.log(Math.max(matrix[i * classes + label]!, Number.EPSILON)));
