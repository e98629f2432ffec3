import type { Columns as ColumnStore } from '../store/index.ts';
import { type DriftReport, reportCounted, verdictOn } from './drift/drift-report.ts';
import { DRIFT_DEFAULTS, type DriftOptions } from './drift/conclude-batch.ts';
import { type CountsFinding, judgeCounts } from './drift/judge-counts.ts';
import { formatInstant, MINUTE } from '../kernel/index.ts';
import { type DriftSide, mismatch, requireComparable, requireRows } from './find-drift.store.ts';
import { countTable } from './profile/count-table.store.ts';
import type { TableCounts, TableProfile } from './profile/profile.ts';
import { describeTable } from './tables/read-table.store.ts';

/** A stored profile that a person named. */
export interface ProfileSide {
  readonly name: string;
  readonly profile: TableProfile;
}

/** What was found, with the columns that both have and what was counted of them. */
export interface CountedDrift {
  readonly drift: DriftReport;
  readonly reference: TableProfile;
  readonly counts: TableCounts;
}

/** Compares a table with a stored profile, which is read and never computed anew: one pass over all rows of the table, at constant memory (`judgeCounts`). */
export async function findDriftFromProfile(
  store: ColumnStore,
  sides: { readonly reference: ProfileSide; readonly current: DriftSide },
  options: DriftOptions = {},
): Promise<CountedDrift> {
  const { profile } = sides.reference;
  const families = await describeTable(store, sides.current.from);
  const before = new Map(profile.columns.map(({ name, kind }) => [name, kind]));
  const unmatched = [...new Set([...before.keys(), ...families.keys()])].flatMap((column) => {
    // A profile counts what it has no kind for as text.
    const family = families.get(column);
    const why = mismatch(before.get(column), family === 'other' ? 'string' : family);
    return why === undefined ? [] : [{ column, why }];
  });
  const reference = { rows: profile.rows, columns: profile.columns.filter(({ name }) => !unmatched.some(({ column }) => column === name)) };
  requireComparable(reference.columns, unmatched);
  requireRows(sides.reference.name, profile.rows);
  const counts = await countTable(store, sides.current.from, reference);
  requireRows(sides.current.name, counts.rows);
  const { tests, findings, comparisons } = judgeCounts(reference, counts, options);
  const drift: DriftReport = {
    reference: sides.reference.name,
    current: sides.current.name,
    verdict: verdictOn(findings, unmatched),
    falseAlarm: options.falseAlarm ?? DRIFT_DEFAULTS.falseAlarm,
    rows: { reference: profile.rows, current: counts.rows },
    tests,
    history: null,
    advice: null,
    changes: findings.map((finding) => reportCounted({ ...finding, value: tellValue(finding, reference) }, counts.rows)),
    segments: null,
    unmatched,
    silent: [{ kind: 'joint', why: 'a profile holds no rows' }],
    columns: comparisons.map(({ column, distance, p }) => ({ column, distance, p })).sort((a, b) => b.distance - a.distance),
  };
  return { drift, reference, counts };
}

/** The value as a person reads it: profiles count instants by the minute of the day. */
const tellValue = ({ column, value }: Pick<CountsFinding, 'column' | 'value'>, { columns }: Pick<TableProfile, 'columns'>): string | null =>
  value !== null && columns.some(({ name, kind }) => name === column && kind === 'timestamp') ? formatInstant(Number(value) * MINUTE).slice(11, 16) : value;
