import { realpath, stat } from 'node:fs/promises';
import { extname, relative, resolve, sep } from 'node:path';
import type { Columns as ColumnStore, Means } from '../store/index.ts';
import { csvTable, csvTexts } from './csv-table.store.ts';
import { dataErrors } from './data.errors.ts';
import { findVersion } from './data.store.ts';
import type { DatasetVersion } from './dataset-version.ts';
import { exactTable } from './tables/exact-table.store.ts';
import { namesArrow, parquetTable, readablePath, type TableSql } from './table-sql.store.ts';

/** A table that a person named: a file of the project, or what a version added. */
export interface OpenTable {
  readonly table: TableSql;
  /** The file that was named, absolute; null for what a version added. */
  readonly named: string | null;
  /** The files that it is read from, absolute: of an Arrow file, the Parquet file that was made of it. */
  readonly files: readonly string[];
  /** A CSV file's values are texts that are to be read as the kinds of a contract. */
  readonly texts: 'wrong' | 'read';
  readonly version: DatasetVersion | null;
  /** The version that came before it. */
  readonly before: DatasetVersion | undefined;
}

/** True for what can only be a file's name. */
export const namesFile = (name: string): boolean => namesArrow(name) || ['.parquet', '.csv'].includes(extname(name).toLowerCase());

/** True for what can only be a file's name, of a kind that is not read. */
export const namesOtherFile = (name: string): boolean =>
  /\.(?:json|jsonl|ndjson|tsv|txt|dat|xlsx?|ods|orc|avro|gz|zip|bz2|xz|zst|db|sqlite|duckdb|pkl|pickle|npy|npz|h5|hdf5)$/i.test(name);

/** Where files are that a person may name. */
export interface FilePlace {
  /** Absolute; nothing outside of it can be named. */
  readonly root: string;
  /** The folder that names are relative to, absolute. @default the root */
  readonly folder?: string;
}

/**
 * The absolute path of a file of the project. Nothing outside of it can be named, whatever links lead there: those who ask may be far away.
 * Throws DATA_FILE_UNKNOWN.
 */
export async function resolveFile({ root, folder = root }: FilePlace, name: string): Promise<string> {
  const path = await realpath(resolve(folder, name)).catch(() => undefined);
  const within = path === undefined ? '..' : relative(await realpath(root), path);
  if (path === undefined || within === '' || within.split(sep)[0] === '..' || within.startsWith('.capstan') || !(await stat(path)).isFile())
    throw dataErrors.FILE_UNKNOWN({ file: name, root: folder, reach: folder === root ? 'within' : 'anywhere' });
  return path;
}

/** Opens a Parquet, Arrow or CSV file of the project. Throws DATA_FILE_UNKNOWN, DATA_FILE_UNREADABLE, and as `Columns.parquetOf` for an Arrow file. */
export async function openFileTable(store: ColumnStore, files: FilePlace, name: string): Promise<OpenTable> {
  const named = await resolveFile(files, name);
  const path = await readablePath(store, named);
  const isCsv = extname(path).toLowerCase() === '.csv';
  return {
    table: isCsv ? await csvTexts(store, path, name) : parquetTable([path]),
    named,
    files: [path],
    texts: isCsv ? 'read' : 'wrong',
    version: null,
    before: undefined,
  };
}

/**
 * A file of the project with the types that it says it has, a CSV file's found out from its values.
 * Throws as `openFileTable`.
 */
export async function openTyped(store: ColumnStore, files: FilePlace, name: string): Promise<TableSql> {
  const path = await readablePath(store, await resolveFile(files, name));
  return extname(path).toLowerCase() === '.csv' ? csvTable(store, path, name) : parquetTable([path]);
}

/** The same with whole numbers beyond 2^53 as texts where they are names of things: see `exactTable`. */
export const openReadable = async (store: ColumnStore, files: FilePlace, name: string): Promise<TableSql> => exactTable(store, await openTyped(store, files, name));

/** Opens what a version added to the one before it. */
export async function openVersionTable(means: Means, version: DatasetVersion): Promise<OpenTable> {
  const before = version.parent === null ? undefined : await findVersion(means, version.parent);
  const known = new Set(before?.manifest.parts.map((part) => part.blob));
  const files = await Promise.all(version.manifest.parts.filter((part) => !known.has(part.blob)).map((part) => means.blobs.pathOf(part.blob)));
  return { table: parquetTable(files), named: null, files, texts: 'wrong', version, before };
}

/** Every row of a version. */
export const wholeVersionTable = async (means: Means, { manifest }: DatasetVersion): Promise<TableSql> =>
  parquetTable(await Promise.all(manifest.parts.map((part) => means.blobs.pathOf(part.blob))));
