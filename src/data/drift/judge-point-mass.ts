import type { ColumnKind } from '../columns.ts';
import type { ColumnCounts, ColumnProfile } from '../profile/profile.ts';
import { SPECIAL_NUMBERS } from '../profile/special-numbers.ts';
import { judgeShare, type Share } from './judge-share.ts';

/** One exact value that holds many rows. */
export interface PointMass extends Share {
  readonly value: string;
}

/** Texts that say nothing; compared in lower case, trimmed. */
const SPECIAL_TEXTS: ReadonlySet<string> = new Set([
  '',
  '-',
  '--',
  '?',
  '.',
  '0',
  '-1',
  'n/a',
  'na',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  'undefined',
  'unknown',
  'missing',
  'default',
  'test',
  'tbd',
  'todo',
]);

/** A value that holds more of the reference than this is an ordinary value, whatever it looks like. */
const ORDINARY = 0.01;

/** Whether a value, as text, is one that programs and people write where they have none. */
export const isSpecial = (kind: ColumnKind, value: string): boolean =>
  kind === 'string' ? SPECIAL_TEXTS.has(value.trim().toLowerCase()) : kind !== 'boolean' && SPECIAL_NUMBERS.has(Number(value));

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
  const top = window.frequent[0];
  if (top === undefined) return null;
  const commonest = profile.top[0]?.count ?? 0;
  return { value: top.value, ...judgeShare({ hits: top.count, rows: window.rows }, { hits: commonest, rows: profile.rows }, natural) };
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
