import { type ColumnCounts, type ColumnProfile, countsOfProfile } from '../data/index.ts';
import type { NaturalVariation } from '../train/index.ts';
import type { FindingKind } from './finding.ts';
import { judgeDrift } from './judge-drift.ts';
import { judgeSentinel, judgeTopValue } from './judge-point-mass.ts';
import { judgeShare } from './judge-share.ts';
import { naturalBound } from './natural-bound.ts';
import type { ColumnGroup, ColumnReport } from './window.ts';

/** One column of one window, beside what it is compared with. */
export interface ColumnCase {
  readonly group: ColumnGroup;
  readonly profile: ColumnProfile;
  /** How far single training days lay from the whole; undefined when that was not recorded. */
  readonly natural: NaturalVariation | undefined;
  readonly window: ColumnCounts;
}

/** One test of a column: what it looked for and what it saw, before any correction. */
export interface Suspicion {
  readonly kind: FindingKind;
  readonly column: string;
  readonly group: ColumnGroup;
  readonly effect: number;
  readonly natural: number;
  readonly p: number;
  /** How well the kind explains a column that fails several tests: the lowest names the finding. */
  readonly rank: number;
  /** The exact value concerned, if one is. */
  readonly value: string | null;
}

/** What the tests of one column said. */
export interface ColumnVerdict {
  /** With the p of the drift test, not yet corrected. */
  readonly report: ColumnReport;
  readonly suspicions: readonly Suspicion[];
}

/** One value that holds this much holds nearly everything. */
const NEARLY_ALL = 0.9;
/** Below that, a value is a point mass when it holds so many times the largest natural share. */
const POINT_MASS = 3;

/** Puts a column through every test that applies to it. Pure: the same counts give the same verdict. */
export function judgeColumn({ group, profile, natural, window }: ColumnCase): ColumnVerdict {
  const reference = countsOfProfile(profile);
  const rows = window.rows;
  const suspicions: Suspicion[] = [];
  const suspect = (kind: FindingKind, seen: { share: number; natural: number; p: number; value?: string }, rank: number): void => {
    suspicions.push({ kind, column: profile.name, group, effect: seen.share, natural: seen.natural, p: seen.p, rank, value: seen.value ?? null });
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
  suspect(group === 'score' ? 'score_drift' : 'drift', { ...drift, share: drift.distance }, 6);
  const report: ColumnReport = {
    column: profile.name,
    group,
    distance: drift.distance,
    natural: drift.natural,
    p: drift.p,
    missing: missing.share,
    unseen: unseen.share,
    outOfRange: outside.share,
    topValue: top?.value ?? null,
    topShare: top?.share ?? 0,
  };
  return { report, suspicions };
}
