import type { Columns as ColumnStore } from '../../store/index.ts';
import type { ColumnKind, Columns } from '../columns.ts';
import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';
import { countRows } from './count-rows.store.ts';
import { countsTexts } from './counted-value.ts';
import { ProfilingRoom } from './number-profiler.ts';
import type { TableProfile } from './profile.ts';
import { decodeProfile, type SketchedProfile } from './profile-bytes.ts';
import { type NumbersOf, profileNumbers, type SketchedColumn } from './profile-numbers.store.ts';
import { profileTexts } from './profile-texts.store.ts';
import type { ValuesOf } from './read-values.store.ts';
import { type NumbersHandling, spreadNumbers } from './spread-numbers.store.ts';

/** Nanoseconds a number. */
const COST = 60;

/**
 * Profiles a table at constant memory, however many rows it has: see `NumberProfiler` and `TextProfiler`. Bins, counts, frequent values and numbers of rows are
 * exact and the same whatever the order of rows; mean and deviation are, to rounding. Some 60 ns a number and 10 ns a text; numbers of large files in several threads.
 * @example await profileTable(means.columns, parquetTable([path]), { delay: number(), origin: string() })
 */
export const profileTable = async (store: ColumnStore, from: TableSql, about: Columns): Promise<TableProfile> => (await sketchTable(store, from, about)).profile;

/** The same, with the sketches that merge across tables. */
export async function sketchTable(store: ColumnStore, from: TableSql, about: Columns): Promise<SketchedProfile> {
  const all = Object.entries(about).map(([name, { kind }]) => ({ name, kind }));
  const rows = await countRows(store, from);
  const numbers = spreadNumbers(store, { from, rows, columns: all.filter(({ kind }) => !countsTexts(kind)), cost: COST }, profilingOf(store, { from, rows }));
  const found = new Map<string, SketchedColumn>();
  try {
    // Texts are counted in DuckDB, beside what is done with numbers here.
    const texts = profileTexts(store, { from, rows, names: all.filter(({ kind }) => countsTexts(kind)).map(({ name }) => name) });
    for (const column of (await Promise.all([texts, numbers.results()])).flat()) found.set(column.profile.name, column);
  } finally {
    await numbers.stop();
  }
  const ordered = all.map(({ name }) => found.get(name)!);
  return { profile: { rows, columns: ordered.map(({ profile }) => profile) }, sketches: ordered.map(({ sketches }) => sketches) };
}

/** How columns of numbers are profiled, here and in other threads. */
export const profilingOf = (store: ColumnStore, table: Pick<NumbersOf, 'from' | 'rows'>): NumbersHandling<ValuesOf['columns'][number], SketchedColumn> => {
  const room = new ProfilingRoom();
  return {
    here: (columns) => profileNumbers(store, { ...table, columns }, room),
    ask: (columns) => ({ profile: { rows: table.rows, columns } }),
    read(answer) {
      if (!('profiles' in answer)) return [];
      const { sketches } = decodeProfile(answer.sketched);
      return answer.profiles.map((profile, i) => ({ profile, sketches: sketches[i]! }));
    },
  };
};

/** Each distinct number (minute of the day for an instant, 0 or 1 for a truth) of a column, ascending, with its rows. */
export async function distinctNumbers(store: ColumnStore, from: TableSql, column: { name: string; kind: ColumnKind }): Promise<{ values: Float64Array; counts: Float64Array }> {
  const found = await store.columnsOf(`${distinctSql(from, column)} ORDER BY 1`);
  return { values: found.columns[0] as Float64Array, counts: found.columns[1] as Float64Array };
}

/** Each distinct text of a column with its rows. */
export async function distinctTexts(store: ColumnStore, from: TableSql, column: { name: string; kind: ColumnKind }): Promise<Map<string, number>> {
  const found = await store.columnsOf(distinctSql(from, column));
  const [values, counts] = found.columns as [readonly string[], Float64Array];
  return new Map(values.map((value, i) => [value, counts[i]!]));
}

/** The values of a column as they are counted, with their rows; missing ones are left out. */
function distinctSql(from: TableSql, { name, kind }: { name: string; kind: ColumnKind }): string {
  return `SELECT value, count(*) AS count FROM (SELECT ${countedSql(quoteIdentifier(name), kind)} AS value FROM ${from}) WHERE value IS NOT NULL GROUP BY value`;
}

function countedSql(column: string, kind: ColumnKind): string {
  switch (kind) {
    case 'string':
      return `CAST(${column} AS VARCHAR)`;
    case 'timestamp':
      return `hour(CAST(${column} AS TIMESTAMP)) * 60 + minute(CAST(${column} AS TIMESTAMP))`;
    case 'boolean':
      return `CAST(${column} AS INTEGER)`;
    case 'integer':
      return column;
    case 'number':
      // Adding 0.0 makes -0.0 and 0.0 one value; NaN says missing.
      return `CASE WHEN isnan(CAST(${column} AS DOUBLE)) THEN NULL ELSE CAST(${column} AS DOUBLE) + 0.0 END`;
  }
}
