import { UTC } from '../../kernel/index.ts';
import { poolCells } from '../drift/leave-one-out.ts';
import { quoteIdentifier, quoteLiteral, type TableSql } from '../table-sql.store.ts';
import { describeTable } from '../tables/read-table.store.ts';
import type { CheckView } from './check-view.store.ts';
import { type DistributionTest, expectedOfProfile, judgeDistribution } from './judge-distribution.ts';
import type { Measure } from './measure-table.store.ts';
import { relationOf, type Surroundings } from './surroundings.ts';
import type { Cells, ExpectedCells } from './table-test.ts';
import { endsSql, instantsOf, type PastCells, readSpans, seasonOf, spansSql } from './tables-season.ts';
import { cellCount } from './validate-table-tests.ts';

/** What a distribution is compared with, and the earlier tables that it is made of, with their days. */
interface TablesExpectation {
  readonly expected: ExpectedCells;
  readonly past: readonly PastCells[];
}

/**
 * The battery's test of a distribution (`compareCells`): it fails when chance is ruled out and the distance matters
 * and is beyond what earlier tables showed. Where tables are of single days, and days of the week differ (`findSeason`), a table is compared with those of its own part of the week.
 * Null, and told, when there is nothing to compare with.
 */
export async function distributionMeasure(
  view: CheckView,
  test: DistributionTest,
  about: { readonly surroundings: Surroundings; readonly skip: (why: string) => void },
): Promise<Measure | null> {
  const expectation = await expectationOf(view, test, about.surroundings);
  if (typeof expectation === 'string') {
    about.skip(expectation);
    return null;
  }
  const { expected, past } = expectation;
  return {
    sql: [countsSql(view, test.columns, expected.cells), ...(past.length === 0 ? [] : spansSql(view))],
    judge: ([text, ...ends], rows) => {
      const season = seasonOf(past, readSpans(ends), about.surroundings.calendar ?? UTC);
      const told = judgeDistribution(test, readCounts(text, expected.counts.length), { expected, past: past.map(({ counts }) => counts), season });
      return told === null ? null : { ...told, rows };
    },
  };
}

/** The counts of cells over a table, as text of a map from cell to rows. Rows with a missing value are left out: the other tests are about these. */
export function countsSql(view: Pick<CheckView, 'columns' | 'sql'>, names: readonly string[], cells: readonly Cells[]): string {
  const indices = names.map((name, i) => cellSql(countedSql(view, name), cells[i]!));
  const [first, second] = indices;
  const cell = second === undefined ? first! : `(${first}) * ${cellCount(cells[1]!)} + (${second})`;
  return `CAST(histogram(CAST(${cell} AS USMALLINT)) AS VARCHAR)`;
}

/** A histogram's text as counts a cell. */
export function readCounts(text: unknown, cells: number): Float64Array {
  const counts = new Float64Array(cells);
  for (const [, cell, rows] of (typeof text === 'string' ? text : '').matchAll(/(\d+)=(\d+)/g)) counts[Number(cell)] = Number(rows);
  return counts;
}

/** A value as its cells see it: an instant as minutes since midnight, a truth as 0 or 1. */
function countedSql({ columns, sql }: Pick<CheckView, 'columns' | 'sql'>, name: string): string {
  const { value, number } = sql.get(name)!;
  const { kind } = columns[name]!;
  if (kind === 'string') return value;
  if (kind === 'boolean') return `CAST(${value} AS INTEGER)`;
  return kind === 'timestamp' ? `floor(((${number}) - floor((${number}) / 86400000) * 86400000) / 60000)` : number;
}

function cellSql(value: string, cells: Cells): string {
  const last = cellCount(cells) - 1;
  const cases =
    'edges' in cells
      ? cells.edges.map((edge, i) => `WHEN (${value}) < CAST(${quoteLiteral(String(edge))} AS DOUBLE) THEN ${i}`)
      : cells.values.map((one, i) => `WHEN ${quoteLiteral(one)} THEN ${i}`);
  if (cases.length === 0) return `CASE WHEN (${value}) IS NULL THEN NULL ELSE 0 END`;
  return 'edges' in cells
    ? `CASE WHEN (${value}) IS NULL THEN NULL ${cases.join(' ')} ELSE ${last} END`
    : `CASE WHEN (${value}) IS NULL THEN NULL ELSE CASE ${value} ${cases.join(' ')} ELSE ${last} END END`;
}

