import { DAY, MINUTE } from '../../kernel/index.ts';
import type { ColumnKind } from '../columns.ts';
import type { ColumnProfile } from './profile.ts';

/** Whole minutes since midnight UTC of an instant. */
export const minuteOfDay = (at: number): number => Math.floor((at - Math.floor(at / DAY) * DAY) / MINUTE);

/** True for the kinds whose values are counted by text; all others are counted as numbers (a truth as 0 or 1, an instant by its minute of the day). */
export const countsTexts = (kind: ColumnKind): boolean => kind === 'string';

/**
 * What distances are taken from in counts: the reference's mean, rounded to a power of two below its deviation. It has few digits, so that sums over whole
 * numbers are exact, and the same in any order.
 */
export function centerOf({ mean, sd }: Pick<ColumnProfile, 'mean' | 'sd'>): number {
  if (mean === null || sd === null || !(sd > 0)) return mean ?? 0;
  const step = 2 ** Math.floor(Math.log2(sd));
  const center = Math.round(mean / step) * step;
  return Number.isFinite(center) ? center : mean;
}
