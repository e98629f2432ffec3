import { seededRandom } from '../../kernel/index.ts';
import { measureRanking, measureRegression } from '../../stats/index.ts';
import { cutSegments } from './cut-segments.ts';
import { estimateErrors } from './estimate-errors.ts';
import type { Evaluated, EvaluationOrder } from './evaluation-order.ts';
import { toFigures } from '../../train/index.ts';
import type { PredictionRows } from './read-predictions.store.ts';

/** Predicted numbers; what such rows lose is learnt from the reference. */
export async function evaluateNumbers(table: PredictionRows, { quantile = 0.5 }: EvaluationOrder, reference: PredictionRows): Promise<Evaluated> {
  const { labelled, unlabelled, left, targets, scores } = numbersOf(table);
  return {
    ...left,
    estimated: unlabelled.length === 0 ? null : await estimateErrors({ table: reference, rows: numbersOf(reference).labelled }, { table, rows: unlabelled }),
    segments: cutSegments(labelled, table.by).map(({ column, value, rows }) => ({
      column,
      value,
      rows: rows.length,
      metrics: toFigures(measureRegression(pick(scores, rows), pick(targets, rows), { quantile })),
    })),
  };
}

/** Scores that order rows within groups. Segments are cut by rows: a group counts with those of its rows that lie in one. */
export function evaluateRanking(table: PredictionRows, { k = 10 }: EvaluationOrder): Evaluated {
  const { labelled, left, targets, scores } = numbersOf(table);
  const numbers = new Map([...new Set(table.groups)].map((name, i) => [name, i]));
  const groups = Uint32Array.from(table.groups!, (name) => numbers.get(name)!);
  return {
    ...left,
    segments: cutSegments(labelled, table.by).map(({ column, value, rows }) => {
      const ranked = measureRanking(
        { scores: pick(scores, rows), relevance: pick(targets, rows), groups: Uint32Array.from(rows, (row) => groups[row]!) },
        { k, random: seededRandom('groups') },
      );
      return { column, value, rows: rows.length, groups: ranked.groups, metrics: toFigures(ranked.metrics) };
    }),
  };
}

const pick = (values: Float64Array, rows: readonly number[]): Float64Array => Float64Array.from(rows, (row) => values[row]!);

function numbersOf(table: PredictionRows) {
  const targets = table.labels as Float64Array;
  const scores = table.scores[0]!;
  const whole = Array.from(targets.keys()).filter((row) => Number.isFinite(scores[row]!));
  const labelled = whole.filter((row) => Number.isFinite(targets[row]!));
  const unlabelled = whole.filter((row) => !Number.isFinite(targets[row]!));
  return {
    targets,
    scores,
    labelled,
    unlabelled,
    left: { labelled: labelled.length, left: table.rows - whole.length, classes: [], calibration: null, confusion: null, estimated: null },
  };
}
