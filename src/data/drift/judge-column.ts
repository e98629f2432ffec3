import type { ColumnCounts, ColumnProfile } from '../profile/profile.ts';
import { countsOfProfile } from '../profile/merge-counts.ts';
import { judgeDrift } from './judge-drift.ts';
import { judgeSentinel, judgeTopValue } from './judge-point-mass.ts';
import { judgeShare } from './judge-share.ts';
import { naturalBound } from './natural-bound.ts';
import type { NaturalVariation } from './natural-variation.ts';

/** What can have happened to a column; a closed set. */
export const CHANGE_KINDS = ['missing', 'unseen', 'out_of_range', 'constant', 'sentinel', 'drift'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One column of a batch or a window, beside what it is compared with. */
export interface ColumnCase {
  readonly profile: ColumnProfile;
  /** How far single training days lay from the whole; undefined when that was not recorded. */
  readonly natural: NaturalVariation | undefined;
  /** Counted in the profile's bins. */
  readonly window: ColumnCounts;
}

/** One test of a column: what it looked for and what it saw, before any correction. */
export interface Suspicion {
  readonly kind: ChangeKind;
  readonly column: string;
  readonly effect: number;
  readonly natural: number;
  readonly p: number;
  /** How well the kind explains a column that fails several tests: the lowest names the finding. */
  readonly rank: number;
  /** The exact value concerned, if one is. */
  readonly value: string | null;
}

/** How one column compares with its reference. */
export interface ColumnComparison {
  readonly column: string;
  /** Total variation distance, 0..1. */
  readonly distance: number;
  readonly natural: number;
  /** Of the drift test, before any correction. */
  readonly p: number;
  readonly missing: number;
  readonly unseen: number;
  readonly outOfRange: number;
  readonly topValue: string | null;
  readonly topShare: number;
}

/** What the tests of one column said. */
export interface ColumnVerdict {
  readonly comparison: ColumnComparison;
  /** The drift test last. */
  readonly suspicions: readonly Suspicion[];
}

/** One value that holds this much holds nearly everything. */
const NEARLY_ALL = 0.9;
/** Below that, a value is a point mass when it holds so many times the largest natural share. */
const POINT_MASS = 3;

/** Puts a column through every test that applies to it. Pure: the same counts give the same verdict. */
export function judgeColumn({ profile, natural, window }: ColumnCase): ColumnVerdict {
  const reference = countsOfProfile(profile);
  const rows = window.rows;
  const suspicions: Suspicion[] = [];
  const suspect = (kind: ChangeKind, seen: { share: number; natural: number; p: number; value?: string }, rank: number): void => {
    suspicions.push({ kind, column: profile.name, effect: seen.share, natural: seen.natural, p: seen.p, rank, value: seen.value ?? null });
  };

  const missing = judgeShare({ hits: window.missing, rows }, { hits: reference.missing, rows: reference.rows }, naturalBound(natural?.missingRates ?? []));
  suspect('missing', missing, 2);
  const unseen = judgeShare({ hits: window.unseen, rows }, { hits: reference.unseen, rows: reference.rows }, naturalBound(natural?.unseenRates ?? []));
  const outside = judgeShare({ hits: window.below + window.above, rows }, { hits: 0, rows: reference.rows }, 0);
  if (profile.kind === 'string') suspect('unseen', unseen, 3);
  // A time of day has no outside: what is early or late for it is drift.
  else if (profile.kind !== 'timestamp') suspect('out_of_range', outside, 4);

  const masses = { profile, window, natural: naturalBound(natural?.topShares ?? []) };
  const sentinel = judgeSentinel(masses);
  if (sentinel !== null) suspect('sentinel', sentinel, 0);
  const top = judgeTopValue(masses);
  if (top !== null && (top.share >= NEARLY_ALL || top.share >= POINT_MASS * top.natural)) suspect('constant', top, top.share >= NEARLY_ALL ? 1 : 5);

  const drift = judgeDrift(window, reference, natural?.distances ?? []);
  suspect('drift', { ...drift, share: drift.distance }, 6);
  const comparison: ColumnComparison = {
    column: profile.name,
    distance: drift.distance,
    natural: drift.natural,
    p: drift.p,
    missing: missing.share,
    unseen: unseen.share,
    outOfRange: outside.share,
    topValue: top?.value ?? null,
    topShare: top?.share ?? 0,
  };
  return { comparison, suspicions };
}
