import { writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { checkTable } from '../contract/check-table.store.ts';
import type { Contract } from '../contract/contract.ts';
import { textsTable } from '../table-sql.store.ts';
import { fileTable } from '../tables/read-table.store.ts';
import { type SaidTable, withColumns } from './table-input.store.ts';

/** What `tableCheck` is told. */
export interface TableCheckParams {
  readonly table: SaidTable;
  readonly contract: Contract;
  /** Whose contract it is. */
  readonly named: string;
  /** Look at the columns that the contract names alone. */
  readonly narrow: boolean;
}

/** Checks a table by a contract; writes `CheckedAnswer` as JSON. What looks at other tables is not judged, and says so. */
export async function tableCheck({ inputs, outputs, params, metric }: StepContext): Promise<void> {
  const { table, contract, named, narrow } = params as unknown as TableCheckParams;
  const store = openColumns();
  try {
    const [path] = inputs['table']!;
    const isCsv = path!.endsWith('.csv');
    const whole = isCsv ? textsTable(path!) : await fileTable(store, inputs['table']!);
    const from = narrow ? await withColumns(store, whole, Object.keys(contract.columns)) : whole;
    const result = await checkTable(store, from, { contract, texts: isCsv ? 'read' : 'wrong' });
    const schema = Object.entries(contract.columns).map(([name, { kind }]) => ({ name, kind }));
    await writeFile(outputs['report']!, JSON.stringify({ table: table.name, contract: named, schema, ...result }));
    metric('broken tests', result.failures.length);
  } finally {
    await store.close();
  }
}
