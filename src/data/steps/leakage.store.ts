import { rm, writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import type { TableSql } from '../table-sql.store.ts';
import { fileTable, typedTable } from '../tables/read-table.store.ts';
import type { LeakageOrder } from '../duplicates/leakage.ts';
import { reportLeakage } from '../duplicates/report-leakage.store.ts';

/** Looks for what leaks between a table of training rows and one of test rows; writes `Leakage` as JSON. */
export async function leakage({ inputs, outputs, params, metric }: StepContext): Promise<void> {
  const store = openColumns();
  const parsed: string[] = [];
  const order = params as unknown as LeakageOrder;
  const keys = [...(order.key === undefined ? [] : [order.key]), ...(order.groups ?? [])];
  /** A CSV file is parsed once, since a table is read once a question. */
  const side = async (name: string): Promise<TableSql> => {
    const paths = inputs[name]!;
    if (!paths[0]!.endsWith('.csv')) return fileTable(store, paths, keys);
    const path = `${outputs['report']!}.${name}.parquet`;
    parsed.push(path);
    await store.copyToParquet(`SELECT * FROM ${await typedTable(store, paths)}`, path);
    return fileTable(store, [path], keys);
  };
  try {
    const report = await reportLeakage(store, { train: await side('train'), test: await side('test') }, order);
    await writeFile(outputs['report']!, JSON.stringify(report));
    metric('leaks', report.leaks.filter((leak) => leak.severity === 'leak').length);
  } finally {
    await store.close();
    await Promise.all(parsed.map((path) => rm(path, { force: true })));
  }
}
