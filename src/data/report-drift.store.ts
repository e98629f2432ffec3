import type { Means } from '../store/index.ts';
import { type CompareOptions, type DriftSides, findDrift } from './find-drift.store.ts';
import type { CountedDrift } from './find-drift-from-profile.store.ts';
import type { DriftReport } from './drift/drift-report.ts';
import { countTable } from './profile/count-table.store.ts';
import { profileReadable } from './profile-file.store.ts';
import { compareDistributions } from './report/compare-distributions.ts';
import type { Compared } from './report/compared.ts';
import { renderDrift } from './report/render-drift.ts';

/** What was found, and the page that shows it. */
export interface WrittenDrift {
  readonly drift: DriftReport;
  /** Of every column that both have. */
  readonly compared: readonly { readonly column: string; readonly compared: Compared }[];
  /** HTML that needs nothing else. */
  readonly page: string;
}

/** Compares two tables as `findDrift` does, and draws every column of both over each other: counted over all rows, at constant memory. */
export async function reportDrift(means: Means, sides: DriftSides, options?: CompareOptions): Promise<WrittenDrift> {
  const drift = await findDrift(means.columns, sides, options);
  const profile = await profileReadable(means.columns, sides.reference.from);
  const shared = new Set(drift.columns.map((one) => one.column));
  const reference = { rows: profile.rows, columns: profile.columns.filter((column) => shared.has(column.name)) };
  return writeDrift(means, { drift, reference, counts: await countTable(means.columns, sides.current.from, reference) });
}

/** The page of a table that was counted. */
export function writeDrift(means: Means, { drift, reference, counts }: CountedDrift): WrittenDrift {
  const compared = reference.columns.map((column, i) => ({ column: column.name, compared: compareDistributions(column, counts.columns[i]!) }));
  const rows = { reference: reference.rows, current: counts.rows };
  return { drift, compared, page: renderDrift({ drift, compared, rows, madeAt: means.clock.now() }) };
}
