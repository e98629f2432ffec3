import { binnedKolmogorov, hellinger, mostFrequent, totalVariation } from '../stats/index.ts';
import { binOf, type DistinctNumbers } from './profile/bin-edges.ts';
import type { ColumnDiff, ValueChange, ValueSet } from './dataset-diff.ts';
import { countsOfProfile } from './profile/merge-counts.ts';
import type { ColumnProfile } from './profile/profile.ts';

/** A column of one side: its profile and all its distinct values. */
export interface NumbersSide {
  readonly profile: ColumnProfile;
  readonly distinct: DistinctNumbers;
}

/** A column of texts of one side. */
export interface TextsSide {
  readonly profile: ColumnProfile;
  readonly distinct: ReadonlyMap<string, number>;
}

const CHANGES = 5;
const TOP = 10;

/** Compares the numbers (instants by minute of the day) of two sides, in the bins of the first. */
export function compareNumbers(before: NumbersSide, after: NumbersSide): ColumnDiff {
  const bins = before.profile.counts.map(() => 0);
  const { values, counts } = after.distinct;
  for (let i = 0; i < values.length; i++) bins[binOf(before.profile.edges, values[i]!)]! += counts[i]!;
  const aligned = alignCounts(before.distinct, after.distinct);
  const shares = new Map<string, ValueChange>();
  const share = (count: number, rows: number): number => (rows === 0 ? 0 : count / rows);
  for (const value of new Set([...before.profile.top, ...after.profile.top].map((top) => top.value))) {
    const at = aligned.values.indexOf(Number(value));
    shares.set(value, { value, before: share(aligned.before[at] ?? 0, before.profile.rows), after: share(aligned.after[at] ?? 0, after.profile.rows) });
  }
  return {
    ...describe(before.profile, after.profile),
    ...distances([...before.profile.counts, before.profile.nulls], [...bins, after.profile.nulls]),
    bins: bins.map((rows, i) => ({ value: null, from: before.profile.edges[i - 1] ?? null, to: before.profile.edges[i] ?? null, before: before.profile.counts[i]!, after: rows })),
    kolmogorov: binnedKolmogorov(aligned.before, aligned.after),
    appeared: NO_VALUES,
    vanished: NO_VALUES,
    changes: largest([...shares.values()]),
  };
}

/** Compares the texts of two sides, by the values of the first. */
export function compareTexts(before: TextsSide, after: TextsSide): ColumnDiff {
  const reference = countsOfProfile(before.profile);
  const bins = before.profile.top.map((top) => after.distinct.get(top.value) ?? 0);
  const present = after.profile.rows - after.profile.nulls;
  const unseen = present - bins.reduce((sum, count) => sum + count, 0);
  const names = new Set([...before.profile.top, ...after.profile.top].map((top) => top.value));
  const share = (side: TextsSide, value: string): number => (side.profile.rows === 0 ? 0 : (side.distinct.get(value) ?? 0) / side.profile.rows);
  return {
    ...describe(before.profile, after.profile),
    ...distances([...reference.bins, reference.unseen, reference.missing], [...bins, unseen, after.profile.nulls]),
    bins: textBins(before, after),
    kolmogorov: null,
    appeared: onlyIn(after.distinct, before.distinct),
    vanished: onlyIn(before.distinct, after.distinct),
    changes: largest([...names].map((value) => ({ value, before: share(before, value), after: share(after, value) }))),
  };
}

const TEXT_BINS = 12;

/** The most frequent texts of both sides, then all others. */
function textBins(before: TextsSide, after: TextsSide): ColumnDiff['bins'] {
  const rowsOf = (side: TextsSide, value: string): number => side.distinct.get(value) ?? 0;
  const both = [...new Set([...before.profile.top, ...after.profile.top].map((top) => top.value))];
  const shown = both.sort((a, b) => rowsOf(before, b) + rowsOf(after, b) - rowsOf(before, a) - rowsOf(after, a)).slice(0, TEXT_BINS);
  const bins = shown.map((value) => ({ value, from: null, to: null, before: rowsOf(before, value), after: rowsOf(after, value) }));
  const left = (side: TextsSide): number => side.profile.rows - side.profile.nulls - shown.reduce((sum, value) => sum + rowsOf(side, value), 0);
  const others = { value: null, from: null, to: null, before: left(before), after: left(after) };
  return others.before + others.after === 0 ? bins : [...bins, others];
}

const NO_VALUES: ValueSet = { values: 0, rows: 0, top: [] };

const distances = (p: readonly number[], q: readonly number[]): { totalVariation: number; hellinger: number } => ({
  totalVariation: totalVariation(p, q),
  hellinger: hellinger(p, q),
});

const missingShare = (profile: ColumnProfile): number => (profile.rows === 0 ? 0 : profile.nulls / profile.rows);

const describe = (before: ColumnProfile, after: ColumnProfile) => ({
  name: after.name,
  kind: after.kind,
  missing: { before: missingShare(before), after: missingShare(after) },
  distinct: { before: before.distinct, after: after.distinct },
  mean: { before: before.mean, after: after.mean },
  sd: { before: before.sd, after: after.sd },
  min: { before: before.min, after: after.min },
  max: { before: before.max, after: after.max },
});

/** The counts of two sides over the values that either has, ascending. */
function alignCounts(before: DistinctNumbers, after: DistinctNumbers): { values: number[]; before: number[]; after: number[] } {
  const aligned = { values: [] as number[], before: [] as number[], after: [] as number[] };
  for (let i = 0, j = 0; i < before.values.length || j < after.values.length;) {
    const left = before.values[i] ?? Infinity;
    const right = after.values[j] ?? Infinity;
    aligned.values.push(Math.min(left, right));
    aligned.before.push(left <= right && i < before.values.length ? before.counts[i++]! : 0);
    aligned.after.push(right <= left && j < after.values.length ? after.counts[j++]! : 0);
  }
  return aligned;
}

function onlyIn(side: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): ValueSet {
  const values = [...side].filter(([value]) => !other.has(value)).map(([value, count]) => ({ value, count }));
  return { values: values.length, rows: values.reduce((sum, one) => sum + one.count, 0), top: mostFrequent(values).slice(0, TOP) };
}

const largest = (changes: readonly ValueChange[]): ValueChange[] =>
  changes
    .filter((change) => change.before !== change.after)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.value < b.value ? -1 : 1))
    .slice(0, CHANGES);
