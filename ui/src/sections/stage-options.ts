import type uPlot from 'uplot';
import type { TrialChart } from '../../../src/sdk/overview.ts';
import { CHART_FONT } from '../charts/plot.tsx';
import { formatEvidence, formatFixed, superscript } from '../format-number.ts';
import type { Theme } from '../theme.ts';
import type { TimeAxis } from '../time-axis.ts';

/** Evidence beyond these powers of ten is drawn at the edge. */
const FLOOR = -3;
const CEILING = 6;

interface StageDrawing {
  readonly chart: TrialChart;
  readonly axis: TimeAxis;
  readonly theme: Theme;
  /** The challenger's colour. */
  readonly colour: string;
}

type Options = Omit<uPlot.Options, 'width' | 'height'>;

/** A test without futility has a threshold beyond all evidence. */
export const hasFutility = (chart: TrialChart): boolean => chart.futility < 1e100;

const powerOf = (e: number): number => Math.min(CEILING, Math.max(FLOOR, Math.log10(Math.max(e, 1e-300))));

/** Powers of ten of both e-values, which begin at 1; and the effect with its interval. */
export function stageData(chart: TrialChart, from: number): { readonly evidenceData: uPlot.AlignedData; readonly effectData: uPlot.AlignedData } {
  const { points } = chart;
  const first = points[0];
  const start = first && first.at > from ? [from] : [];
  const zero = start.map(() => 0);
  return {
    evidenceData: [
      [...start, ...points.map((point) => point.at)],
      [...zero, ...points.map((point) => powerOf(point.futilityE))],
      [...zero, ...points.map((point) => powerOf(point.e))],
    ],
    effectData: [points.map((point) => point.at), points.map((point) => point.low), points.map((point) => point.high), points.map((point) => point.effect)],
  };
}

const timeScale = (axis: TimeAxis): uPlot.Scale => ({ time: false, range: [axis.from, axis.to] });

const timeOf = (axis: TimeAxis, theme: Theme): uPlot.Axis => ({
  size: 22,
  gap: 4,
  font: CHART_FONT,
  stroke: theme.ink3,
  ticks: { show: false },
  grid: { show: false },
  splits: () => axis.ticks.map((tick) => tick.at),
  values: () => axis.ticks.map((tick) => tick.text),
});

const valuesOf = (axis: TimeAxis, theme: Theme): uPlot.Axis => ({
  size: axis.gutter,
  gap: 6,
  font: CHART_FONT,
  stroke: theme.ink3,
  ticks: { show: false },
  grid: { stroke: theme.line, width: 1 },
});

/** Both e-values on a log scale, each under the line at which it decides. */
export function evidenceOptions({ chart, axis, theme, colour }: StageDrawing): Options {
  const givesUp = hasFutility(chart);
  const powers = chart.points.flatMap((point) => [powerOf(point.e), ...(givesUp ? [powerOf(point.futilityE)] : [])]);
  const top = Math.max(powerOf(chart.threshold), ...(givesUp ? [powerOf(chart.futility)] : []), ...powers) + 0.25;
  const bottom = Math.min(-1, Math.floor(Math.min(0, ...powers)));
  const step = top - bottom > 4.5 ? 2 : 1;
  return {
    padding: [4, axis.right, 7, 0],
    scales: { x: timeScale(axis), y: { range: [bottom, top] } },
    axes: [
      { ...timeOf(axis, theme), show: false },
      {
        ...valuesOf(axis, theme),
        splits: () => Array.from({ length: Math.floor((top - bottom) / step) + 1 }, (_, index) => Math.ceil(bottom / step) * step + index * step).filter((power) => power <= top),
        values: (_, splits) => splits.map((power) => (power === 0 ? '1' : power === 1 ? '10' : `10${superscript(power)}`)),
      },
    ],
    series: [{}, { show: givesUp, stroke: theme.ink3, width: 1.5, points: { show: false } }, { stroke: colour, width: 2.25, points: { show: false } }],
    hooks: {
      drawAxes: [
        ...(givesUp
          ? [(plot: uPlot) => drawBound(plot, { at: powerOf(chart.futility), colour: theme.ink3, text: `gives up at ${formatEvidence(chart.futility)}`, below: true })]
          : []),
        (plot) => drawBound(plot, { at: powerOf(chart.threshold), colour, text: `decides at ${formatEvidence(chart.threshold)}`, below: false }),
      ],
    },
  };
}

