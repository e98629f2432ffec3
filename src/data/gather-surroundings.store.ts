import { calendarOf, type Digest, digestOf, digestOfFile, UTC } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import type { Contract } from './contract/contract.ts';
import { type PastTable, relatedTables, relationOf, type Surroundings } from './contract/surroundings.ts';
import { findVersions } from './data.store.ts';
import type { DatasetPart, DatasetVersion } from './dataset-version.ts';
import { type FilePlace, openFileTable, resolveFile } from './open-table.store.ts';
import { resolveVersion } from './resolve-version.ts';
import { parquetTable, type TableSql } from './table-sql.store.ts';
import { storedYardsticks } from './yardsticks.store.ts';

/** What a contract's tests look at beside a table, and the versions and parts that this is, by content. */
export interface Gathered {
  readonly surroundings: Surroundings;
  readonly names: readonly Digest[];
}

/**
 * Gathers what the tests of a contract compare with: the datasets and versions that they name, and the parts that came before. Nothing is looked up that no test asks for.
 * A dataset of which there is no version is left out, and so is a file that is not the one that a test means. Throws DATA_VERSION_UNKNOWN, DATA_VERSION_AMBIGUOUS.
 * @param before the version whose parts came before the table; undefined when none did
 */
export async function gatherSurroundings(
  means: Means,
  { files, contract, timeZone = UTC.timeZone }: { readonly files: FilePlace; readonly contract: Pick<Contract, 'tests'>; readonly timeZone?: string | undefined },
  before: DatasetVersion | undefined,
): Promise<Gathered> {
  const relations = new Map<string, TableSql>();
  const contents = new Map<string, Digest>();
  const names: Digest[] = [];
  const tableOf = async (parts: readonly DatasetPart[]): Promise<TableSql> => parquetTable(await Promise.all(parts.map((part) => means.blobs.pathOf(part.blob))));
  const relate = async (to: { readonly dataset?: string; readonly version?: string; readonly last?: number }): Promise<void> => {
    const version = to.version === undefined ? (await findVersions(means, { dataset: to.dataset!, limit: 1 }))[0] : await resolveVersion(means, to.version);
    if (version === undefined) return;
    const parts = to.last === undefined ? version.manifest.parts : version.manifest.parts.slice(-to.last);
    relations.set(relationOf(to), await tableOf(parts));
    contents.set(relationOf(to), digestOf(parts.map((part) => part.blob)));
    names.push(version.id);
  };
  const relateFile = async (to: { readonly file: string; readonly digest?: string }): Promise<void> => {
    const path = await resolveFile(files, to.file).catch(() => undefined);
    const digest = path === undefined ? undefined : await digestOfFile(path);
    if (digest === undefined || (to.digest !== undefined && to.digest !== digest)) return;
    relations.set(relationOf(to), (await openFileTable(means.columns, files, to.file)).table);
    contents.set(relationOf(to), digest);
    names.push(digest);
  };
  let asksForPast = false;
  for (const to of relatedTables(contract)) await ('file' in to ? relateFile(to) : relate(to));
  for (const test of contract.tests ?? []) {
    if (test.test === 'volume' && test.last !== undefined) asksForPast = true;
    if (test.test === 'distribution' && (test.against === 'reference' || 'last' in test.against)) asksForPast = true;
  }
  const past: PastTable[] = [];
  for (const part of asksForPast ? (before?.manifest.parts.toReversed() ?? []) : []) {
    past.push({ table: await tableOf([part]), rows: part.rows });
    names.push(part.blob);
  }
  return { surroundings: { calendar: calendarOf(timeZone), relations, contents, past, learned: storedYardsticks(means) }, names };
}
