import { writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { changedColumns } from '../drift/drift-report.ts';
import type { CompareOptions } from '../find-drift.store.ts';
import { compareTables } from '../report-drift.store.ts';
import { exactTables } from '../tables/exact-table.store.ts';
import { describeTable } from '../tables/read-table.store.ts';
import { type InputTable, inputTable, type SaidTable, withColumns } from './table-input.store.ts';

/** What `tableDrift` is told. */
export interface TableDriftParams extends CompareOptions {
  readonly reference: SaidTable;
  readonly table: SaidTable;
  /** Compare the columns that both have alone. */
  readonly narrow: boolean;
}

/** Judges a table beside a reference; writes `DriftFound` as JSON. */
export async function tableDrift({ inputs, outputs, params, metric }: StepContext): Promise<void> {
  const { reference, table, narrow, ...options } = params as unknown as TableDriftParams;
  const store = openColumns();
  try {
    const whole = { reference: await inputTable(store, inputs['reference']!, reference), current: await inputTable(store, inputs['table']!, table) };
    const both = async (one: InputTable, other: InputTable): Promise<InputTable> => ({
      ...one,
      from: await withColumns(store, one.from, (await describeTable(store, other.from)).keys()),
    });
    const sides = narrow ? { reference: await both(whole.reference, whole.current), current: await both(whole.current, whole.reference) } : whole;
    const [before, after] = await exactTables(store, [sides.reference.from, sides.current.from]);
    const exact = { reference: { ...sides.reference, from: before! }, current: { ...sides.current, from: after! } };
    const { drift, compared } = await compareTables(store, exact, options);
    await writeFile(outputs['report']!, JSON.stringify({ answer: drift, columns: compared.map((one) => ({ column: one.column, ...one.compared })) }));
    metric('drifted', drift.changes.length + changedColumns(drift.unmatched).length);
  } finally {
    await store.close();
  }
}
