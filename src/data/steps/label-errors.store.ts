import { writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { OUT_OF_FOLD } from '../label-errors/label-errors.ts';
import { describeTable, fileTable, readTable } from '../tables/read-table.store.ts';
import { type LabelErrorsOrder, reportLabelErrors } from '../label-errors/report-label-errors.ts';
import { reportNumberErrors } from '../label-errors/report-number-errors.ts';

/** Seeks label errors in a table with labels and what models that have not seen them say, in the columns that are named or those of `OUT_OF_FOLD`; writes `LabelErrors` as JSON. */
export async function labelErrors({ inputs, outputs, params, metric }: StepContext): Promise<void> {
  const store = openColumns();
  try {
    const from = await fileTable(store, inputs['table']!);
    const columns = [...(await describeTable(store, from)).keys()];
    const told = columns.filter((name) => name === OUT_OF_FOLD.one || name.startsWith(OUT_OF_FOLD.each));
    const order = { probabilities: told, ...params } as unknown as LabelErrorsOrder;
    const areNumbers = order.probabilities.length === 0;
    const beside = areNumbers ? [OUT_OF_FOLD.expected, OUT_OF_FOLD.usual] : order.probabilities;
    const names = [order.label, ...beside, ...(order.key === undefined ? [] : [order.key])];
    const table = await readTable(store, from, [...new Set(names)]);
    const report = areNumbers ? reportNumberErrors(table, order) : reportLabelErrors(table, order);
    await writeFile(outputs['report']!, JSON.stringify(report));
    metric('label errors', report.found);
  } finally {
    await store.close();
  }
}
