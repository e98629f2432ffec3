import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import type { Curve } from '../../../src/sdk/tracking.ts';
import { CHART_FONT, Plot } from '../charts/plot.tsx';
import { formatDuration, formatMetric } from '../format-run.ts';
import { formatClock, formatDayShort } from '../format-time.ts';
import type { Theme } from '../theme.ts';
import type { TipContent } from '../tip.tsx';
import { useWidth } from '../use-width.ts';
import { smooth } from './smoothing.ts';

export const AXES = ['step', 'time since start', 'clock'] as const;
export type CurveAxis = (typeof AXES)[number];

/** How curves are looked at. */
export interface CurveView {
  readonly axis: CurveAxis;
  /** 0 to 0.99 */
  readonly smoothing: number;
  readonly logarithmic: boolean;
}

export const PLAIN: CurveView = { axis: 'step', smoothing: 0, logarithmic: false };

/** A run of a chart: its name and colour, as a canvas needs it. */
export interface CurveRun {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
}

interface CurveChartProps {
  readonly metric: string;
  readonly curves: readonly Curve[];
  readonly runs: readonly CurveRun[];
  readonly view: CurveView;
  readonly theme: Theme;
  readonly height?: number;
}

/** One metric of some runs over step or time. A smoothed curve stands before the faint one that was measured. */
export function CurveChart({ metric, curves, runs, view, theme, height = 190 }: CurveChartProps): JSX.Element {
  const [holder, width] = useWidth<HTMLDivElement>();
  const drawn = useMemo(() => runs.flatMap((run) => curves.filter((curve) => curve.run === run.id).map((curve) => ({ run, curve }))), [curves, runs]);
  const data = useMemo(() => alignCurves(drawn, view), [drawn, view]);
  const options = useMemo(() => optionsOf(drawn, view, theme), [drawn, view, theme]);
  const describe = (index: number): TipContent | null => {
    const x = data[0][index];
    if (x === undefined) return null;
    const perRun = view.smoothing > 0 ? 2 : 1;
    const lines = drawn.flatMap(({ run }, at) => {
      const value = nearest(data[1 + at * perRun + perRun - 1] ?? [], index);
      return value === null ? [] : [{ label: run.name, value: formatMetric(value), colour: run.colour }];
    });
    return { title: `${metric} at ${formatX(x, view.axis)}`, lines: lines.slice(0, 16), ...(lines.length > 16 && { notes: [`and ${lines.length - 16} more runs`] }) };
  };
  return (
    <figure class="curve">
      <figcaption title={metric}>{metric}</figcaption>
      <div ref={holder}>
        {width > 0 && <Plot label={`${metric} over ${view.axis} of ${runs.length} runs.`} width={width} height={height} data={data} options={options} describe={describe} />}
      </div>
    </figure>
  );
}

type Drawn = readonly { readonly run: CurveRun; readonly curve: Curve }[];

/** One x for all: each curve has values at its own points alone. Smoothed, each has two rows, measured and smoothed. */
function alignCurves(drawn: Drawn, view: CurveView): uPlot.AlignedData {
  if (drawn.length === 0) return [[]];
  const tables = drawn.map(({ curve }): uPlot.AlignedData => {
    const start = curve.at[0] ?? 0;
    const x = view.axis === 'step' ? [...curve.steps] : curve.at.map((at) => (view.axis === 'clock' ? at : at - start));
    const rows = view.smoothing > 0 ? [[...curve.values], smooth(curve.values, view.smoothing)] : [[...curve.values]];
    return inOrder([x, ...rows.map((row) => (view.logarithmic ? row.map((value) => (value !== null && value > 0 ? value : null)) : row))]);
  });
  return uPlot.join(tables);
}

/** Rows by x; of several points at one x the last stays, as a chart can show one only. */
function inOrder([x, ...rows]: [number[], ...(number | null)[][]]): uPlot.AlignedData {
  const order = x.map((_, index) => index).toSorted((a, b) => x[a]! - x[b]! || a - b);
  const last = order.filter((index, at) => at === order.length - 1 || x[order[at + 1]!] !== x[index]);
  return [last.map((index) => x[index]!), ...rows.map((row) => last.map((index) => row[index] ?? null))];
}

function optionsOf(drawn: Drawn, view: CurveView, theme: Theme): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = { font: CHART_FONT, stroke: theme.ink3, ticks: { show: false }, grid: { stroke: theme.line, width: 1 } };
  const line = (stroke: string, faint: boolean, points: number): uPlot.Series => ({
    stroke,
    width: faint ? 1 : 1.75,
    alpha: faint ? 0.25 : 1,
    spanGaps: true,
    points: { show: !faint && points <= 40, size: 4, fill: stroke, width: 0 },
  });
  return {
    padding: [8, 10, 0, 0],
    scales: { x: { time: false }, y: { distr: view.logarithmic ? 3 : 1 } },
    axes: [
      { ...axis, size: 24, gap: 4, space: 70, values: (_, splits) => splits.map((x) => formatX(x, view.axis)) },
      { ...axis, size: 56, gap: 6, values: (_, splits) => splits.map((y) => (y === null ? '' : formatMetric(y))) },
    ],
    series: [
      {},
      ...drawn.flatMap(({ run, curve }) =>
        view.smoothing > 0 ? [line(run.colour, true, curve.steps.length), line(run.colour, false, Number.POSITIVE_INFINITY)] : [line(run.colour, false, curve.steps.length)],
      ),
    ],
  };
}

function formatX(x: number, axis: CurveAxis): string {
  if (axis === 'step') return x.toLocaleString('en');
  return axis === 'clock' ? `${formatDayShort(x)} ${formatClock(x)}` : formatDuration(x);
}

/** The value at a point, or the one before it: curves have their points at different x. */
function nearest(row: ArrayLike<number | null | undefined>, index: number): number | null {
  for (let at = index; at >= 0; at--) {
    const value = row[at];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}
