import type { ColumnCounts, ColumnProfile } from '../profile/profile.ts';
import { centerOf } from '../profile/counted-value.ts';
import { countsOfProfile } from '../profile/merge-counts.ts';
import { judgeDrift, phaseReference, wholeReference } from './judge-drift.ts';
import { judgeSentinel, judgeTopValue } from './judge-point-mass.ts';
import { judgeShare } from './judge-share.ts';
import { boundsOf, type NaturalBounds, type NaturalVariation, NO_DAYS, phaseDuring } from './natural-variation.ts';

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
  /** The local day that it lies in (`dayDuring`); days of the week may differ. */
  readonly day?: number | undefined;
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
  /** Of numbers out of range: whether they only go on where the reference ends, and the others with them. */
  readonly goesOn?: boolean;
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

/** Numbers outside the range are far out from so many times the reach of the reference: the greatest distance of any of its rows from their mean. */
const FAR = 2;

/** Rows of each bin that lie within the reference's range. */
const insideOf = ({ bins, below, above }: ColumnCounts): number[] => bins.map((count, i) => count - (i === 0 ? below : 0) - (i === bins.length - 1 ? above : 0));

/** Whether the numbers outside the range lie far out (root mean square): what remains of the squares when all others lie at the outer edges of their bins. */
function isFarOut({ min, max, mean, sd, edges }: ColumnProfile, window: ColumnCounts): boolean {
  const outside = window.below + window.above;
  if (min === null || max === null || outside === 0) return false;
  const center = centerOf({ mean, sd });
  const reach = Math.max(max - center, center - min);
  const limits = [min, ...edges, max].map((edge) => (edge - center) ** 2);
  const within = insideOf(window).reduce((sum, count, i) => sum + count * Math.max(limits[i]!, limits[i + 1]!), 0);
  return window.sumOfSquares - within > outside * (FAR * reach) ** 2;
}

/** So much of what lies outside is on one side, where a whole distribution moved. */
const ONE_SIDE = 0.95;
/** Of a distribution that moves, so many rows are still where the reference was. */
const STILL_WITHIN = 0.05;
/** Rows of the reference itself have a mean rank of 0.5; those of a distribution that moved are on the side of what lies outside. */
const LEANS = 0.75;

/** Whether numbers outside the range are the end of a distribution that moved as a whole, as temperatures do in spring: those within the range have moved the same way. Where a part of the rows is broken, the others are as ever. */
function goesOn(reference: ColumnCounts, window: ColumnCounts): boolean {
  const { rows, below, above } = window;
  const inside = insideOf(window);
  const within = inside.reduce((a, b) => a + b, 0);
  if (Math.max(below, above) < ONE_SIDE * (below + above) || within < STILL_WITHIN * rows) return false;
  const all = reference.bins.reduce((a, b) => a + b, 0);
  let [before, ranks] = [0, 0];
  for (const [i, count] of inside.entries()) {
    ranks += count * (before + reference.bins[i]! / 2);
    before += reference.bins[i]!;
  }
  const rank = ranks / (within * all);
  return (above > below ? rank : 1 - rank) >= LEANS;
}

/** Tests a column goes through: missing, unseen or out of range, sentinel, point mass, drift. Who corrects for them counts them all, also those that could not apply. */
export const TESTS_A_COLUMN = 5;

/** Puts a column through every test that applies to it. Pure: the same counts give the same verdict. */
export function judgeColumn({ profile, natural, window, day }: ColumnCase): ColumnVerdict {
  const reference = countsOfProfile(profile);
  const rows = window.rows;
  const suspicions: Suspicion[] = [];
  const phase = phaseDuring(natural, day);
  const bounds = phase?.own ?? (natural === undefined ? NO_DAYS : 'days' in natural ? natural : boundsOf(natural));
  const season = phase?.name ?? null;
  const suspect = (kind: ChangeKind, seen: { share: number; natural: number; p: number; value?: string; goesOn?: boolean }, rank: number): void => {
    const { share: effect, natural: bound, p, value = null, goesOn } = seen;
    suspicions.push({ kind, column: profile.name, effect, natural: bound, p, rank, value, season, ...(goesOn && { goesOn }) });
  };

  const missing = judgeShare({ hits: window.missing, rows }, { hits: reference.missing, rows: reference.rows }, bounds.missingRate);
  suspect('missing', missing, 2);
  const unseen = judgeShare({ hits: window.unseen, rows }, { hits: reference.unseen, rows: reference.rows }, bounds.unseenRate);
  const isFar = isFarOut(profile, window);
  const outside = judgeShare({ hits: window.below + window.above, rows }, { hits: 0, rows: reference.rows }, isFar ? 0 : bounds.outsideRate);
  if (profile.kind === 'string') suspect('unseen', unseen, 3);
  // A time of day has no outside: what is early or late for it is drift.
  else if (profile.kind !== 'timestamp') suspect('out_of_range', { ...outside, goesOn: !isFar && goesOn(reference, window) }, 4);

  const masses = { profile, window, natural: bounds.topShare };
  const sentinel = judgeSentinel(masses);
  if (sentinel !== null) suspect('sentinel', sentinel, 0);
  const top = judgeTopValue(masses);
  // More of one of two values is a change of their shares while the other is still there.
  const isOfTwo = top !== null && profile.distinct <= 2 && profile.top.some(({ value }) => value === top.value) && Math.round(top.share * rows) + window.missing < rows;
  if (top !== null && !isOfTwo && (top.share >= NEARLY_ALL || top.share >= POINT_MASS * top.natural)) suspect('constant', top, top.share >= NEARLY_ALL ? 1 : 5);

  const drift = judgeDrift(window, phase === undefined ? wholeReference(reference, bounds) : phaseReference(phase.own));
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
