import { writeFile } from 'node:fs/promises';
import { digestOfFile } from '../../kernel/index.ts';
import { type Columns, openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { checkTable } from '../contract/check-table.store.ts';
import type { Contract } from '../contract/contract.ts';
import { relatedTables, relationOf } from '../contract/surroundings.ts';
import { csvTexts } from '../csv-table.store.ts';
import type { TableSql } from '../table-sql.store.ts';
import { typedTable } from '../tables/read-table.store.ts';
import { besidePort, type SaidTable, withColumns } from './table-input.store.ts';

/** What `tableCheck` is told. */
export interface TableCheckParams {
  readonly table: SaidTable;
  readonly contract: Contract;
  /** Whose contract it is. */
  readonly named: string;
  /** Look at the columns that the contract names alone. */
  readonly narrow: boolean;
}

/**
 * Checks a table by a contract; writes `CheckedAnswer` as JSON. What its tests compare with comes in as `beside-0`, `beside-1`, … (see `relatedTables`). What looks at a table that is not there, at the time, or at
 * versions before, is not judged, and says so.
 */
export async function tableCheck({ inputs, outputs, params, metric }: StepContext): Promise<void> {
  const { table, contract, named, narrow } = params as unknown as TableCheckParams;
  const store = openColumns();
  try {
    const [path] = inputs['table']!;
    const isCsv = path!.endsWith('.csv');
    const whole = isCsv ? await csvTexts(store, path!, table.name) : await typedTable(store, inputs['table']!);
    const from = narrow ? await withColumns(store, whole, Object.keys(contract.columns)) : whole;
    const surroundings = { relations: await openRelated(store, contract, (i) => inputs[besidePort(i)]) };
    const result = await checkTable(store, from, { contract, texts: isCsv ? 'read' : 'wrong', surroundings });
    const schema = Object.entries(contract.columns).map(([name, { kind }]) => ({ name, kind }));
    await writeFile(outputs['report']!, JSON.stringify({ table: table.name, contract: named, schema, ...result }));
    metric('broken tests', result.failures.length);
  } finally {
    await store.close();
  }
}

/** Opens what the tests of a contract compare with, of the files of each; a file that is not the one that is meant is left out. */
async function openRelated(store: Columns, contract: Contract, pathsOf: (i: number) => readonly string[] | undefined): Promise<Map<string, TableSql>> {
  const relations = new Map<string, TableSql>();
  for (const [i, to] of relatedTables(contract).entries()) {
    const paths = pathsOf(i);
    if (paths === undefined) continue;
    if ('file' in to) {
      const [path] = paths as [string];
      if (to.digest !== undefined && to.digest !== (await digestOfFile(path))) continue;
      relations.set(relationOf(to), path.endsWith('.csv') ? await csvTexts(store, path, to.file) : await typedTable(store, paths));
    } else relations.set(relationOf(to), await typedTable(store, 'last' in to && to.last !== undefined ? paths.slice(-to.last) : paths));
  }
  return relations;
}
