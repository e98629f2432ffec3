import { seededRandom } from '../../kernel/index.ts';
import { estimateClasses, estimatePerformance, learnClasses, learnScores, measureBinary, measureMulticlass } from '../../stats/index.ts';
import { monitorErrors } from '../monitor.errors.ts';
import { cutSegments } from './cut-segments.ts';
import { describeCalibration } from './describe-calibration.ts';
import type { TableEstimate } from './evaluated-table.ts';
import { type Evaluated, type EvaluationOrder, scoredClasses } from './evaluation-order.ts';
import { toFigures } from '../../train/index.ts';
import type { PredictionRows } from './read-predictions.store.ts';

/** Rows with a prediction, apart by whether they have a label. */
interface Parted {
  readonly labelled: readonly number[];
  readonly unlabelled: readonly number[];
  readonly left: number;
}

/** Scores of two labels; what scores mean is learnt from the reference. Throws MONITOR_EVALUATION_INVALID when there are other labels than two. */
export function evaluateBinary(table: PredictionRows, order: EvaluationOrder, reference: PredictionRows): Evaluated {
  const { threshold = 0.5 } = order;
  const names = namesOf(table);
  const classes = labelsOf(reference === table ? names : [...names, ...namesOf(reference)], order);
  const { labelled, unlabelled, left } = part(table, names);
  const of = (rows: readonly number[], from = table) => {
    const scores = Float64Array.from(rows, (row) => from.scores[0]![row]!);
    return { scores, labels: Uint8Array.from(rows, (row) => (from.labels[row] === classes[1] ? 1 : 0)), decided: Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0)) };
  };
  const whole = of(labelled);
  const estimate = (): TableEstimate => {
    const random = seededRandom('estimate');
    const learnt = reference === table ? whole : of(part(reference, namesOf(reference)).labelled, reference);
    const estimated = estimatePerformance(learnScores(learnt, random), of(unlabelled));
    return {
      rows: unlabelled.length,
      refusal: estimated.refusal,
      metrics: estimated.refusal === null ? toFigures({ ...estimated.metrics, positiveRate: estimated.positiveRate }) : [],
    };
  };
  return {
    labelled: labelled.length,
    left,
    classes,
    segments: cutSegments(labelled, table.by).map(({ column, value, rows }) => {
      const { scores, labels } = of(rows);
      return { column, value, rows: rows.length, metrics: toFigures(measureBinary(scores, labels, { threshold })) };
    }),
    calibration: describeCalibration(whole.scores, whole.labels),
    confusion: null,
    estimated: unlabelled.length === 0 ? null : estimate(),
  };
}

/** Predictions of several classes, with scores or without; what scores mean is learnt from the reference. */
export function evaluateClasses(table: PredictionRows, order: EvaluationOrder, reference: PredictionRows): Evaluated {
  const names = namesOf(table);
  const { predicted } = table;
  const scored = scoredClasses(order);
  const learnt = reference === table ? [] : [...namesOf(reference), ...(reference.predicted ?? [])];
  const occurring = [...names, ...(predicted ?? []), ...learnt].filter((name) => name !== null);
  const classes = scored.length > 0 ? scored.map((one) => one.name) : [...new Set(occurring)].sort();
  const numberOf = new Map(classes.map((name, k) => [name, k]));
  const unknown = [...new Set(occurring.filter((name) => !numberOf.has(name)))];
  if (unknown.length > 0)
    throw monitorErrors.EVALUATION_INVALID({
      task: order.task,
      problem: `no score is given for the ${unknown.length === 1 ? 'class' : 'classes'} ${unknown.slice(0, 5).join(', ')}`,
      option: 'score',
    });
  const { labelled, unlabelled, left } = part(table, names);
  const of = (rows: readonly number[], from = table) => ({
    classes: classes.length,
    labels: Uint16Array.from(rows, (row) => numberOf.get(namesOf(from)[row] ?? '') ?? 0),
    ...(from.predicted && { predicted: Uint16Array.from(rows, (row) => numberOf.get(from.predicted![row]!)!) }),
    probabilities: Float64Array.from(
      { length: scored.length === 0 ? 0 : rows.length * classes.length },
      (_, at) => from.scores[at % classes.length]![rows[Math.floor(at / classes.length)]!]!,
    ),
  });
  const measure = (rows: readonly number[]) => {
    const { probabilities, ...rest } = of(rows);
    return measureMulticlass(scored.length > 0 ? { ...rest, probabilities } : { ...rest, predicted: rest.predicted! });
  };
  const estimate = (): TableEstimate => {
    const { probabilities: scores, predicted: decided } = of(unlabelled);
    const known = learnClasses(of(part(reference, namesOf(reference)).labelled, reference), seededRandom('estimate'));
    const estimated = estimateClasses(known, { scores, ...(decided && { predicted: decided }) });
    return { rows: unlabelled.length, refusal: estimated.refusal, metrics: estimated.refusal === null ? toFigures(estimated.metrics) : [] };
  };
  const { confusion, byClass } = measure(labelled);
  return {
    labelled: labelled.length,
    left,
    classes,
    segments: [
      ...cutSegments(labelled, table.by).map(({ column, value, rows }) => ({ column, value, rows: rows.length, metrics: toFigures(measure(rows).metrics) })),
      ...byClass.map(({ support, ...metrics }, k) => ({ column: order.label, value: classes[k]!, rows: support, metrics: toFigures(metrics) })),
    ],
    calibration: null,
    confusion: classes.map((_, k) => [...confusion.counts.subarray(k * classes.length, (k + 1) * classes.length)]),
    estimated: unlabelled.length === 0 || scored.length === 0 ? null : estimate(),
  };
}

const namesOf = (table: PredictionRows) => table.labels as readonly (string | null)[];

function part(table: PredictionRows, labels: readonly (string | null)[]): Parted {
  const whole = labels.map((_, row) => row).filter((row) => table.scores.every((scores) => !Number.isNaN(scores[row]!)) && table.predicted?.[row] !== null);
  return { labelled: whole.filter((row) => labels[row] !== null), unlabelled: whole.filter((row) => labels[row] === null), left: labels.length - whole.length };
}

function labelsOf(names: readonly (string | null)[], { task, positive, label }: EvaluationOrder): [string, string] {
  const found = [...new Set(names.filter((name) => name !== null))].sort();
  const wanted = positive ?? found.find((name) => name === '1') ?? found[1] ?? '1';
  const others = found.filter((name) => name !== wanted);
  if (others.length > 1 || (positive !== undefined && !found.includes(positive)))
    throw monitorErrors.EVALUATION_INVALID({
      task,
      problem: `${label} holds ${found.length} labels, ${found.slice(0, 5).join(', ')}, not two of which one is ${wanted}`,
      option: positive === undefined ? 'task' : 'positive',
    });
  return [others[0] ?? `not ${wanted}`, wanted];
}
