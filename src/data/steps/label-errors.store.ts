import { writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { fileTable, readTable } from '../tables/read-table.store.ts';
import { type LabelErrorsOrder, reportLabelErrors } from '../label-errors/report-label-errors.ts';

/** Seeks label errors in a table with labels and out-of-sample probabilities; writes `LabelErrors` as JSON. */
export async function labelErrors({ inputs, outputs, params, metric }: StepContext): Promise<void> {
  const order = params as unknown as LabelErrorsOrder;
  const store = openColumns();
  try {
    const names = [order.label, ...order.probabilities, ...(order.key === undefined ? [] : [order.key])];
    const report = reportLabelErrors(await readTable(store, await fileTable(store, inputs['table']!), [...new Set(names)]), order);
    await writeFile(outputs['report']!, JSON.stringify(report));
    metric('label errors', report.found);
  } finally {
    await store.close();
  }
}
