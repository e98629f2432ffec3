import type { Interval } from '../../kernel/index.ts';
import type { ColumnCounts, ColumnProfile } from '../profile/profile.ts';
import { countsOfProfile } from '../profile/merge-counts.ts';
import { judgeDrift, phaseReference, wholeReference } from './judge-drift.ts';
import { judgeSentinel, judgeTopValue } from './judge-point-mass.ts';
import { judgeShare } from './judge-share.ts';
import { phaseDuring, phaseName } from './season.ts';
import type { WeeklyPhases } from './measure-season.ts';
import { boundsOf, type NaturalBounds, type NaturalVariation, NO_DAYS } from './natural-variation.ts';

/** What can have happened to a column; a closed set. */
export const CHANGE_KINDS = ['missing', 'unseen', 'out_of_range', 'constant', 'sentinel', 'drift'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One column of a batch or a window, beside what it is compared with. */
export interface ColumnCase {
  readonly profile: ColumnProfile;
  /** How far single training days lay from the whole; undefined when that was not recorded. */
  readonly natural: NaturalVariation | NaturalBounds | undefined;
  /** Counted in the profile's bins. */
  readonly window: ColumnCounts;
  /** When it was; days of the week may differ. */
  readonly during?: Interval;
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
  /** The days of the week that it was compared with, `Saturdays`; null for all. */
  readonly season: string | null;
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
  /** The days of the week that it was compared with, `Saturdays`; null for all. */
  readonly season: string | null;
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

/** A phase of fewer days is compared with all days. */
const ENOUGH_DAYS = 2;

/** The days that a window is compared with: those of its own phase of the week where days of the week differ. */
function seasonOf(natural: ColumnCase['natural'], during: Interval | undefined): { readonly bounds: NaturalBounds; readonly weekly?: WeeklyPhases; readonly phase: number } {
  if (natural === undefined || 'days' in natural) return { bounds: natural ?? NO_DAYS, phase: 0 };
  const { weekly, distances, topShares, missingRates, unseenRates } = natural;
  const phase = weekly && during && phaseDuring(weekly.season, during);
  if (weekly === undefined || phase === undefined || weekly.phases.filter((one) => one === phase).length < ENOUGH_DAYS) return { bounds: boundsOf(natural), phase: 0 };
  const own = (rates: readonly number[]): number[] => rates.filter((_, day) => weekly.phases[day] === phase);
  return { bounds: boundsOf({ distances, topShares: own(topShares), missingRates: own(missingRates), unseenRates: own(unseenRates) }), weekly, phase };
}

/** Puts a column through every test that applies to it. Pure: the same counts give the same verdict. */
export function judgeColumn({ profile, natural, window, during }: ColumnCase): ColumnVerdict {
  const reference = countsOfProfile(profile);
  const rows = window.rows;
  const suspicions: Suspicion[] = [];
  const { bounds, weekly, phase } = seasonOf(natural, during);
  const season = weekly === undefined ? null : phaseName(weekly.season, phase);
  const suspect = (kind: ChangeKind, seen: { share: number; natural: number; p: number; value?: string }, rank: number): void => {
    suspicions.push({ kind, column: profile.name, effect: seen.share, natural: seen.natural, p: seen.p, rank, value: seen.value ?? null, season });
  };

  const missing = judgeShare({ hits: window.missing, rows }, { hits: reference.missing, rows: reference.rows }, bounds.missingRate);
  suspect('missing', missing, 2);
  const unseen = judgeShare({ hits: window.unseen, rows }, { hits: reference.unseen, rows: reference.rows }, bounds.unseenRate);
  const outside = judgeShare({ hits: window.below + window.above, rows }, { hits: 0, rows: reference.rows }, 0);
  if (profile.kind === 'string') suspect('unseen', unseen, 3);
  // A time of day has no outside: what is early or late for it is drift.
  else if (profile.kind !== 'timestamp') suspect('out_of_range', outside, 4);

  const masses = { profile, window, natural: bounds.topShare };
  const sentinel = judgeSentinel(masses);
  if (sentinel !== null) suspect('sentinel', sentinel, 0);
  const top = judgeTopValue(masses);
  if (top !== null && (top.share >= NEARLY_ALL || top.share >= POINT_MASS * top.natural)) suspect('constant', top, top.share >= NEARLY_ALL ? 1 : 5);

  const drift = judgeDrift(window, weekly === undefined ? wholeReference(reference, bounds) : phaseReference(weekly, phase));
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
    season,
  };
  return { comparison, suspicions };
}
