import type { ColumnKind } from '../columns.ts';
import { binOf } from '../profile/bin-edges.ts';
import type { ColumnCounts, ColumnProfile, FrequentCount } from '../profile/profile.ts';
import { SPECIAL_NUMBERS } from '../profile/special-numbers.ts';
import { isSpecialText } from '../profile/special-texts.ts';
import { judgeShare, type Share } from './judge-share.ts';

/** One exact value that holds many rows. */
export interface PointMass extends Share {
  readonly value: string;
}

/** A value that holds more of the reference than this is an ordinary value, whatever it looks like. */
export const ORDINARY = 0.01;

/** Whether a value, as text, is one that programs and people write where they have none. */
export const isSpecial = (kind: ColumnKind, value: string): boolean => (kind === 'string' ? isSpecialText(value) : kind !== 'boolean' && SPECIAL_NUMBERS.has(Number(value)));

/** At most how many rows of the reference hold the value: what its list of frequent values leaves open is taken at its largest. */
function rowsInReference(profile: ColumnProfile, value: string): number {
  const listed = profile.top.find((top) => top.value === value);
  if (listed) return listed.count;
  const number = Number(value);
  if (profile.kind !== 'string' && (number < (profile.min ?? -Infinity) || number > (profile.max ?? Infinity))) return 0;
  // A profile of a large table lists every special number that it holds, and says how much any other may hold.
  if (profile.unlisted !== undefined) return isSpecial(profile.kind, value) ? 0 : profile.unlisted;
  return profile.distinct > profile.top.length ? (profile.top.at(-1)?.count ?? 0) : 0;
}

/** What the two tests of point masses need. `natural` bounds the largest share that one exact value has on a natural day. */
export interface PointMassCase {
  readonly profile: ColumnProfile;
  readonly window: ColumnCounts;
  readonly natural: number;
}

/** The most frequent exact value of a window, against the largest share that one value has on natural days. Null when the window holds no value. */
export function judgeTopValue({ profile, window, natural }: PointMassCase): PointMass | null {
  const top = commonestOf(profile, window);
  if (top === null) return null;
  const commonest = profile.top[0]?.count ?? 0;
  return { value: top.value, ...judgeShare({ hits: top.count, rows: window.rows }, { hits: commonest, rows: profile.rows }, natural) };
}

/** The value that most rows hold, and how many: exactly, however the rows were sharded, where a bin tells. */
function commonestOf(profile: ColumnProfile, window: ColumnCounts): { readonly value: string; readonly count: number } | null {
  const { kind, top } = profile;
  const { bins, frequent } = window;
  if (kind !== 'string') {
    const first = frequent[0];
    return first === undefined || first.exact === true ? (first ?? null) : { ...first, count: rowsInBin(profile, window, first) };
  }
  const listed = new Set(top.map(({ value }) => value));
  let found = frequent.find(({ value }) => !listed.has(value)) ?? null;
  top.forEach(({ value }, i) => {
    const count = bins[i] ?? 0;
    if (count > (found?.count ?? 0)) found = { value, count };
  });
  return found;
}

/** A bin that has gained this share of the rows has not by chance. */
const GAINED = 1 / 16;

/**
 * The rows of a value whose count is a lower bound: as many as its bin holds beyond what the reference's share of the other rows is, f = (N - r n) / (1 - r), when the value may well be
 * all of those. Of a bin that holds more for another reason, or hardly more than chance gives it, the lower bound.
 */
function rowsInBin({ edges, counts }: ColumnProfile, { bins, rows, missing }: ColumnCounts, { value, count }: FrequentCount): number {
  const bin = binOf(edges, Number(value));
  const share = counts[bin]! / counts.reduce((sum, held) => sum + held, 0);
  const beyond = Math.round(((bins[bin] ?? 0) - share * (rows - missing)) / (1 - share));
  return beyond >= GAINED * rows && count >= 0.8 * (beyond - rows / 53) && beyond >= 0.8 * count ? beyond : count;
}

/**
 * The worst value that stands for "nothing": a special one that is rare in the reference, or one outside the reference's range that makes up most of
 * what is outside it. A value that the reference never held needs no natural share; any other must beat the natural days' largest.
 */
export function judgeSentinel({ profile, window, natural }: PointMassCase): PointMass | null {
  let worst: PointMass | null = null;
  let candidates = 0;
  for (const frequent of window.frequent) {
    const { value } = frequent;
    const special = isSpecial(profile.kind, value);
    const outside = rowsOutside(profile, window, frequent);
    if (!special && outside === null) continue;
    const before = rowsInReference(profile, value);
    if (before / Math.max(1, profile.rows) > ORDINARY) continue;
    candidates++;
    const bound = special && before === 0 ? 0 : natural;
    const mass = { value, ...judgeShare({ hits: outside ?? frequent.count, rows: window.rows }, { hits: before, rows: profile.rows }, bound) };
    if (worst === null || mass.p < worst.p || (mass.p === worst.p && mass.share > worst.share)) worst = mass;
  }
  // The worst of several is judged as the worst of several (Bonferroni).
  return worst && { ...worst, p: Math.min(1, worst.p * candidates) };
}

/**
 * The rows outside the reference's range on the value's side, when the value may well be all of them: its own count is a lower bound, short by at most rows / 53.
 * Null for a value inside the range, and for one among many outside.
 */
function rowsOutside(profile: ColumnProfile, window: ColumnCounts, { value, count }: { value: string; count: number }): number | null {
  if (profile.kind === 'string' || profile.kind === 'timestamp' || profile.min === null || profile.max === null) return null;
  const number = Number(value);
  const side = number < profile.min ? window.below : number > profile.max ? window.above : 0;
  return side > 0 && count >= 0.8 * (side - window.rows / 53) && count >= 0.25 * side ? side : null;
}
