import type { Blobs, Columns as ColumnStore } from '../store/index.ts';
import type { ColumnKind } from './columns.ts';
import { compareNumbers, compareTexts } from './compare-columns.ts';
import { compareRows, countCommon, type NamedKind, type RowSides } from './compare-rows.store.ts';
import { countsTexts } from './profile/counted-value.ts';
import { dataErrors } from './data.errors.ts';
import type { DatasetPart, DatasetVersion } from './dataset-version.ts';
import type { ColumnDiff, DatasetDiff, DiffSide } from './dataset-diff.ts';
import { describeNumbers, describeTextCounts } from './profile/profile-values.ts';
import { distinctNumbers, distinctTexts } from './profile/profile-table.store.ts';
import { exactTables } from './tables/exact-table.store.ts';
import { describeTable } from './tables/read-table.store.ts';
import { requireColumns } from './tables/table.ts';
import { isNumeric, parquetTable, quoteIdentifier, type TableSql, textSql } from './table-sql.store.ts';

/** What tables are read with. */
export interface DiffMeans {
  readonly columns: ColumnStore;
  readonly blobs: Pick<Blobs, 'pathOf'>;
}

/** The column that names a unit, by which rows are compared. */
export interface DiffKey {
  /** As it was asked for: both tables must have it. */
  readonly key?: string;
  /** Else, where both tables have it. */
  readonly usual?: string;
}

/** A table that a person named, to be compared: a version, or a file as something to read from, with the types that it has. */
export type DiffTable = { readonly name: string } & ({ readonly version: Pick<DatasetVersion, 'id' | 'number' | 'rows' | 'contract' | 'manifest'> } | { readonly file: TableSql });

/** A side as it is compared: a version's files are known by content, a file is all its rows. */
interface Side {
  readonly said: DiffSide;
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  readonly all: TableSql;
  /** Null for a file. */
  readonly parts: readonly DatasetPart[] | null;
}

/** Rows to compare the distributions of. */
interface Rows {
  readonly table: TableSql;
  readonly rows: number;
}

/**
 * Compares two versions of a dataset, or tables of which one at least is a file: rows, columns, distributions, contracts. What two versions hold in the same file is not read.
 * About 0.5 s for two months of flights. The key, which names the units, has no distribution worth comparing. Throws DATA_VERSION_OF_OTHER_DATASET, DATA_TABLE_UNFIT.
 */
export async function diffTables(means: DiffMeans, tables: { readonly before: DiffTable; readonly after: DiffTable }, by: DiffKey = {}): Promise<DatasetDiff> {
  const key = by.key ?? by.usual;
  const exact = await exactFiles(means.columns, tables, key);
  const [before, after] = [await openSide(means, exact.before), await openSide(means, exact.after)];
  const dataset = datasetOf(tables);
  if (by.key !== undefined) for (const { kinds } of [before, after]) requireColumns(kinds.keys(), [by.key]);
  const common = commonColumns(before.kinds, after.kinds);
  const { rows, parts, compared, ...read } = await splitRows(means, { before, after, columns: common });
  const both = common.filter(({ name }) => name !== key);
  const distributions: ColumnDiff[] = [];
  for (const column of both) distributions.push(await compareColumn(means.columns, column, read.sides));
  return {
    dataset,
    before: before.said,
    after: after.said,
    rows,
    byKey:
      key === undefined || !before.kinds.has(key) || !after.kinds.has(key)
        ? null
        : await compareRows(means.columns, {
            ...comparableKeys(read.changed, { key, kinds: [before.kinds, after.kinds] }),
            key,
            columns: both.map(({ name }) => name),
            instants: instantsOf(before.kinds, after.kinds),
          }),
    parts,
    columns: {
      added: [...after.kinds.keys()].filter((name) => !before.kinds.has(name)),
      removed: [...before.kinds.keys()].filter((name) => !after.kinds.has(name)),
      changed: [...after.kinds].flatMap(([name, kind]) => {
        const was = before.kinds.get(name);
        return was === undefined || was === kind ? [] : [{ name, before: was, after: kind }];
      }),
    },
    compared,
    distributions: distributions.sort((a, b) => b.totalVariation - a.totalVariation),
  };
}

/** Columns of both sides whose values can be compared: of one kind, or numbers. */
const commonColumns = (before: ReadonlyMap<string, ColumnKind>, after: ReadonlyMap<string, ColumnKind>): NamedKind[] =>
  [...after].flatMap(([name, kind]): NamedKind[] => {
    const was = before.get(name);
    if (was === kind) return [{ name, kind }];
    return isNumeric(was) && isNumeric(kind) ? [{ name, kind: 'number' }] : [];
  });

type Changed = Pick<RowSides, 'before' | 'removed' | 'added'>;

/** Keys of two kinds are compared as texts: `7` is 7, and no text has to be a number. */
function comparableKeys(sides: Changed, { key, kinds }: { readonly key: string; readonly kinds: readonly ReadonlyMap<string, ColumnKind>[] }): Changed {
  const [before, after] = kinds.map((side) => side.get(key));
  if (before === after || (isNumeric(before) && isNumeric(after))) return sides;
  const column = quoteIdentifier(key);
  const asText = (table: TableSql): TableSql => `(SELECT * REPLACE (${textSql(column)} AS ${column}) FROM ${table})`;
  return { before: asText(sides.before), removed: sides.removed && asText(sides.removed), added: sides.added && asText(sides.added) };
}

/** Columns that are instants wherever they are. */
const instantsOf = (...sides: readonly ReadonlyMap<string, ColumnKind>[]): ReadonlySet<string> =>
  new Set(sides.flatMap((kinds) => [...kinds]).flatMap(([name, kind]) => (kind === 'timestamp' && sides.every((side) => (side.get(name) ?? kind) === kind) ? [name] : [])));

