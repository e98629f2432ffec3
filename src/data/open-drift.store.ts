import { digestOf, digestOfFile } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { dataErrors } from './data.errors.ts';
import { findVersion } from './data.store.ts';
import type { DatasetPart, DatasetVersion } from './dataset-version.ts';
import type { DriftSide, DriftSides } from './find-drift.store.ts';
import { type FilePlace, namesFile, openTyped, resolveFile } from './open-table.store.ts';
import { parquetTable } from './table-sql.store.ts';
import { exactTables } from './tables/exact-table.store.ts';
import { storedYardsticks } from './yardsticks.store.ts';

/** What a batch is compared with, by name. */
export interface DriftOrder {
  readonly reference: string;
  readonly current: string;
  /** Batches that came before the current one. */
  readonly history?: readonly string[];
  /** So many versions before the current one, besides. */
  readonly last?: number;
}

/** Files of a project, or versions by what names them. */
export interface Tables {
  readonly files: FilePlace;
  readonly resolve: (name: string) => Promise<DatasetVersion>;
}

/**
 * Opens the tables of a comparison. Beside a history a version means the rows that it added, and the reference means its rows without those of the history
 * and of the current version, so that no batch is compared with itself. Throws DATA_FILE_UNKNOWN, DATA_VERSION_UNKNOWN, DATA_HISTORY_TAKES_ALL, DATA_HISTORY_NEEDS_VERSION.
 */
export async function openDrift(means: Means, tables: Tables, order: DriftOrder): Promise<DriftSides> {
  const sides = await openTypedSides(means, tables, order);
  const all = [sides.reference, sides.current, ...(sides.history ?? [])];
  // A version holds no whole numbers beyond 2^53.
  if (!all.some(({ name }) => namesFile(name))) return sides;
  const [reference, current, ...history] = (
    await exactTables(
      means.columns,
      all.map(({ from }) => from),
    )
  ).map((from, i): DriftSide => ({ ...all[i]!, from }));
  return { ...sides, reference: reference!, current: current!, ...(sides.history !== undefined && { history }) };
}

async function openTypedSides(means: Means, { files, resolve }: Tables, { reference, current, history = [], last = 0 }: DriftOrder): Promise<DriftSides> {
  const tableOf = async (parts: readonly DatasetPart[]) => parquetTable(await Promise.all(parts.map((part) => means.blobs.pathOf(part.blob))));
  const open = async (name: string, partsOf: (version: DatasetVersion) => Promise<readonly DatasetPart[]>): Promise<DriftSide> => {
    if (namesFile(name)) return { name, from: await openTyped(means.columns, files, name), content: async () => digestOfFile(await resolveFile(files, name)) };
    const parts = await partsOf(await resolve(name));
    return { name, from: await tableOf(parts), content: () => Promise.resolve(digestOf(parts.map((part) => part.blob))) };
  };
  const learned = storedYardsticks(means);
  const whole = (version: DatasetVersion): Promise<readonly DatasetPart[]> => Promise.resolve(version.manifest.parts);
  if (history.length === 0 && last === 0) {
    const sides = { reference: await open(reference, whole), current: await open(current, whole), learned };
    if (namesFile(reference) || namesFile(current)) return sides;
    const [before, after] = [await resolve(reference), await resolve(current)];
    const known = new Set(before.manifest.parts.map((part) => part.blob));
    return { ...sides, inBoth: after.manifest.parts.reduce((sum, part) => sum + (known.has(part.blob) ? part.rows : 0), 0) };
  }

  const taken = new Set<string>();
  const added = async (version: DatasetVersion): Promise<readonly DatasetPart[]> => {
    const parts = await partsAdded(means, version);
    for (const part of parts) taken.add(part.blob);
    return parts;
  };
  const now = await open(current, added);
  const past: DriftSide[] = [];
  for (const name of history) past.push(await open(name, added));
  if (last > 0) {
    if (namesFile(current)) throw dataErrors.HISTORY_NEEDS_VERSION({ current });
    for (const version of await versionsBefore(means, await resolve(current), last)) past.push({ name: version.id, from: await tableOf(await added(version)) });
  }
  const rest = async (version: DatasetVersion): Promise<readonly DatasetPart[]> => {
    const parts = version.manifest.parts.filter((part) => !taken.has(part.blob));
    if (parts.length === 0) throw dataErrors.HISTORY_TAKES_ALL({ reference });
    return parts;
  };
  return { reference: await open(reference, rest), current: now, history: past, learned };
}

/** The parts that a version added to the one before it. */
async function partsAdded(means: Means, version: DatasetVersion): Promise<readonly DatasetPart[]> {
  const [before] = await versionsBefore(means, version, 1);
  const known = new Set(before?.manifest.parts.map((part) => part.blob));
  return version.manifest.parts.filter((part) => !known.has(part.blob));
}

/** So many versions before a version, newest first. */
async function versionsBefore(means: Means, version: DatasetVersion, count: number): Promise<DatasetVersion[]> {
  const versions: DatasetVersion[] = [];
  for (let parent = version.parent; parent !== null && versions.length < count;) {
    const before = await findVersion(means, parent);
    if (before === undefined) break;
    versions.push(before);
    parent = before.parent;
  }
  return versions;
}
