import { historyThreshold } from '../../stats/index.ts';
import { compareCells } from '../drift/compare-cells.ts';
import { leaveOneOut, poolCells } from '../drift/leave-one-out.ts';
import { thinCells } from '../drift/thin-cells.ts';
import { countsTexts } from '../profile/counted-value.ts';
import type { ColumnProfile } from '../profile/profile.ts';
import { type Tested, testedBy } from './column-sql.store.ts';
import type { AnyTableTest, ExpectedCells } from './table-test.ts';
import type { TablesSeason } from './tables-season.ts';

export type DistributionTest = Extract<AnyTableTest, { readonly test: 'distribution' }>;

/** What a distribution is compared with, and the counts of each earlier table that it is made of. */
export interface ExpectedDistribution {
  readonly expected: ExpectedCells;
  readonly past: readonly (readonly number[])[];
  /** The part of the week of each earlier table, where days of the week differ. */
  readonly season?: TablesSeason | null;
}

/** Level and effect where a test does not say. */
export const DISTRIBUTION_FALSE_ALARM = 0.001;
const MIN_EFFECT = 0.05;

/** What the counts of a test's cells say, or null when it holds: it fails when chance is ruled out and the distance matters and is beyond what earlier tables showed. */
export function judgeDistribution(test: DistributionTest, counts: Float64Array, { expected, past, season = null }: ExpectedDistribution): Tested | null {
  const { falseAlarm = DISTRIBUTION_FALSE_ALARM, minEffect = MIN_EFFECT } = test;
  const { distance, p } = compareCells(counts, season === null ? expected.counts : poolCells(season.alike, counts.length));
  if (p > falseAlarm || !(distance >= minEffect)) return null;
  const { limit, told } = naturalLimit(Array.from(counts), past, { level: falseAlarm, season });
  if (!(distance >= limit)) return null;
  const message = `${test.columns.join(' and ')} ${test.columns.length > 1 ? 'are' : 'is'} distributed otherwise: distance ${distance.toFixed(3)}${told} (${p < 1e-6 ? 'p < 1e-6' : `p = ${p.toPrecision(2)}`})`;
  return testedBy(test, { column: test.columns.join(', '), reason: 'distribution', message });
}

/** With fewer earlier tables the test decides alone. */
const ENOUGH = 3;
/** Tables of fewer rows than this part of the table's would cost too many of its rows. */
const LEAST = 0.5;

/**
 * How far a table may lie from the earlier ones: Student's prediction limit, at the level of the test, over the distance of each earlier table from the others
 * (leave-one-out), all at the number of rows of the smallest, which is at least half of the table's.
 */
function naturalLimit(
  counts: readonly number[],
  past: readonly (readonly number[])[],
  { level, season }: { readonly level: number; readonly season: TablesSeason | null },
): { readonly limit: number; readonly told: string } {
  if (past.length === 0) return { limit: 0, told: '' };
  const rowsOf = (cells: readonly number[]): number => cells.reduce((a, b) => a + b, 0);
  const kept = past.map((cells, i) => ({ cells, phase: season?.of[i] ?? 0 })).filter(({ cells }) => rowsOf(cells) >= LEAST * rowsOf(counts));
  if (kept.length < ENOUGH) return { limit: 0, told: `, and ${kept.length} earlier of such a size are too few to say what is usual` };
  const rows = Math.min(rowsOf(counts), ...kept.map(({ cells }) => rowsOf(cells)));
  const distances = leaveOneOut(
    kept.map(({ cells }) => thinCells(cells, rows)),
    kept.map(({ phase }) => phase),
  ).map((distance) => distance ?? 0);
  const limit = Math.min(1, historyThreshold(distances, level));
  return { limit, told: `, ${season === null ? '' : `compared with ${season.name}, `}usually at most ${limit.toFixed(3)} (Student’s limit of ${kept.length})` };
}

/** What a stored profile says of a column's distribution. */
export function expectedOfProfile(profile: ColumnProfile): ExpectedCells {
  const present = profile.rows - profile.nulls;
  if (!countsTexts(profile.kind)) return { cells: [{ edges: profile.edges }], counts: profile.counts };
  const top = profile.top.slice(0, 20);
  return { cells: [{ values: top.map((one) => one.value) }], counts: [...top.map((one) => one.count), present - top.reduce((all, one) => all + one.count, 0)] };
}
