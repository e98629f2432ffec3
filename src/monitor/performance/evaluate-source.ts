import type { Columns } from '../../store/index.ts';
import { columnsOf, evaluateTable } from './evaluate-table.ts';
import type { EvaluatedTable } from './evaluated-table.ts';
import type { EvaluationOrder } from './evaluation-order.ts';
import { type EvaluatedSource, readEvaluated } from './read-predictions.store.ts';

/** Reads the predictions in a table and measures them: see `evaluateTable`. Throws MONITOR_EVALUATION_INVALID, MONITOR_COLUMNS_MISSING. */
export async function evaluateSource(store: Columns, about: EvaluatedSource, order: EvaluationOrder): Promise<EvaluatedTable> {
  const { table, reference } = await readEvaluated(store, about, columnsOf(order));
  return { table: about.name, task: order.task, rows: table.rows, ...(await evaluateTable(table, order, reference)) };
}
