import { formatTimeOfDay } from '../profile/format-time-of-day.ts';
import { meanOfCounts } from '../profile/mean-of-counts.ts';
import type { ColumnCounts, ColumnProfile } from '../profile/profile.ts';
import type { Compared } from './compared.ts';

/** Values that get a bar of their own. */
const MOST_BARS = 24;
/** Unseen texts that are named. */
const MOST_STRANGERS = 5;

/**
 * Puts the counts of a column beside its reference, as shares of all rows: bins in order, or the commonest values of either side. Pure.
 * @example compareDistributions(reference.columns[0], (await countTable(means.columns, table, reference)).columns[0])
 */
export function compareDistributions(profile: ColumnProfile, counts: ColumnCounts): Compared {
  const reference = { rows: Math.max(1, profile.rows), missing: profile.nulls };
  const rows = Math.max(1, counts.rows);
  const nothing = { reference: 0, window: 0 };
  const about = {
    rows: { reference: profile.rows, window: counts.rows },
    missing: { reference: reference.missing / reference.rows, window: counts.missing / rows },
    outside: { reference: 0, window: (counts.below + counts.above) / rows },
  };
  if (profile.kind === 'string') return { ...about, kind: 'values', mean: { reference: null, window: null }, outside: nothing, ...compareValues(profile, counts) };
  if (profile.kind === 'boolean') return { ...about, kind: 'values', mean: { reference: null, window: null }, outside: nothing, ...compareTruths(profile, counts) };
  const write = profile.kind === 'timestamp' ? formatTimeOfDay : formatEdge;
  const bars = profile.counts.map((count, i) => {
    const [from = null, to = null] = [profile.edges[i - 1], profile.edges[i]];
    return { label: nameBin(from, to, write), from, to, reference: count / reference.rows, window: (counts.bins[i] ?? 0) / rows };
  });
  return {
    ...about,
    kind: profile.kind === 'timestamp' ? 'times of day' : 'numbers',
    bars,
    other: nothing,
    unseen: nothing,
    strangers: [],
    mean: { reference: profile.mean, window: meanOfCounts(profile, counts) },
  };
}

/** The commonest values of either side; those left are added up. */
function compareValues(profile: ColumnProfile, counts: ColumnCounts): Pick<Compared, 'bars' | 'other' | 'unseen' | 'strangers'> {
  const rows = Math.max(1, counts.rows);
  const whole = Math.max(1, profile.rows);
  const values = profile.top.map(({ value, count }, i) => ({ label: value, from: null, to: null, reference: count / whole, window: (counts.bins[i] ?? 0) / rows }));
  const bars = values.toSorted((a, b) => Math.max(b.reference, b.window) - Math.max(a.reference, a.window)).slice(0, MOST_BARS);
  const known = new Set(profile.top.map((top) => top.value));
  const sum = (of: 'reference' | 'window'): number => bars.reduce((total, bar) => total + bar[of], 0);
  const strangers = counts.frequent.filter((top) => !known.has(top.value)).slice(0, MOST_STRANGERS);
  const rest = (total: number): number => Math.max(0, Number(total.toFixed(12)));
  return {
    bars,
    other: { reference: rest(1 - profile.nulls / whole - sum('reference')), window: rest(1 - (counts.missing + counts.unseen) / rows - sum('window')) },
    unseen: { reference: 0, window: counts.unseen / rows },
    strangers: strangers.map(({ value, count }) => ({ value, share: count / rows })),
  };
}

/** Truths are counted as 0 and 1; one of which the reference has none lies outside it. */
function compareTruths(profile: ColumnProfile, counts: ColumnCounts): Pick<Compared, 'bars' | 'other' | 'unseen' | 'strangers'> {
  const ofBin = (i: number): boolean => (profile.edges[i - 1] ?? profile.min ?? 0) >= 1;
  const share = (bins: readonly number[], truth: boolean, beside: number, rows: number): number =>
    (bins.reduce((sum, count, i) => (ofBin(i) === truth ? sum + count : sum), 0) + beside) / Math.max(1, rows);
  const bars = [false, true].map((truth) => ({
    label: String(truth),
    from: null,
    to: null,
    reference: share(profile.counts, truth, 0, profile.rows),
    window: share(counts.bins, truth, truth ? counts.above : counts.below, counts.rows),
  }));
  const nothing = { reference: 0, window: 0 };
  return { bars, other: nothing, unseen: nothing, strangers: [] };
}

const formatEdge = (value: number): string => (Math.abs(value) >= 10_000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(4))));

function nameBin(from: number | null, to: number | null, write: (value: number) => string): string {
  if (from === null) return to === null ? 'all' : `below ${write(to)}`;
  return to === null ? `from ${write(from)}` : `${write(from)} to ${write(to)}`;
}