async function expectationOf(view: CheckView, { columns: names, against }: DistributionTest, surroundings: Surroundings): Promise<TablesExpectation | string> {
  if (typeof against === 'object' && 'cells' in against) return { expected: against, past: [] };
  if (against === 'reference' && surroundings.reference !== undefined) {
    const profiles = names.map((name) => surroundings.reference!.columns.find((column) => column.name === name));
    if (profiles.length === 1 && profiles[0] !== undefined) return { expected: expectedOfProfile(profiles[0]), past: [] };
    return `the reference does not hold ${names.length > 1 ? 'pairs of columns' : names[0]!}`;
  }
  const tables = pastTables(against, surroundings);
  if (tables.length === 0) return 'there is no earlier version to compare with';
  const cells = await Promise.all(names.map((name) => cellsOfTables(view, name, tables)));
  const instants = instantsOf(view);
  const past = await Promise.all(
    tables.map(async (table): Promise<PastCells> => {
      const told = await describeTable(view.store, table);
      const ends = instants.flatMap((name) => (told.has(name) ? endsSql(pastView(view, [name]).sql.get(name)!.number) : ['NULL', 'NULL']));
      const sql = [countsSql(pastView(view, names), names, cells), ...ends].map((one, i) => `${one} AS c${i}`);
      const [found] = await view.store.query<Record<string, unknown>>(`SELECT ${sql.join(', ')} FROM ${table}`);
      return { counts: Array.from(readCounts(found!['c0'], product(cells))), spans: readSpans(ends.map((_, i) => found![`c${i + 1}`])) };
    }),
  );
  const counts = poolCells(
    past.map((one) => one.counts),
    product(cells),
  );
  return { expected: { cells, counts }, past };
}

function pastTables(against: DistributionTest['against'], { past = [], relations }: Surroundings): readonly TableSql[] {
  if (against === 'reference') return past.slice(0, 1).map((one) => one.table);
  if ('last' in against) return past.slice(0, against.last).map((one) => one.table);
  const table = 'version' in against ? relations?.get(relationOf(against)) : undefined;
  return table === undefined ? [] : [table];
}

/** Stored versions hold each kind in its own type. */
const pastView = ({ columns }: CheckView, names: readonly string[]): Pick<CheckView, 'columns' | 'sql'> => ({
  columns,
  sql: new Map(
    names.map((name) => {
      const value = quoteIdentifier(name);
      return [name, { missing: `${value} IS NULL`, wrong: null, value, number: columns[name]!.kind === 'timestamp' ? `epoch_ms(${value})` : value }];
    }),
  ),
});

const product = (cells: readonly Cells[]): number => cells.reduce((all, one) => all * cellCount(one), 1);

const BINS = 10;

/** Tenths of the numbers, the commonest texts. */
async function cellsOfTables(view: CheckView, name: string, tables: readonly TableSql[]): Promise<Cells> {
  const value = countedSql(pastView(view, [name]), name);
  const all = `(${tables.map((table) => `SELECT ${value} AS v FROM ${table}`).join(' UNION ALL ')})`;
  if (view.columns[name]!.kind === 'string') {
    const top = await view.store.query<{ v: string }>(`SELECT v FROM ${all} WHERE v IS NOT NULL GROUP BY v ORDER BY count(*) DESC, v LIMIT 20`);
    return { values: top.map((row) => row.v) };
  }
  const points = Array.from({ length: BINS - 1 }, (_, i) => (i + 1) / BINS);
  const [found] = await view.store.query<{ q: (number | null)[] | null }>(`SELECT quantile_disc(CAST(v AS DOUBLE), [${points.join(', ')}]) AS q FROM ${all} WHERE v IS NOT NULL`);
  return { edges: [...new Set((found?.q ?? []).filter((edge) => edge !== null))].sort((a, b) => a - b) };
}
