import { type Interval, isDigest } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { checkData, type CheckedTable, type CheckOrder } from './check-data.store.ts';
import { dataErrors } from './data.errors.ts';
import type { DriftReport } from './drift/drift-report.ts';
import { type CompareOptions, type DriftSides, findDrift } from './find-drift.store.ts';
import { findVersion, findVersions, readProfile, readSketched } from './data.store.ts';
import { type CountedDrift, findDriftFromProfile } from './find-drift-from-profile.store.ts';
import { namesProfile, readStoredProfile } from './stored-profile.store.ts';
import type { DatasetVersion } from './dataset-version.ts';
import type { DatasetDiff } from './dataset-diff.ts';
import { diffTables, type DiffTable } from './diff-tables.store.ts';
import { type DataProject, ingestRows, type IngestOrder } from './ingest-rows.store.ts';
import type { TableProfile } from './profile/profile.ts';
import { namesFile, namesOtherFile, openFileTable, openReadable, type OpenTable, openTyped, openVersionTable, wholeVersionTable } from './open-table.store.ts';
import { type DriftOrder, openDrift } from './open-drift.store.ts';
import { exactTableBeside } from './tables/exact-table.store.ts';
import { nameTable, type NamedTable } from './tables/name-table.ts';
import { encodeProfile, type SketchedProfile } from './profile/profile-bytes.ts';
import { sketchReadable } from './profile-file.store.ts';
import { readQuarantined } from './read-quarantined.store.ts';
import { readSourceExtent } from './read-source-extent.store.ts';
import { readSourceRows, type SourceRows, type SourceRowsOrder } from './read-source-rows.store.ts';
import type { ImportedContract } from './contract/import/contract-draft.ts';
import type { Contract } from './contract/contract.ts';
import type { Surroundings } from './contract/surroundings.ts';
import { gatherSurroundings } from './gather-surroundings.store.ts';
import { importFromFile } from './import-from-file.store.ts';
import type { SuggestedContract } from './contract/suggest/suggest-contract.store.ts';
import { reportDrift, writeDrift, type WrittenDrift } from './report-drift.store.ts';
import { isSourceChanged, type Reread, rereadSource } from './reread-source.store.ts';
import { resolveVersion } from './resolve-version.ts';
import { suggestFromData, type SuggestOrder } from './suggest-from-data.store.ts';
import type { TableSql } from './table-sql.store.ts';
import { requireDataset } from './validate-dataset.ts';

