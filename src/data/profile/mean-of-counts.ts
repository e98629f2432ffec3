import { centerOf, countsTexts } from './counted-value.ts';
import type { ColumnCounts, ColumnProfile } from './profile.ts';

/** The mean of what was counted beside a reference; of a timestamp in minutes since midnight, null for texts and where nothing is present. */
export function meanOfCounts(profile: ColumnProfile, counts: ColumnCounts): number | null {
  const present = counts.rows - counts.missing;
  return countsTexts(profile.kind) || present <= 0 ? null : centerOf(profile) + counts.sum / present;
}

/** Their standard deviation; null where there is no mean. */
export function deviationOfCounts(profile: ColumnProfile, counts: ColumnCounts): number | null {
  const present = counts.rows - counts.missing;
  if (countsTexts(profile.kind) || present <= 0) return null;
  return Math.sqrt(Math.max(0, counts.sumOfSquares / present - (counts.sum / present) ** 2));
}
