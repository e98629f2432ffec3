import { type DatasetVersion, type NamedTable, type RelatedTable, relationOf } from '../../data/index.ts';
import { isCapstanError } from '../../kernel/index.ts';
import type { Diagnostic } from './definition.ts';
import { RUN_TABLES, type TableDiagnostic } from './table-definition.ts';
import { besideOf, type NamedInput, portsOf } from './table-steps.ts';

/** Finds a table by the name of a dataset, a version or a file. Throws DATA_FILE_UNKNOWN, DATA_VERSION_UNKNOWN, DATA_VERSION_AMBIGUOUS. */
export type FindTable = (name: string) => Promise<NamedTable>;

/** True for a look at tables that it names. */
export const looksAtTables = (diagnostic: Diagnostic): diagnostic is TableDiagnostic => diagnostic.kind.startsWith('table-');

/** Finds what the diagnostics of a training name beside the tables of the run: see `LookedAt.named`. Throws as `FindTable`. */
export async function nameTables(
  diagnostics: readonly Diagnostic[],
  { version, find }: { readonly version: DatasetVersion; readonly find: FindTable },
): Promise<Map<string, NamedInput | null>> {
  const named = new Map<string, NamedInput | null>();
  for (const name of diagnostics.filter(looksAtTables).flatMap((one) => Object.values(portsOf(one)))) {
    const meant = name === 'version' ? version.id : name === 'parent' ? version.parent : RUN_TABLES.some((one) => one === name) ? undefined : name;
    if (meant === undefined || named.has(name)) continue;
    named.set(name, meant === null ? null : inputOf(name, await find(meant)));
  }
  for (const to of diagnostics.filter(looksAtTables).flatMap(besideOf)) {
    const name = relationOf(to);
    if (!named.has(name)) named.set(name, await findRelated(to, find));
  }
  return named;
}

/** Null for a file, or a version of a dataset, that is not there: the test says that it was not made. */
async function findRelated(to: RelatedTable, find: FindTable): Promise<NamedInput | null> {
  try {
    return inputOf(relationOf(to), await find('file' in to ? to.file : (to.version ?? ('dataset' in to ? to.dataset : ''))));
  } catch (error) {
    if (isCapstanError(error, 'DATA_FILE_UNKNOWN') || isCapstanError(error, 'DATA_VERSION_UNKNOWN')) return null;
    throw error;
  }
}

function inputOf(name: string, { input, version, dataset }: NamedTable): NamedInput {
  if (version === undefined) return { name, version: null, input };
  const { id, number, rows, contract, manifest } = version;
  return { name: `${manifest.dataset} ${number}`, version: { id, number, rows, contract, manifest }, input, ...(dataset && { key: dataset.key }) };
}
