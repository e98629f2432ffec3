import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { messageOf } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import type { ImportedContract } from './contract/import/contract-draft.ts';
import { importContract } from './contract/import/import-contract.ts';
import { readSample } from './contract/suggest/read-sample.store.ts';
import { dataErrors } from './data.errors.ts';
import { type FilePlace, type OpenTable, resolveFile } from './open-table.store.ts';

/** Imports a suite of Great Expectations or a schema of Pandera from a JSON or YAML file of the project; a table tells the kinds of columns that the rules do not. Throws DATA_FILE_UNKNOWN, DATA_FILE_UNREADABLE, DATA_CONTRACT_INVALID. */
export async function importFromFile(means: Means, files: FilePlace, about: { readonly file: string; readonly table: OpenTable | undefined }): Promise<ImportedContract> {
  const { file, table } = about;
  const text = await readFile(await resolveFile(files, file), 'utf8');
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw dataErrors.FILE_UNREADABLE({ file, reason: messageOf(error) }, { cause: error });
  }
  const known = table && new Map((await readSample(means.columns, [table])).columns.map((column) => [column.name, column.kind]));
  const imported = importContract(value, known);
  if (imported === undefined) throw dataErrors.FILE_UNREADABLE({ file, reason: 'it is neither a suite of Great Expectations nor a schema of Pandera' });
  return imported;
}
