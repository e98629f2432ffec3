import type { Means } from '../store/index.ts';
import { type SeenTable } from './contract/suggest/read-sample.store.ts';
import { suggestContract, type SuggestedContract } from './contract/suggest/suggest-contract.store.ts';
import type { OpenTable } from './open-table.store.ts';
import { parquetTable } from './table-sql.store.ts';

/** What to learn from, and how sure the contract must be. */
export interface SuggestOrder {
  /** Of a version, its newest parts. @default 12 */
  readonly last?: number;
  /** The share of clean batches that may break the contract. @default 0.01 */
  readonly falseAlarm?: number;
}

/** Proposes a contract from tables: a file is one batch, each part of a version is one. */
export async function suggestFromData(means: Means, opened: readonly OpenTable[], { last = 12, falseAlarm = 0.01 }: SuggestOrder): Promise<SuggestedContract> {
  const tables: SeenTable[] = [];
  for (const one of opened) {
    if (one.version === null) tables.push({ table: one.table, texts: one.texts });
    else for (const part of one.version.manifest.parts.slice(-last)) tables.push({ table: parquetTable([await means.blobs.pathOf(part.blob)]), texts: 'wrong' });
  }
  return suggestContract(means.columns, tables, { falseAlarm });
}