/** The data of a project. */
export interface DataRoom {
  /** The names of the datasets. */
  readonly names: readonly string[];
  /** Makes a dataset version of an interval, or finds the one that the same input made: see `ingestRows`. */
  ingest(name: string, order: IngestOrder): Promise<DatasetVersion>;
  /** Reads again what the source holds otherwise than when it was read: see `rereadSource`. */
  reread(name: string): Promise<Reread>;
  /** Whether the source is another file than the newest version was read from; false before there is one. */
  isSourceChanged(name: string): Promise<boolean>;
  /** Throws DATA_VERSION_UNKNOWN. */
  version(id: string): Promise<DatasetVersion>;
  /** The version that a person means: the name of a dataset for its newest, or the first digits of an id. Throws DATA_VERSION_UNKNOWN, DATA_VERSION_AMBIGUOUS. */
  resolve(name: string): Promise<DatasetVersion>;
  /** The newest version, or undefined when there is none. Throws DATA_DATASET_UNKNOWN. */
  latest(name: string): Promise<DatasetVersion | undefined>;
  /** Versions, newest first; of all datasets when none is named. */
  list(name?: string, limit?: number): Promise<DatasetVersion[]>;
  /** The profile of the part that the version added. */
  profile(id: string): Promise<TableProfile>;
  /** The profile of a file of the project, made now, of the part that a version added, as it was stored, or of a `.profile` file. Throws DATA_FILE_UNKNOWN, DATA_PROFILE_UNREADABLE. */
  profileOf(name: string): Promise<TableProfile>;
  /** The same in its stored form, with its sketches: see `encodeProfile`. */
  savedProfile(name: string): Promise<{ readonly profile: TableProfile; readonly bytes: Uint8Array }>;
  /** What changed from one table to another, each a file of the project or a version: see `diffTables`. @default key that of the dataset */
  diff(before: string, after: string, key?: string): Promise<DatasetDiff>;
  /** The rows that the contract set aside when the version was made, as they came. @default 100 rows at most */
  quarantinedRows(id: string, limit?: number): Promise<Record<string, unknown>[]>;
  /** Compares two tables, each a file of the project or a version, by the drift battery, and with earlier batches where they are named: see `openDrift`, `findDrift`. */
  drift(order: DriftOrder, options?: CompareOptions): Promise<DriftReport>;
  /** The same as a page of HTML to send: see `reportDrift`. */
  driftReport(order: DriftOrder, options?: CompareOptions): Promise<WrittenDrift>;
  /** What the tests of a contract compare with beside a table, as far as it is at hand: files of the project, versions, what was learned of them. Throws DATA_VERSION_UNKNOWN, DATA_VERSION_AMBIGUOUS. */
  surroundings(contract: Pick<Contract, 'tests'>): Promise<Surroundings>;
  /** Checks a file of the project, or what a version added, by a contract: see `checkData`. */
  check(name: string, order?: CheckOrder): Promise<CheckedTable>;
  /** All rows of a file of the project, or of a version, as something to read from. Throws DATA_FILE_UNKNOWN, DATA_VERSION_UNKNOWN, DATA_VERSION_AMBIGUOUS. */
  table(name: string): Promise<TableSql>;
  /** A file of the project, or a version, as the input of a step. Throws DATA_FILE_UNKNOWN, DATA_VERSION_UNKNOWN, DATA_VERSION_AMBIGUOUS. */
  tableInput(name: string): Promise<NamedTable>;
  /** Proposes a contract from files of the project and from the parts of versions: see `suggestContract`. */
  suggest(names: readonly string[], order?: SuggestOrder): Promise<SuggestedContract>;
  /** Imports a suite of Great Expectations or a schema of Pandera: see `importFromFile`. */
  importContract(file: string, table?: string): Promise<ImportedContract>;
  /** From the first to just after the last event time in the source; null when it has no rows. */
  extent(name: string): Promise<Interval | null>;
  /** Rows of the source itself, in event order: for replays. */
  sourceRows(name: string, order: SourceRowsOrder): Promise<SourceRows>;
}

