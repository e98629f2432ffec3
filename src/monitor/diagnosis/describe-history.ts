import type { MetricBrief } from '../../scope/index.ts';
import type { History } from './history.ts';
import { COLUMN_GROUPS, type ColumnReport, type WindowReport } from '../window.ts';

/** Four digits are more than a colour shows. */
const round = (value: number): number => Number(value.toFixed(4));
const keyOf = ({ group, column }: Pick<ColumnReport, 'group' | 'column'>): string => `${group} ${column}`;

/** Lays windows, in order of time, out by column. Pure. */
export function describeHistory(deployment: string | null, windows: readonly WindowReport[], metric: MetricBrief): History {
  const columns = new Map<string, Pick<ColumnReport, 'group' | 'column'>>();
  // The newest window names the columns; what only older ones have comes after.
  for (const window of windows.toReversed())
    for (const { group, column } of window.columns) if (!columns.has(keyOf({ group, column }))) columns.set(keyOf({ group, column }), { column, group });
  const ordered = [...columns].toSorted(([, a], [, b]) => COLUMN_GROUPS.indexOf(a.group) - COLUMN_GROUPS.indexOf(b.group));
  const reports = windows.map((window) => new Map(window.columns.map((report) => [keyOf(report), report])));
  const matrix = (of: (report: ColumnReport) => number): (number | null)[][] =>
    ordered.map(([key]) =>
      reports.map((report) => {
        const cell = report.get(key);
        return cell === undefined ? null : round(of(cell));
      }),
    );
  return {
    deployment,
    metric,
    alarms: windows.at(-1)?.alarms ?? null,
    windows: windows.map((window) => describeWindow(window, metric)),
    ...describeClasses(windows),
    columns: ordered.map(([, column]) => column),
    effects: matrix((report) => report.distance),
    naturals: matrix((report) => report.natural),
    ...describeSegments(windows),
  };
}

/** How the champion did on each class in the newest window that says it. */
function describeClasses(windows: readonly WindowReport[]): Pick<History, 'classes'> {
  for (const { interval, performance } of windows.toReversed()) {
    const each = performance.find((one) => one.role === 'champion')?.classes;
    if (each) return { classes: { window: interval, each } };
  }
  return {};
}

/** The segments that any window has, those of the newest first, and how far each lay in each window. */
function describeSegments(windows: readonly WindowReport[]): Pick<History, 'segments' | 'farthest'> {
  const nameOf = ({ column, value }: { column: string; value: string }): string => JSON.stringify([column, value]);
  const segments = new Map(windows.toReversed().flatMap((window) => (window.segments ?? []).map(({ column, value }) => [nameOf({ column, value }), { column, value }])));
  const reports = windows.map((window) => new Map(window.segments?.map((report) => [nameOf(report), report.farthest])));
  const farthest = [...segments.keys()].map((name) =>
    reports.map((report) => {
      const far = report.get(name);
      return far ? { ...far, distance: round(far.distance), natural: round(far.natural) } : null;
    }),
  );
  return { segments: [...segments.values()], farthest };
}

function describeWindow(window: WindowReport, metric: MetricBrief): History['windows'][number] {
  const { interval, state, quarantined, released, predictions, refused, flagged } = window;
  const champion = window.performance.find((one) => one.role === 'champion');
  const quality = champion && {
    release: champion.release,
    labelled: champion.labelled,
    value: champion.quality.value,
    low: champion.quality.interval?.[0] ?? null,
    high: champion.quality.interval?.[1] ?? null,
    cost: champion.cost,
    calibrationGap: champion.calibrationGap,
  };
  return {
    ...interval,
    state,
    quarantined,
    heldRows: window.held?.units ?? null,
    released: released !== undefined,
    predictions,
    refused,
    flagged,
    quality: quality ?? null,
    estimate: estimateOf(window, metric),
    refusal: window.estimated?.refusal ?? null,
  };
}

/** The metric that was expected before labels came. */
function estimateOf({ estimated }: WindowReport, { name }: MetricBrief): History['windows'][number]['estimate'] {
  const figure = estimated?.metrics.find((one) => one.metric === name);
  return figure === undefined || figure.value === null || figure.interval === null ? null : { value: figure.value, low: figure.interval[0], high: figure.interval[1] };
}
