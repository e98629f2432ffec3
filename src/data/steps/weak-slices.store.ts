import { writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { describeTable, fileTable, readTable } from '../tables/read-table.store.ts';
import { requireColumns } from '../tables/table.ts';
import { reportWeakSlices, type WeakSlicesOrder } from '../slices/report-weak-slices.ts';

/** Seeks weak slices in a table with errors; writes `WeakSlices` as JSON. */
export async function weakSlices({ inputs, outputs, params, metric }: StepContext): Promise<void> {
  const order = params as unknown as WeakSlicesOrder;
  const store = openColumns();
  try {
    const from = await fileTable(store, inputs['table']!);
    const needed = [order.error, order.label, order.score].filter((name) => name !== undefined);
    const available = [...(await describeTable(store, from)).keys()];
    requireColumns(available, [...needed, ...(order.columns ?? []), ...(order.ignore ?? [])]);
    const columns = order.columns ?? available.filter((name) => !order.ignore?.includes(name));
    const report = reportWeakSlices(await readTable(store, from, [...new Set([...columns, ...needed])]), order);
    await writeFile(outputs['report']!, JSON.stringify(report));
    metric('weak slices', report.confirmed);
  } finally {
    await store.close();
  }
}