function datasetOf({ before, after }: { readonly before: DiffTable; readonly after: DiffTable }): string | null {
  const dataset = 'version' in after ? after.version.manifest.dataset : null;
  if (!('version' in before)) return dataset;
  const { id, manifest } = before.version;
  if (dataset !== null && manifest.dataset !== dataset) throw dataErrors.VERSION_OF_OTHER_DATASET({ version: id, dataset: manifest.dataset, expected: dataset });
  return manifest.dataset;
}

/** Files with whole numbers beyond 2^53 as texts, in both of them. A version holds none. */
async function exactFiles(store: ColumnStore, { before, after }: { readonly before: DiffTable; readonly after: DiffTable }, key: string | undefined) {
  const files = [before, after].flatMap((table) => ('file' in table ? [table.file] : []));
  const exact = await exactTables(store, files, key === undefined ? [] : [key]);
  const next = (table: DiffTable): DiffTable => ('file' in table ? { name: table.name, file: exact[files.indexOf(table.file)]! } : table);
  return { before: next(before), after: next(after) };
}

async function openSide(means: DiffMeans, table: DiffTable): Promise<Side> {
  if ('version' in table) {
    const { id, number, rows, contract, manifest } = table.version;
    const { verdict, dropped, failures } = contract;
    return {
      said: { name: table.name, version: id, number, rows, verdict, dropped, failures },
      kinds: new Map(manifest.schema.map((column) => [column.name, column.kind])),
      all: await partsTable(means, manifest.parts),
      parts: manifest.parts,
    };
  }
  const families = await describeTable(means.columns, table.file);
  const [counted] = await means.columns.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${table.file}`);
  return {
    said: { name: table.name, version: null, number: null, rows: counted!.rows, verdict: null, dropped: 0, failures: [] },
    kinds: new Map([...families].map(([name, family]) => [name, family === 'other' ? 'string' : family])),
    all: table.file,
    parts: null,
  };
}

const partsTable = async (means: DiffMeans, parts: readonly DatasetPart[]): Promise<TableSql> =>
  parquetTable(await Promise.all(parts.map((part) => means.blobs.pathOf(part.blob))));

/** Which rows came and went, and what is to be read to say how they differ. */
async function splitRows(means: DiffMeans, { before, after, columns }: { readonly before: Side; readonly after: Side; readonly columns: readonly NamedKind[] }) {
  const all = { before: { table: before.all, rows: before.said.rows }, after: { table: after.all, rows: after.said.rows } };
  if (before.parts === null || after.parts === null) {
    const kept = await countCommon(means.columns, { before: before.all, after: after.all, columns });
    return {
      rows: { added: after.said.rows - kept, removed: before.said.rows - kept, kept },
      parts: { added: [], removed: [], kept: 0 },
      compared: 'all rows' as const,
      sides: all,
      changed: { before: before.all, removed: before.all, added: after.all },
    };
  }
  const blobs = { before: new Set(before.parts.map((part) => part.blob)), after: new Set(after.parts.map((part) => part.blob)) };
  const added = after.parts.filter((part) => !blobs.before.has(part.blob));
  const removed = before.parts.filter((part) => !blobs.after.has(part.blob));
  const kept = after.parts.length - added.length;
  const continues = removed.length === 0 && added.length > 0 && kept > 0;
  const tableOf = async (parts: readonly DatasetPart[]): Promise<TableSql | undefined> => (parts.length === 0 ? undefined : partsTable(means, parts));
  const changed = { before: before.all, added: await tableOf(added), removed: await tableOf(removed) };
  return {
    rows: { added: rowsOf(added), removed: rowsOf(removed), kept: after.said.rows - rowsOf(added) },
    parts: { added, removed, kept },
    compared: continues ? ('added rows with those before' as const) : ('all rows' as const),
    sides: continues ? { before: all.before, after: { table: changed.added!, rows: rowsOf(added) } } : all,
    changed,
  };
}

const rowsOf = (parts: readonly DatasetPart[]): number => parts.reduce((sum, part) => sum + part.rows, 0);

async function compareColumn(store: ColumnStore, column: NamedKind, sides: { before: Rows; after: Rows }): Promise<ColumnDiff> {
  if (countsTexts(column.kind)) {
    const read = async (side: Rows) => {
      const distinct = await distinctTexts(store, side.table, column);
      return { distinct, profile: describeTextCounts(column.name, side.rows, distinct) };
    };
    return compareTexts(await read(sides.before), await read(sides.after));
  }
  const read = async (side: Rows) => {
    const distinct = await distinctNumbers(store, side.table, column);
    return { distinct, profile: describeNumbers(column, side.rows, distinct) };
  };
  const compared = compareNumbers(await read(sides.before), await read(sides.after));
  if (column.kind !== 'timestamp') return compared;
  return { ...compared, span: { before: await spanOf(store, sides.before.table, column.name), after: await spanOf(store, sides.after.table, column.name) } };
}

/** The first and the last of instants, in ms since 1970; null of none. */
async function spanOf(store: ColumnStore, table: TableSql, name: string): Promise<{ from: number; to: number } | null> {
  const at = `epoch_us(CAST(${quoteIdentifier(name)} AS TIMESTAMP)) / 1000`;
  const [span] = await store.query<{ from: number | null; to: number | null }>(`SELECT min(${at}) AS "from", max(${at}) AS "to" FROM ${table} WHERE abs(${at}) <= 8.64e15`);
  const { from, to } = span!;
  return from === null || to === null ? null : { from, to };
}
