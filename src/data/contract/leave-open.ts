import { centerOf, countsTexts } from '../profile/counted-value.ts';
import type { ColumnCounts, ColumnProfile, TableCounts, TableProfile } from '../profile/profile.ts';
import { isValueTest } from './compile-value-test.ts';
import type { Contract } from './contract.ts';
import { expectedCells } from './counted-tests.ts';
import { judgeDistribution } from './judge-distribution.ts';
import { exceeds, exceedsMass } from './share-test.ts';
import type { AnyTableTest } from './table-test.ts';

/** A window as it was counted, hour by hour. */
export interface CountedWindow {
  readonly rows: number;
  /** What `countedTests` counted, in its order. */
  readonly tested: readonly (readonly number[])[];
  /** Its columns in the bins of the reference; those that the reference lacks, or that were counted of other rows, are not there. */
  readonly profiled: readonly { readonly profile: ColumnProfile; readonly counts: ColumnCounts }[];
}

/** Columns of a reference with their counts. */
export const profiledColumns = ({ columns }: TableProfile, counts: TableCounts): CountedWindow['profiled'] =>
  columns.map((profile, i) => ({ profile, counts: counts.columns[i]! }));

/**
 * What of a window's contract its counts leave open: the tests that they do not show to hold, and which the rows must be asked about. Null when all hold. Shares, conditions and distributions are counted
 * exactly; of an aggregate or a point mass the counts know bounds, and it holds when both do. Keys are always open.
 */
export function leaveOpen(contract: Contract, counted: CountedWindow, reference: TableProfile): Contract | null {
  const { tests = [], conditions = [] } = contract;
  const openTests = tests.filter((test: AnyTableTest, i) => !holds(test, { ...counted, own: counted.tested[i] ?? [] }, reference));
  const openConditions = conditions.filter((condition, i) => exceeds(counted.tested[tests.length + i]?.[0] ?? Infinity, counted.rows, condition));
  return openTests.length + openConditions.length === 0 ? null : { ...contract, tests: openTests, conditions: openConditions };
}

type Counted = CountedWindow & { readonly own: readonly number[] };

function holds(test: AnyTableTest, { rows, own, profiled }: Counted, reference: TableProfile): boolean {
  if (isValueTest(test)) return own.length === 1 && !exceeds(own[0]!, rows, test);
  switch (test.test) {
    case 'distribution': {
      const expected = expectedCells(test, reference);
      // With nothing to compare with there is nothing to fail.
      return expected === null || (own.length === expected.counts.length && judgeDistribution(test, Float64Array.from(own), { expected, past: [] }) === null);
    }
    case 'aggregate':
    case 'pointMass': {
      const column = profiled.find(({ profile }) => profile.name === test.column);
      if (column === undefined || own[0] !== 0) return false;
      if (test.test === 'pointMass') return !exceedsMass(test, mostOfOne(column), rows);
      const { min = -Infinity, max = Infinity } = test;
      const bounds = boundsOf(test, column);
      return bounds === null || (bounds[0] >= min && bounds[1] <= max);
    }
    // The rows of another dataset are not at hand where requests are watched.
    case 'reference':
      return true;
    default:
      return false;
  }
}

/** A column of the window, as it was counted in the bins of its profile. */
interface CountedColumn {
  readonly profile: ColumnProfile;
  readonly counts: ColumnCounts;
}

/** Frequent values are lower bounds, short by so much of the rows at most: see `ColumnCounts`. */
const SHORT = 1 / 53;

/** Rows of the most frequent value, at most. */
function mostOfOne({ profile: { kind }, counts: { rows, unseen, bins, frequent } }: CountedColumn): number {
  const sure = frequent.reduce((most, { count, exact }) => (exact === true ? Math.max(most, count) : most), 0);
  const found = frequent.reduce((most, { count, exact }) => (exact === true ? most : Math.max(most, count)), 0) + rows * SHORT;
  const largest = Math.max(0, ...bins);
  return countsTexts(kind) ? Math.max(sure, largest, Math.min(unseen, found)) : Math.max(sure, Math.min(largest, found));
}

/** Sums of an hour round; an aggregate this close to a bound is left open. */
const ROUNDING = 1e-9;
const NEVER = [-Infinity, Infinity] as const;

/** Between what an aggregate lies; null where there is none, as of no values. */
function boundsOf(test: Extract<AnyTableTest, { test: 'aggregate' }>, column: CountedColumn): readonly [number, number] | null {
  const { profile, counts } = column;
  const present = counts.rows - counts.missing;
  if (present === 0 || (present === 1 && test.of === 'sd')) return test.of === 'distinct' ? [0, 0] : null;
  if (test.of === 'distinct' || test.of === 'distinctShare') {
    const [low, high] = distinctOf(column, present);
    return test.of === 'distinct' ? [low, high] : [low / present, high / present];
  }
  // A truth and an instant are no numbers in the profile as the test means them.
  if (profile.kind !== 'number' && profile.kind !== 'integer') return NEVER;
  const away = counts.sum / present;
  const mean = centerOf(profile) + away;
  const variance = Math.max(0, counts.sumOfSquares - counts.sum * away) / Math.max(1, present - 1);
  const near = (value: number, scale: number): readonly [number, number] => [value - ROUNDING * scale, value + ROUNDING * scale];
  const scale = Math.abs(mean) + Math.sqrt(counts.sumOfSquares / present);
  switch (test.of) {
    case 'mean':
      return near(mean, scale);
    case 'sum':
      return near(mean * present, scale * present);
    case 'sd':
      return near(Math.sqrt(variance), 1e3 * scale);
    case 'min':
      return between(column, [0, 0]);
    case 'max':
      return between(column, [present - 1, present - 1]);
    case 'quantile': {
      const at = (test.at ?? 0.5) * (present - 1);
      return between(column, [Math.floor(at), Math.ceil(at)]);
    }
  }
}

/** Between what the values of two ranks lie, by the bins that hold them; beyond the reference's range there is no bound. */
function between({ profile, counts: { bins, below, above } }: CountedColumn, [first, last]: readonly [number, number]): readonly [number, number] {
  const starts = [below === 0 ? (profile.min ?? -Infinity) : -Infinity, ...profile.edges];
  const ends = [...profile.edges, above === 0 ? (profile.max ?? Infinity) : Infinity];
  const binOf = (rank: number): number => {
    let before = 0;
    return bins.findIndex((rows) => (before += rows) > rank);
  };
  return [starts[binOf(first)] ?? -Infinity, ends[binOf(last)] ?? Infinity];
}

/** How many different values there are: exact for texts that the reference has. */
function distinctOf({ profile: { kind }, counts: { bins, unseen } }: CountedColumn, present: number): readonly [number, number] {
  const filled = bins.filter((rows) => rows > 0).length;
  return countsTexts(kind) ? [filled + Math.min(1, unseen), filled + unseen] : [filled, present];
}
