import { centerOf, countsTexts } from './counted-value.ts';
import type { ColumnCounts, ColumnProfile } from './profile.ts';

/** The mean of what was counted beside a reference; of a timestamp in minutes since midnight, null for texts and where nothing is present. */
export function meanOfCounts(profile: ColumnProfile, counts: ColumnCounts): number | null {
  const present = counts.rows - counts.missing;
  return countsTexts(profile.kind) || present <= 0 ? null : centerOf(profile) + counts.sum / present;
}
