import { type Calendar, dayDuring } from '../../kernel/index.ts';
import { areDays } from '../drift/batch-days.ts';
import { findSeason, pointOf } from '../drift/find-season.ts';
import { phaseName, phaseOf } from '../drift/season.ts';
import type { CheckView } from './check-view.store.ts';

/** An earlier table: its rows by cell, and the first and last instant of each column of instants. */
export interface PastCells {
  readonly counts: readonly number[];
  readonly spans: Spans;
}

type Spans = readonly (readonly [number | null, number | null])[];

/** The columns of instants that a table has. */
export const instantsOf = ({ columns, names, sql }: CheckView): string[] => names.filter((name) => columns[name]?.kind === 'timestamp' && sql.has(name));

/** The first and the last instant of a column, as numbers. */
export const endsSql = (number: string): string[] => [`CAST(min(${number}) AS DOUBLE)`, `CAST(max(${number}) AS DOUBLE)`];

/** The same of every column of instants. */
export const spansSql = (view: CheckView): string[] => instantsOf(view).flatMap((name) => endsSql(view.sql.get(name)!.number));

/** What `spansSql` found. */
export const readSpans = (ends: readonly unknown[]): Spans => {
  const numbers = ends.map((end) => (end === null ? null : Number(end)));
  return Array.from({ length: numbers.length / 2 }, (_, i): Spans[number] => [numbers[2 * i]!, numbers[2 * i + 1]!]);
};

/** The part of the week of each earlier table, and the counts of those that are of the same as the table. */
export interface TablesSeason {
  readonly of: readonly number[];
  readonly name: string;
  readonly alike: readonly (readonly number[])[];
}

/** Tables of the part of the week, from which on they are compared with. */
const ENOUGH_DAYS = 2;

/** Null where tables are not of single days, by the first column of instants that is of one in each, or days of the week do not differ. */
export function seasonOf(past: readonly PastCells[], spans: Spans, calendar: Calendar): TablesSeason | null {
  for (const i of spans.keys()) {
    const days = [...past.map((one) => one.spans[i]!), spans[i]!].map(([from, to]) => (from === null || to === null ? null : (dayDuring({ from, to: to + 1 }, calendar) ?? null)));
    if (!areDays(days)) continue;
    const season = findSeason(past.map(({ counts }, at) => ({ day: days[at]!, point: pointOf(counts) })));
    if (season === null) return null;
    const [of, here] = [past.map((_, at) => phaseOf(season, days[at]!)), phaseOf(season, days.at(-1)!)];
    const alike = past.flatMap(({ counts }, at) => (of[at] === here ? [counts] : []));
    return alike.length < ENOUGH_DAYS ? null : { of, alike, name: phaseName(season, here) };
  }
  return null;
}