/** The effect as a line in its interval, beside what it must exceed. */
export function effectOptions({ chart, axis, theme, colour }: StageDrawing): Options {
  const bound = chart.bound ?? 0;
  // Early intervals are wide; the chart shows the later ones well and cuts the first.
  const widest = Math.max(
    ...chart.points.slice(-Math.max(3, Math.ceil(chart.points.length * 0.7))).map((point) => Math.max(Math.abs(point.low), Math.abs(point.high))),
    Math.abs(bound) * 1.4,
    0.001,
  );
  return {
    padding: [4, axis.right, 0, 0],
    scales: { x: timeScale(axis), y: { range: [-widest * 1.08, widest * 1.08] } },
    axes: [
      timeOf(axis, theme),
      {
        ...valuesOf(axis, theme),
        splits: () => [-1, 0, 1].map((sign) => sign * roundDown(widest)),
        values: (_, splits) => splits.map((split) => (split === 0 ? '0' : `${split > 0 ? '+' : '−'}${formatFixed(Math.abs(split), Math.abs(split) < 0.01 ? 3 : 2)}`)),
      },
    ],
    series: [
      {},
      { stroke: 'transparent', width: 0, points: { show: false } },
      { stroke: 'transparent', width: 0, points: { show: false } },
      { stroke: colour, width: 2, points: { show: true, size: 4, width: 0, fill: colour } },
    ],
    bands: [{ series: [2, 1], fill: `${colour}2e` }],
    hooks: {
      drawAxes: [
        (plot) => drawIntervals(plot, { chart, colour }),
        (plot) => drawBound(plot, { at: 0, colour: theme.ink3, text: '', below: true }),
        ...(bound === 0 ? [] : [(plot: uPlot) => drawBound(plot, { at: bound, colour: theme.goal, text: `margin ${formatFixed(bound, 3).replace(/0$/, '')}`, below: true })]),
      ],
    },
  };
}

/** The interval of each day as a bar: without it, a stage of one day would show none. */
function drawIntervals(plot: uPlot, { chart, colour }: Pick<StageDrawing, 'chart' | 'colour'>): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.strokeStyle = `${colour}66`;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  for (const point of chart.points) {
    const x = Math.round(plot.valToPos(point.at, 'x', true));
    ctx.moveTo(x, plot.valToPos(point.low, 'y', true));
    ctx.lineTo(x, plot.valToPos(point.high, 'y', true));
  }
  ctx.stroke();
  ctx.restore();
}

/** The largest 1, 2 or 5 times a power of ten that is not above `value`. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([5, 2, 1].find((factor) => factor * power <= value) ?? 1) * power;
}

interface Bound {
  readonly at: number;
  readonly colour: string;
  readonly text: string;
  readonly below: boolean;
}

/** A line across the plot, with its name at the left where the curves have not come yet. */
function drawBound(plot: uPlot, bound: Bound): void {
  const { ctx } = plot;
  const { left, width } = plot.bbox;
  const scale = devicePixelRatio;
  const y = Math.round(plot.valToPos(bound.at, 'y', true));
  ctx.save();
  ctx.strokeStyle = bound.colour;
  ctx.fillStyle = bound.colour;
  ctx.lineWidth = scale;
  if (bound.text) ctx.setLineDash([3 * scale, 3 * scale]);
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(left + width, y);
  ctx.stroke();
  ctx.font = CHART_FONT.replace('11px', `${11 * scale}px`);
  ctx.textAlign = 'left';
  ctx.textBaseline = bound.below ? 'top' : 'bottom';
  ctx.fillText(bound.text, left + 4 * scale, y + (bound.below ? 3 : -2) * scale);
  ctx.restore();
}
