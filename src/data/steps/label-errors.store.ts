import { writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { OUT_OF_FOLD } from '../label-errors/label-errors.ts';
import { describeTable, fileTable, readTable } from '../tables/read-table.store.ts';
import { type LabelErrorsOrder, reportLabelErrors } from '../label-errors/report-label-errors.ts';

/** Seeks label errors in a table with labels and out-of-sample probabilities, in the columns that are named or those of `OUT_OF_FOLD`; writes `LabelErrors` as JSON. */
export async function labelErrors({ inputs, outputs, params, metric }: StepContext): Promise<void> {
  const store = openColumns();
  try {
    const from = await fileTable(store, inputs['table']!);
    const told = [...(await describeTable(store, from)).keys()].filter((name) => name === OUT_OF_FOLD.one || name.startsWith(OUT_OF_FOLD.each));
    const order = { probabilities: told, ...params } as unknown as LabelErrorsOrder;
    const names = [order.label, ...order.probabilities, ...(order.key === undefined ? [] : [order.key])];
    const report = reportLabelErrors(await readTable(store, from, [...new Set(names)]), order);
    await writeFile(outputs['report']!, JSON.stringify(report));
    metric('label errors', report.found);
  } finally {
    await store.close();
  }
}
