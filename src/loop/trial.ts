import type { Instant, Interval } from '../kernel/index.ts';
import type { Unit } from '../serve/index.ts';

/** What a trial has seen, whichever kind it is. */
export interface TrialProgress {
  /** Event time at which the trial began: units from then on count. */
  readonly since: Instant;
  /** End of the last window it was fed. */
  readonly through: Instant;
  /** Units judged, and units left out because no label came within the attribution window. */
  readonly units: number;
  readonly unlabelled: number;
  /** Windows that were left out because a finding keeps their data from being trusted. */
  readonly skipped: readonly Interval[];
  /** What was left out of windows, and why, in order of time; absent where nothing was. */
  readonly leftOut?: readonly (Interval & LeftOutUnits)[];
}

/** Units of a window that say nothing of a trial. */
export interface LeftOutUnits {
  /** How many; null for all of the window. */
  readonly units: number | null;
  readonly why: string;
  /** Ids of the findings that say so. */
  readonly findings: readonly string[];
}

/** Where a trial stood after a window, for the chart. `effect` is the cost per unit that the challenger saves. */
export interface TrialPoint {
  readonly at: Instant;
  readonly units: number;
  readonly e: number;
  readonly futilityE: number;
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

/** A unit whose label came in time. */
export type LabelledUnit = Unit & { readonly label: number; readonly score: number; readonly decision: string };

/** The units that can be judged: decided, not refused, with a label. */
export const labelledUnits = (units: readonly Unit[]): LabelledUnit[] =>
  units.filter((unit): unit is LabelledUnit => unit.label !== null && unit.score !== null && unit.decision !== null);

/** The beginning of a trial. */
export const beginTrial = (at: Instant): TrialProgress => ({ since: at, through: at, units: 0, unlabelled: 0, skipped: [] });

/** The progress after one more window. */
export const passWindow = (progress: TrialProgress, seen: { window: Interval; skip: boolean; leftOut?: LeftOutUnits | null; judged: number; offered: number }): TrialProgress => ({
  since: progress.since,
  through: seen.window.to,
  units: progress.units + seen.judged,
  unlabelled: progress.unlabelled + (seen.skip ? 0 : seen.offered - seen.judged),
  skipped: seen.skip ? [...progress.skipped, seen.window] : progress.skipped,
  ...(seen.leftOut ? { leftOut: [...(progress.leftOut ?? []), { ...seen.window, ...seen.leftOut }] } : progress.leftOut && { leftOut: progress.leftOut }),
});
