import { clopperPearson } from '../../stats/index.ts';
import { COLUMN_GROUPS } from '../window.ts';
import type { SkewedColumn } from './skew.ts';

/** How near two numbers must be to count as the same. */
export interface SkewTolerance {
  /** Part of the larger of the two. Features are kept in 32 bits, which is 6e-8 of a value. @default 1e-5 */
  readonly relative?: number;
  /** Part of the column's standard deviation in the reference, for values near 0. @default 1e-5 */
  readonly absolute?: number;
}

/** A value as it was served, or as it is made again: NaN and null are both missing. */
export type SkewValue = number | string | boolean | null;

/** Compares one column of served units with the same column made again, unit by unit. */
export interface SkewCounter {
  add(predictionId: string, served: SkewValue, offline: SkewValue): void;
  result(): SkewedColumn;
}

const EXAMPLES = 5;
/** Fewer wrong values than one in ten thousand may be rows that were corrected since. */
const BEARABLE = 1e-4;
/** Chance that a bearable column is called skewed. */
export const SKEW_ERROR = 0.001;

/** Counts where served and recomputed values differ. Numbers by tolerance, missing as equal to missing, everything else exactly. */
export function createSkewCounter(about: { readonly column: string; readonly group: SkewedColumn['group']; readonly sd: number }, tolerance: SkewTolerance = {}): SkewCounter {
  const { column, group, sd } = about;
  const { relative = 1e-5, absolute = 1e-5 } = tolerance;
  const near = absolute * (Number.isFinite(sd) ? sd : 0);
  let compared = 0;
  let mismatches = 0;
  let largest = 0;
  const examples: SkewedColumn['examples'][number][] = [];
  return {
    add(predictionId, served, offline) {
      compared++;
      const difference = differenceOf(served, offline);
      if (difference === 0 || difference <= near + relative * Math.max(Math.abs(Number(served)), Math.abs(Number(offline)))) return;
      mismatches++;
      if (Number.isFinite(difference)) largest = Math.max(largest, difference);
      if (examples.length < EXAMPLES) examples.push({ predictionId, served: plain(served), offline: plain(offline) });
    },
    result() {
      const [low, high] = clopperPearson(mismatches, compared);
      const sure = clopperPearson(mismatches, compared, 2 * SKEW_ERROR)[0];
      return {
        column,
        group,
        compared,
        mismatches,
        rate: compared === 0 ? 0 : mismatches / compared,
        interval: [low, high],
        atLeast: sure,
        skewed: sure > BEARABLE,
        largest: mismatches === 0 ? null : largest,
        examples,
      };
    },
  };
}

const isMissing = (value: SkewValue): boolean => value === null || Number.isNaN(value);
const plain = (value: SkewValue): SkewValue => (isMissing(value) ? null : value);

/** 0 for the same, a distance for two numbers, Infinity for everything else. */
function differenceOf(served: SkewValue, offline: SkewValue): number {
  if (isMissing(served) || isMissing(offline)) return isMissing(served) && isMissing(offline) ? 0 : Infinity;
  if (served === offline) return 0;
  return typeof served === 'number' && typeof offline === 'number' ? Math.abs(served - offline) : Infinity;
}

/** Worst first: skewed before others, then by their rate, then in the order of cause and consequence. */
export const worstFirst = (a: SkewedColumn, b: SkewedColumn): number =>
  Number(b.skewed) - Number(a.skewed) || b.rate - a.rate || COLUMN_GROUPS.indexOf(a.group) - COLUMN_GROUPS.indexOf(b.group);
