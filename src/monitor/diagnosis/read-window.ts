import { type ColumnProfile, compareDistributions, emptyCounts, segmentOf, type SegmentValue, type TableCounts } from '../../data/index.ts';
import { HOUR, type Instant } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import type { ReferenceProfile } from '../../train/index.ts';
import { type CountedReference, profilesOf } from '../verdict/judge-columns.ts';
import type { Distribution } from './distribution.ts';
import { monitorErrors } from '../monitor.errors.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { findFindings } from '../findings.store.ts';
import { findWindows } from '../windows.store.ts';
import type { ColumnGroup, WindowReport } from '../window.ts';
import type { Finding } from '../finding.ts';

/** A column by its name; where an input and a feature share it, the group tells which. */
export interface ColumnName {
  readonly column: string;
  readonly group?: ColumnGroup | undefined;
  /** A segment, of which alone it is told: `by` cuts, and this is its value. */
  readonly by?: string | undefined;
  readonly segment?: string | undefined;
}

/** The window that an instant lies in. Throws MONITOR_WINDOW_UNKNOWN. */
export async function readWindow({ means, serve, options }: MonitorMeans, at: Instant): Promise<WindowReport> {
  const deployment = await serve.deployment();
  const windows = deployment === null ? [] : await findWindows(means, deployment.name, { interval: { from: at - options.window - HOUR + 1, to: at + 1 } });
  const window = windows.findLast(({ interval }) => interval.from <= at && at < interval.to);
  if (window === undefined) throw monitorErrors.WINDOW_UNKNOWN({ at });
  return window;
}

/** A window with what was found in it. */
export async function readWindowWithFindings(monitor: MonitorMeans, at: Instant): Promise<{ readonly window: WindowReport; readonly findings: readonly Finding[] }> {
  const window = await readWindow(monitor, at);
  return { window, findings: await findFindings(monitor.means, window.deployment, { interval: window.interval }) };
}

/** A column of a window, or of one of its segments, beside the reference of the release that answers for the window. Throws MONITOR_WINDOW_UNKNOWN, MONITOR_COLUMN_UNKNOWN, MONITOR_SEGMENT_UNKNOWN. */
export const readDistribution = async (monitor: MonitorMeans, at: Instant, name: ColumnName): Promise<Distribution> => compareColumn(monitor, await readWindow(monitor, at), name);

/** A column of what a release answered in a window, or in one of its segments, beside its own reference. Throws MONITOR_COLUMN_UNKNOWN, MONITOR_SEGMENT_UNKNOWN. */
export async function compareColumn(monitor: MonitorMeans, { interval, release }: Pick<WindowReport, 'interval' | 'release'>, name: ColumnName): Promise<Distribution> {
  const loaded = await monitor.releases.load(release);
  const part = findSegment(loaded.reference, name);
  const { group, index, profile } = findColumn(part?.own ?? loaded.reference, name);
  const counts =
    part === undefined
      ? (await monitor.serve.counts(interval)).get(release)
      : (await monitor.serve.segmentedCounts(interval)).get(release)?.[part.cut]?.segments[part.segment]?.counts;
  const table: TableCounts | null | undefined = counts && { input: counts.inputs, feature: counts.features, score: counts.score }[group];
  return {
    column: profile.name,
    group,
    window: interval,
    release,
    ...compareDistributions(profile, table?.columns[index] ?? emptyCounts({ rows: 0, columns: [profile] }).columns[0]!),
  };
}

/** A segment with a reference of its own; undefined when none is named. Throws MONITOR_SEGMENT_UNKNOWN. */
export function findSegment(
  { segmentations = [] }: ReferenceProfile,
  { by, segment }: Pick<ColumnName, 'by' | 'segment'>,
): { readonly own: CountedReference; readonly cut: number; readonly segment: number; readonly holds: (unit: Unit) => boolean } | undefined {
  if (by === undefined && segment === undefined) return undefined;
  const cut = segmentations.find((one) => one.column === by);
  const at = cut?.values.indexOf(segment ?? '') ?? -1;
  const own = cut?.segments[at]?.own;
  if (cut === undefined || !own) {
    const known = segmentations.flatMap(({ column, values, segments }) => values.filter((_, i) => segments[i]!.own !== null).map((value) => `${column} = ${value}`));
    throw monitorErrors.SEGMENT_UNKNOWN({ segment: `${by ?? ''} = ${segment ?? ''}`, known });
  }
  const of = segmentOf(cut);
  return { own, cut: segmentations.indexOf(cut), segment: at, holds: ({ inputs }) => of(inputs[cut.column] as SegmentValue) === at };
}

/** Where a column stands in a reference; raw inputs come before features of the same name. Throws MONITOR_COLUMN_UNKNOWN. */
export function findColumn(reference: CountedReference, { column, group }: ColumnName): { group: ColumnGroup; index: number; profile: ColumnProfile } {
  const groups = profilesOf(reference);
  for (const [one, profiles] of Object.entries(groups) as [ColumnGroup, readonly ColumnProfile[]][]) {
    const index = profiles.findIndex((profile) => profile.name === column);
    if (index >= 0 && (group === undefined || group === one)) return { group: one, index, profile: profiles[index]! };
  }
  throw monitorErrors.COLUMN_UNKNOWN({ column, known: Object.values(groups).flatMap((profiles) => profiles.map((profile) => profile.name)) });
}
