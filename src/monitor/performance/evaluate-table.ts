import { unreachable } from '../../kernel/index.ts';
import { monitorErrors } from '../monitor.errors.ts';
import { evaluateBinary, evaluateClasses } from './evaluate-classes.ts';
import { evaluateNumbers, evaluateRanking } from './evaluate-numbers.ts';
import { type Evaluated, type EvaluationOrder, listOf, scoredClasses } from './evaluation-order.ts';
import type { PredictionColumns, PredictionRows } from './read-predictions.store.ts';

/** Which columns an order needs. Throws MONITOR_EVALUATION_INVALID with what is lacking. */
export function columnsOf(order: EvaluationOrder): PredictionColumns {
  const { task, label, predicted, group } = order;
  const scores = task === 'multiclass' ? scoredClasses(order).map((one) => one.column) : order.score === undefined ? [] : [order.score];
  if (scores.length === 0 && (task !== 'multiclass' || predicted === undefined))
    throw monitorErrors.EVALUATION_INVALID({
      task,
      problem: task === 'multiclass' ? 'it names neither scores nor predicted classes' : 'it names no column of scores',
      option: task === 'multiclass' ? 'predicted' : 'score',
    });
  if (task === 'ranking' && group === undefined) throw monitorErrors.EVALUATION_INVALID({ task, problem: 'it does not say which rows belong together', option: 'group' });
  return {
    label,
    scores,
    ...(task === 'multiclass' && predicted !== undefined && { predicted }),
    ...(task === 'ranking' && group !== undefined && { group }),
    by: listOf(order.by),
    numbers: task === 'regression' || task === 'ranking',
    ...(task === 'regression' && { features: order.features === undefined ? 'others' : listOf(order.features) }),
  };
}

/**
 * Measures the predictions of a table, whole and by segment, and estimates how those without a label will do from the labelled rows of the reference: another table, or the same.
 * Reads nothing.
 */
export async function evaluateTable(rows: PredictionRows, order: EvaluationOrder, reference: PredictionRows = rows): Promise<Evaluated> {
  const { task } = order;
  switch (task) {
    case 'binary':
      return evaluateBinary(rows, order, reference);
    case 'multiclass':
      return evaluateClasses(rows, order, reference);
    case 'regression':
      return evaluateNumbers(rows, order, reference);
    case 'ranking':
      return evaluateRanking(rows, order);
    default:
      return unreachable(task);
  }
}
