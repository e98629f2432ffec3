import type { Columns as ColumnStore, Means } from '../store/index.ts';
import { type CompareOptions, type DriftSides, findDrift } from './find-drift.store.ts';
import type { CountedDrift } from './find-drift-from-profile.store.ts';
import type { DriftReport } from './drift/drift-report.ts';
import { countTable } from './profile/count-table.store.ts';
import { profileReadable } from './profile-file.store.ts';
import { compareDistributions } from './report/compare-distributions.ts';
import type { Compared } from './report/compared.ts';
import { renderDrift } from './report/render-drift.ts';

/** What was found, and both distributions of every column that both tables have. */
export interface ComparedDrift {
  readonly drift: DriftReport;
  readonly compared: readonly { readonly column: string; readonly compared: Compared }[];
}

/** The same, and the page that shows it. */
export interface WrittenDrift extends ComparedDrift {
  /** HTML that needs nothing else. */
  readonly page: string;
}

/** Compares two tables as `findDrift` does, and draws every column of both over each other: counted over all rows, at constant memory. */
export const reportDrift = async (means: Means, sides: DriftSides, options?: CompareOptions): Promise<WrittenDrift> =>
  writeDrift(means, await countDrift(means.columns, sides, options));

/** The same without the page. */
export const compareTables = async (store: ColumnStore, sides: DriftSides, options?: CompareOptions): Promise<ComparedDrift> =>
  compareCounted(await countDrift(store, sides, options));

async function countDrift(store: ColumnStore, sides: DriftSides, options?: CompareOptions): Promise<CountedDrift> {
  const drift = await findDrift(store, sides, options);
  const profile = await profileReadable(store, sides.reference.from);
  const shared = new Set(drift.columns.map((one) => one.column));
  const reference = { rows: profile.rows, columns: profile.columns.filter((column) => shared.has(column.name)) };
  return { drift, reference, counts: await countTable(store, sides.current.from, reference) };
}

const compareCounted = ({ drift, reference, counts }: CountedDrift): ComparedDrift => ({
  drift,
  compared: reference.columns.map((column, i) => ({ column: column.name, compared: compareDistributions(column, counts.columns[i]!) })),
});

/** The page of a table that was counted. */
export function writeDrift(means: Means, counted: CountedDrift): WrittenDrift {
  const found = compareCounted(counted);
  const rows = { reference: counted.reference.rows, current: counted.counts.rows };
  return { ...found, page: renderDrift({ ...found, rows, madeAt: means.clock.now() }) };
}
