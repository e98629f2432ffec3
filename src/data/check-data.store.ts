import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Instant, messageOf } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { checkTable } from './contract/check-table.store.ts';
import type { Contract } from './contract/contract.ts';
import type { ContractFailure, ContractResult } from './contract/contract-result.ts';
import { contractFrom } from './contract/contract-schema.ts';
import { dataErrors } from './data.errors.ts';
import { gatherSurroundings } from './gather-surroundings.store.ts';
import type { DataProject } from './ingest-rows.store.ts';
import { type FilePlace, type OpenTable, resolveFile } from './open-table.store.ts';
import { readStoredProfile } from './stored-profile.store.ts';
import { parquetTable } from './table-sql.store.ts';

/** What to check a table by. */
export interface CheckOrder {
  /** A JSON file of the project. */
  readonly file?: string;
  /** The contract itself, as data. */
  readonly stated?: unknown;
  /** A stored profile (`.profile`) of the project: what distributions are compared with that are stated against the reference. */
  readonly reference?: string;
  /** When it is, for freshness. @default the end of a version; now for a file */
  readonly now?: Instant;
}

/** What a contract said of a table, and which one it was. */
export interface CheckedTable {
  readonly contract: Contract;
  readonly named: string;
  readonly result: ContractResult;
}

/**
 * Checks a table by a contract in a file, by one that is handed over, or by that of its dataset, which says of a version what it said when it was made, of the rows that it set aside then too. Nothing is stored. Throws DATA_FILE_UNKNOWN, DATA_CONTRACT_INVALID, DATA_CONTRACT_NEEDED.
 */
export async function checkData(means: Means, project: DataProject, about: { readonly name: string; readonly opened: OpenTable } & CheckOrder): Promise<CheckedTable> {
  const { opened } = about;
  const { contract, named } = await contractOf(project, about);
  const { surroundings } = await gatherSurroundings(means, { files: project, contract, timeZone: project.timeZone }, opened.before);
  const earlier = opened.before === undefined ? [] : await Promise.all(opened.before.manifest.parts.map((part) => means.blobs.pathOf(part.blob)));
  const now = about.now ?? opened.version?.manifest.parts.at(-1)?.interval.to ?? means.clock.now();
  const result = await checkTable(means.columns, opened.table, {
    contract,
    texts: opened.texts,
    ...(earlier.length > 0 && { earlier: parquetTable(earlier) }),
    surroundings: { ...surroundings, ...(about.reference !== undefined && { reference: await readStoredProfile(project, about.reference) }), now, files: opened.files },
  });
  const made = about.file === undefined && about.stated === undefined ? opened.version?.contract : undefined;
  return { contract, named, result: made === undefined ? result : withRowsSetAside(result, made) };
}

/** What a contract says of the rows that a version kept, with what it said of those that it set aside. */
function withRowsSetAside(kept: ContractResult, made: ContractResult): ContractResult {
  const sameTest = (one: ContractFailure, other: ContractFailure): boolean => one.column === other.column && one.reason === other.reason && one.test === other.test;
  const gone = made.failures.filter((failure) => !kept.failures.some((other) => sameTest(failure, other)));
  const verdict = kept.verdict === 'passed' && gone.length > 0 ? 'warned' : kept.verdict;
  return { ...kept, rows: kept.rows + made.dropped, failures: [...gone, ...kept.failures], verdict, dropped: kept.dropped + made.dropped };
}

async function contractOf(project: DataProject, about: { readonly name: string; readonly opened: OpenTable } & CheckOrder): Promise<{ contract: Contract; named: string }> {
  if (about.file !== undefined) return { contract: contractFrom(await readJson(project, about.file)), named: basename(about.file) };
  if (about.stated !== undefined) return { contract: contractFrom(about.stated), named: 'the contract given' };
  const dataset = about.opened.version?.manifest.dataset;
  const own = dataset === undefined ? undefined : project.datasets[dataset];
  if (own === undefined) throw dataErrors.CONTRACT_NEEDED({ table: about.name });
  return { contract: own.contract, named: `the contract of ${dataset}` };
}

/** Reads a JSON file of the project. Throws DATA_FILE_UNKNOWN, DATA_FILE_UNREADABLE. */
export async function readJson(files: FilePlace, name: string): Promise<unknown> {
  const text = await readFile(await resolveFile(files, name), 'utf8');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw dataErrors.FILE_UNREADABLE({ file: name, reason: messageOf(error) }, { cause: error });
  }
}
