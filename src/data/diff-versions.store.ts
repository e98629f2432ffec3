import type { Means } from '../store/index.ts';
import type { ColumnKind } from './columns.ts';
import { compareNumbers, compareTexts } from './compare-columns.ts';
import { compareRows } from './compare-rows.store.ts';
import { countsTexts } from './profile/counted-value.ts';
import { dataErrors } from './data.errors.ts';
import type { DatasetPart, DatasetVersion } from './dataset-version.ts';
import type { ColumnDiff, DatasetDiff, DiffSide } from './dataset-diff.ts';
import { describeNumbers, describeTextCounts } from './profile/profile-values.ts';
import { distinctNumbers, distinctTexts } from './profile/profile-table.store.ts';
import { parquetTable, type TableSql } from './table-sql.store.ts';

/**
 * Compares two versions of a dataset: rows, columns, distributions, contracts. About 0.5 s for two months of flights.
 * The column `key`, which names the units, has no distribution worth comparing. Throws DATA_VERSION_OF_OTHER_DATASET.
 */
export async function diffVersions(means: Means, versions: { readonly before: DatasetVersion; readonly after: DatasetVersion }, key: string | undefined): Promise<DatasetDiff> {
  const { before, after } = versions;
  const dataset = after.manifest.dataset;
  if (before.manifest.dataset !== dataset) throw dataErrors.VERSION_OF_OTHER_DATASET({ version: before.id, dataset: before.manifest.dataset, expected: dataset });
  const lacks = (version: DatasetVersion) => (part: DatasetPart) => !version.manifest.parts.some((other) => other.blob === part.blob);
  const added = after.manifest.parts.filter(lacks(before));
  const removed = before.manifest.parts.filter(lacks(after));
  const kept = after.manifest.parts.length - added.length;
  const continues = removed.length === 0 && added.length > 0 && kept > 0;
  const kinds = (version: DatasetVersion): Map<string, ColumnKind> => new Map(version.manifest.schema.map((column) => [column.name, column.kind]));
  const [left, right] = [kinds(before), kinds(after)];
  const both = [...right].filter(([name, kind]) => name !== key && left.get(name) === kind);
  const sides = { before: await sideOf(means, before.manifest.parts), after: await sideOf(means, continues ? added : after.manifest.parts) };
  const distributions: ColumnDiff[] = [];
  for (const [name, kind] of both) distributions.push(await compareColumn(means, { name, kind }, sides));
  return {
    dataset,
    before: describeSide(before),
    after: describeSide(after),
    rows: { added: rowsOf(added), removed: rowsOf(removed), kept: after.rows - rowsOf(added) },
    byKey: await rowsByKey(means, { before, added, removed }, { key, columns: both.map(([name]) => name) }),
    parts: { added, removed, kept },
    columns: {
      added: [...right.keys()].filter((name) => !left.has(name)),
      removed: [...left.keys()].filter((name) => !right.has(name)),
      changed: [...right].flatMap(([name, kind]) => (left.has(name) && left.get(name) !== kind ? [{ name, before: left.get(name)!, after: kind }] : [])),
    },
    compared: continues ? 'added rows with those before' : 'all rows',
    distributions: distributions.sort((a, b) => b.totalVariation - a.totalVariation),
  };
}

/** Undefined parts are none; without a key, or with equal parts, there is nothing to compare. */
async function rowsByKey(
  means: Means,
  { before, added, removed }: { before: DatasetVersion; added: readonly DatasetPart[]; removed: readonly DatasetPart[] },
  { key, columns }: { key: string | undefined; columns: readonly string[] },
): Promise<DatasetDiff['byKey']> {
  if (key === undefined || !before.manifest.schema.some((column) => column.name === key)) return null;
  const tableOf = async (parts: readonly DatasetPart[]) => (parts.length === 0 ? undefined : (await sideOf(means, parts)).table);
  const sides = { before: (await tableOf(before.manifest.parts))!, added: await tableOf(added), removed: await tableOf(removed) };
  return compareRows(means.columns, { ...sides, key, columns });
}

interface Side {
  readonly table: TableSql;
  readonly rows: number;
}

const rowsOf = (parts: readonly DatasetPart[]): number => parts.reduce((sum, part) => sum + part.rows, 0);

const sideOf = async (means: Means, parts: readonly DatasetPart[]): Promise<Side> => ({
  table: parquetTable(await Promise.all(parts.map((part) => means.blobs.pathOf(part.blob)))),
  rows: rowsOf(parts),
});

async function compareColumn(means: Means, column: { name: string; kind: ColumnKind }, sides: { before: Side; after: Side }): Promise<ColumnDiff> {
  if (countsTexts(column.kind)) {
    const read = async (side: Side) => {
      const distinct = await distinctTexts(means.columns, side.table, column);
      return { distinct, profile: describeTextCounts(column.name, side.rows, distinct) };
    };
    return compareTexts(await read(sides.before), await read(sides.after));
  }
  const read = async (side: Side) => {
    const distinct = await distinctNumbers(means.columns, side.table, column);
    return { distinct, profile: describeNumbers(column, side.rows, distinct) };
  };
  return compareNumbers(await read(sides.before), await read(sides.after));
}

const describeSide = (version: DatasetVersion): DiffSide => ({
  version: version.id,
  number: version.number,
  rows: version.rows,
  verdict: version.contract.verdict,
  dropped: version.contract.dropped,
  failures: version.contract.failures,
});
