import { statsErrors } from './stats.errors.ts';

/** Passes when the condition holds; else throws STATS_OUT_OF_RANGE. NaN never holds. */
export function requireRange(holds: boolean, what: string, about: { value: unknown; must: string }): void {
  if (!holds) throw statsErrors.OUT_OF_RANGE({ what, ...about });
}

/** Both must have one member for each row or bin; else throws STATS_LENGTHS_DIFFER. */
export function requireSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>, what: string): void {
  if (a.length !== b.length) throw statsErrors.LENGTHS_DIFFER({ what, a: a.length, b: b.length });
}
