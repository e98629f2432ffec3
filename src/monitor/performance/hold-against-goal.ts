import { asGood, type MetricBrief } from '../../scope/index.ts';
import type { PerformanceReport } from '../window.ts';

/** What a release reached over some windows, where that is surely worse than the scope asks for. */
export interface MissedGoal {
  readonly value: number;
  /** 95 % interval. */
  readonly interval: readonly [number, number];
  readonly windows: number;
}

/** Normal quantiles: half the width of a 95 % interval, and how far beyond the goal is sure enough (one side, 99 %). */
const OF_INTERVAL = 1.96;
const SURELY = 2.326;

/**
 * Holds what labels said of a release, window by window, against the goal: the mean of the windows' figures, each by its labelled units. Null where it is as good as asked for, where that could be chance,
 * and where nothing was measured. A mean of windows is not the figure of all their units together, but it misses what single windows miss.
 */
export function holdAgainstGoal(reports: readonly Pick<PerformanceReport, 'labelled' | 'quality'>[], { name, better, goal }: MetricBrief): MissedGoal | null {
  const measured = reports.flatMap(({ labelled, quality: { value, interval } }) => (value === null || interval === null ? [] : [{ labelled, value, interval }]));
  const labelled = measured.reduce((sum, one) => sum + one.labelled, 0);
  if (labelled === 0) return null;
  const value = measured.reduce((sum, one) => sum + one.labelled * one.value, 0) / labelled;
  const error = Math.hypot(...measured.map(({ labelled: of, interval: [low, high] }) => (of * (high - low)) / (2 * OF_INTERVAL))) / labelled;
  const atBest = value + (better === 'higher' ? SURELY : -SURELY) * error;
  return asGood(name, atBest, goal) ? null : { value, interval: [value - OF_INTERVAL * error, value + OF_INTERVAL * error], windows: measured.length };
}
