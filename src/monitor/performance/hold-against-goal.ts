import { asGood, type MetricBrief } from '../../scope/index.ts';
import { studentQuantile } from '../../stats/index.ts';
import type { PerformanceReport } from '../window.ts';

/** What a release reached on average over some windows, where that is worse than the scope asks for. */
export interface MissedGoal {
  readonly value: number;
  /** 95 % interval. */
  readonly interval: readonly [number, number];
  readonly windows: number;
  /** Whether chance alone hardly explains it. */
  readonly isSure: boolean;
}

/** Fewer windows than this say nothing of how windows differ. */
const FEW = 3;
/** How sure it must be that the goal is missed. */
const SURE = 0.99;

/**
 * Holds what labels said of a release, window by window, against the goal. Units of one day share its weather, so what a window measured is one observation: the goal is surely missed when the mean of the
 * windows is worse by more than Student's limit of their own scatter. Of windows with few labels it is not asked. Null where the mean reaches the goal; undefined for fewer than three windows, which say nothing.
 */
export function holdAgainstGoal(reports: readonly Pick<PerformanceReport, 'quality'>[], { name, better, goal }: MetricBrief): MissedGoal | null | undefined {
  const values = reports.flatMap(({ quality: { value } }) => value ?? []);
  const windows = values.length;
  if (windows < FEW) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / windows;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (windows - 1) / windows);
  if (asGood(name, mean, goal)) return null;
  const limit = studentQuantile(SURE, windows - 1) * error;
  const half = studentQuantile(0.975, windows - 1) * error;
  return { value: mean, interval: [mean - half, mean + half], windows, isSure: !asGood(name, better === 'higher' ? mean + limit : mean - limit, goal) };
}
