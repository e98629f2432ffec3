import type { Columns as ColumnStore } from '../store/index.ts';
import type { ColumnKind } from './columns.ts';
import type { Batch, BatchColumn } from './drift/batch.ts';
import { type DriftReport, reportChange } from './drift/drift-report.ts';
import { type DriftOptions, DRIFT_DEFAULTS, judgeBatch } from './drift/judge-batch.ts';
import { fitYardstick } from './drift/yardstick.ts';
import { describeTable, readTable } from './tables/read-table.store.ts';
import type { TableSql, TypeFamily } from './table-sql.store.ts';

/** A table that a person named. */
export interface DriftSide {
  readonly name: string;
  readonly from: TableSql;
}

/** Rows that are looked at; of a larger table, every second, third, … row. */
const ROWS = 200_000;

/** Compares a table with a reference by the drift battery (`judgeBatch`). Rows are taken in the order of the files. About 2 s for 200,000 rows of 10 columns on both sides. */
export async function findDrift(store: ColumnStore, sides: { readonly reference: DriftSide; readonly current: DriftSide }, options: DriftOptions = {}): Promise<DriftReport> {
  const [before, after] = [await describeTable(store, sides.reference.from), await describeTable(store, sides.current.from)];
  const unmatched = [...new Set([...before.keys(), ...after.keys()])].flatMap((column) => {
    const why = mismatch(before.get(column), after.get(column));
    return why === undefined ? [] : [{ column, why }];
  });
  const names = [...before.keys()].filter((name) => !unmatched.some(({ column }) => column === name));
  const kinds = new Map(names.map((name) => [name, kindOf(before.get(name)!)]));
  const reference = await readBatch(store, sides.reference.from, kinds);
  const current = await readBatch(store, sides.current.from, kinds);
  const { tests, findings, distances } = judgeBatch(fitYardstick(reference.batch), current.batch, options);
  return {
    reference: sides.reference.name,
    current: sides.current.name,
    verdict: findings.length > 0 || unmatched.length > 0 ? 'changed' : 'steady',
    falseAlarm: options.falseAlarm ?? DRIFT_DEFAULTS.falseAlarm,
    rows: { reference: reference.batch.rows, current: current.batch.rows },
    tests,
    changes: findings.map((finding) => reportChange(finding, current.stride)),
    unmatched,
    columns: distances.map(({ column, effect, p }) => ({ column, distance: effect, p })).sort((a, b) => b.distance - a.distance),
  };
}

/** Why a column cannot be compared. Whole numbers and others are both numbers. */
function mismatch(before: TypeFamily | undefined, after: TypeFamily | undefined): string | undefined {
  if (before === undefined) return 'the reference does not have it';
  if (after === undefined) return 'only the reference has it';
  const isNumber = (family: TypeFamily): boolean => family === 'integer' || family === 'number';
  if (before !== after && !(isNumber(before) && isNumber(after))) return `it was ${before}, and is ${after} now`;
  return before === 'other' ? 'its type has no distribution to compare' : undefined;
}

const kindOf = (family: TypeFamily): ColumnKind => (family === 'other' ? 'string' : family);

async function readBatch(store: ColumnStore, from: TableSql, kinds: ReadonlyMap<string, ColumnKind>): Promise<{ readonly batch: Batch; readonly stride: number }> {
  const counted = await store.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${from}`);
  const stride = Math.max(1, Math.ceil(counted[0]!.rows / ROWS));
  const some = stride === 1 ? from : `(SELECT * FROM ${from} QUALIFY (row_number() OVER () - 1) % ${stride} = 0)`;
  const table = await readTable(store, some, [...kinds.keys()]);
  const columns = table.columns.map(({ name, values }): BatchColumn => {
    const kind = kinds.get(name)!;
    return kind === 'string' ? { name, kind, values: values as readonly (string | null)[] } : { name, kind, values: values as Float64Array };
  });
  return { batch: { rows: table.rows, columns }, stride };
}