/** Opens the data room over the means of a project. Nothing is read before it is asked for. */
export function createDataRoom(means: Means, project: DataProject): DataRoom {
  const version = async (id: string): Promise<DatasetVersion> => {
    const found = isDigest(id) ? await findVersion(means, id) : undefined;
    if (found === undefined) throw dataErrors.VERSION_UNKNOWN({ version: id });
    return found;
  };
  const resolved = async (name: string): Promise<DatasetVersion> => {
    if (namesProfile(name)) throw dataErrors.PROFILE_WITHOUT_ROWS({ profile: name, wanted: 'what was asked' });
    const [newest] = Object.hasOwn(project.datasets, name) ? await findVersions(means, { dataset: name, limit: 1 }) : [];
    if (newest === undefined && namesOtherFile(name)) throw dataErrors.FILE_OF_OTHER_KIND({ file: name });
    return newest ?? resolveVersion(means, name);
  };
  const zone = project.timeZone === undefined ? {} : { timeZone: project.timeZone };
  const opened = async (name: string): Promise<OpenTable> => (namesFile(name) ? openFileTable(means.columns, project, name) : openVersionTable(means, await resolved(name)));
  const table = async (name: string): Promise<TableSql> => (namesFile(name) ? openReadable(means.columns, project, name) : wholeVersionTable(means, await resolved(name)));
  const opening = (order: DriftOrder): Promise<DriftSides> => openDrift(means, { files: project, resolve: resolved }, order);
  const sketched = async (name: string): Promise<SketchedProfile> =>
    namesFile(name) ? sketchReadable(means.columns, await openReadable(means.columns, project, name)) : readSketched(means, (await resolved(name)).profile);
  const countedDrift = async (order: DriftOrder, { by, timeZone: _, ...options }: CompareOptions = {}): Promise<CountedDrift> => {
    if ((order.history ?? []).length > 0 || order.last !== undefined)
      throw dataErrors.PROFILE_WITHOUT_ROWS({ profile: order.reference, wanted: 'a comparison with earlier batches' });
    if (by !== undefined) throw dataErrors.PROFILE_WITHOUT_ROWS({ profile: order.reference, wanted: 'a comparison by segment' });
    const reference = { name: order.reference, profile: await readStoredProfile(project, order.reference) };
    const from = namesFile(order.current)
      ? await exactTableBeside(means.columns, await openTyped(means.columns, project, order.current), reference.profile.columns)
      : await table(order.current);
    return findDriftFromProfile(means.columns, { reference, current: { name: order.current, from } }, options);
  };
  return {
    names: Object.keys(project.datasets),
    reread: (name) => rereadSource(means, project, name),
    isSourceChanged: (name) => isSourceChanged(means, project, name),
    ingest: (name, order) => ingestRows(means, project, { ...order, name }),
    version,
    resolve: resolved,
    latest: async (name) => {
      requireDataset(project.datasets, name);
      return (await findVersions(means, { dataset: name, limit: 1 }))[0];
    },
    list: async (name, limit = 100) => {
      if (name !== undefined) requireDataset(project.datasets, name);
      return findVersions(means, { ...(name !== undefined && { dataset: name }), limit });
    },
    profile: async (id) => readProfile(means, (await version(id)).profile),
    profileOf: async (name) => (namesProfile(name) ? readStoredProfile(project, name) : (await sketched(name)).profile),
    savedProfile: async (name) => {
      const made = await sketched(name);
      return { profile: made.profile, bytes: encodeProfile(made) };
    },
    diff: async (before, after, key) => {
      const named = async (name: string): Promise<DiffTable> =>
        namesFile(name) ? { name, file: await openTyped(means.columns, project, name) } : { name, version: await resolved(name) };
      const tables = { before: await named(before), after: await named(after) };
      const version = [tables.after, tables.before].flatMap((table) => ('version' in table ? [table.version] : []))[0];
      const usual = version && project.datasets[version.manifest.dataset]?.key;
      return diffTables(means, tables, { ...(key !== undefined && { key }), ...(usual !== undefined && { usual }) });
    },
    quarantinedRows: async (id, limit = 100) => readQuarantined(means, await version(id), limit),
    surroundings: async (contract) => (await gatherSurroundings(means, { files: project, contract }, undefined)).surroundings,
    check: async (name, order = {}) => checkData(means, project, { ...order, name, opened: await opened(name) }),
    table,
    drift: async (order, options) =>
      namesProfile(order.reference) ? (await countedDrift(order, options)).drift : findDrift(means.columns, await opening(order), { ...zone, ...options }),
    driftReport: async (order, options) =>
      namesProfile(order.reference) ? writeDrift(means, await countedDrift(order, options)) : reportDrift(means, await opening(order), { ...zone, ...options }),
    tableInput: (name) => nameTable(project, name, resolved),
    suggest: async (names, order = {}) => suggestFromData(means, await Promise.all(names.map(async (name) => ({ ...(await opened(name)), name }))), order),
    importContract: async (file, table) => importFromFile(means, project, { file, table: table === undefined ? undefined : await opened(table) }),
    extent: (name) => readSourceExtent(means, project, name),
    sourceRows: (name, order) => readSourceRows(means, project, { ...order, name }),
  };
}
