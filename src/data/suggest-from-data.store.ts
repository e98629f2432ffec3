import { digestOfFile } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { type SeenTable } from './contract/suggest/read-sample.store.ts';
import { suggestContract, type SuggestedContract } from './contract/suggest/suggest-contract.store.ts';
import type { ReferenceTable } from './contract/table-test.ts';
import type { OpenTable } from './open-table.store.ts';
import { parquetTable } from './table-sql.store.ts';

/** What to learn from, and how sure the contract must be. */
export interface SuggestOrder {
  /** Of a version, its newest parts. @default 12 */
  readonly last?: number;
  /** The share of clean batches that may break the contract. @default 0.01 */
  readonly falseAlarm?: number;
}

/** A table, and what a person called it. */
export interface NamedOpenTable extends OpenTable {
  readonly name: string;
}

/** Proposes a contract from tables: a file is one batch, each part of a version is one. */
export async function suggestFromData(means: Means, opened: readonly NamedOpenTable[], { last = 12, falseAlarm = 0.01 }: SuggestOrder): Promise<SuggestedContract> {
  const tables: SeenTable[] = [];
  const against: ReferenceTable[] = [];
  for (const { name, table, texts, named, version } of opened) {
    if (version === null) {
      tables.push({ table, texts });
      against.push({ file: name, digest: await digestOfFile(named!) });
    } else {
      for (const part of version.manifest.parts.slice(-last)) tables.push({ table: parquetTable([await means.blobs.pathOf(part.blob)]), texts: 'wrong' });
      against.push({ version: version.id, ...(version.manifest.parts.length > last && { last }) });
    }
  }
  return suggestContract(means.columns, tables, { falseAlarm, against });
}
