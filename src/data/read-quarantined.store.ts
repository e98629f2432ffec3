import type { Means } from '../store/index.ts';
import type { DatasetVersion } from './dataset-version.ts';
import { parquetTable } from './table-sql.store.ts';

/** The rows that the contract set aside when the version was made, as they came (instants in ms), at most `limit`. */
export async function readQuarantined(means: Means, version: DatasetVersion, limit: number): Promise<Record<string, unknown>[]> {
  if (version.quarantined === null) return [];
  return means.columns.query(`SELECT * FROM ${parquetTable([await means.blobs.pathOf(version.quarantined)])} LIMIT ${Math.max(0, Math.floor(limit))}`);
}
