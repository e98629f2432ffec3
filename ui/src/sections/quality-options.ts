import type uPlot from 'uplot';
import type { Overview } from '../../../src/sdk/overview.ts';
import { CHART_FONT } from '../charts/plot.tsx';
import { niceSplits } from '../format-number.ts';
import { DAY } from '../format-time.ts';
import { measuresOf, movingMean } from '../quality-series.ts';
import type { QualityMeasure } from '../quality-series.ts';
import type { ReleaseNames } from '../release-names.ts';
import type { Theme } from '../theme.ts';
import type { TimeAxis } from '../time-axis.ts';

/** Days that one point of the lines takes the mean of. */
export const MEAN_DAYS = 7;

/** x, mean of the living model, mean of the first one, single days of the living model. */
export function qualityData({ quality, metric }: Overview, measure: QualityMeasure): uPlot.AlignedData {
  const { value } = measuresOf(metric)[measure];
  return [
    quality.map((day) => day.day + DAY / 2),
    movingMean(quality, 'baseline', { measure, width: MEAN_DAYS }),
    movingMean(quality, 'champion', { measure, width: MEAN_DAYS }),
    quality.map((day) => (day.champion ? value(day.champion) : null)),
  ];
}

interface QualityOptions {
  readonly overview: Overview;
  readonly names: ReleaseNames;
  readonly axis: TimeAxis;
  readonly theme: Theme;
  readonly measure: QualityMeasure;
}

/** How the quality chart is drawn: the living model's line takes the colour of the release that reigns. */
export function qualityOptions(options: QualityOptions): Omit<uPlot.Options, 'width' | 'height'> {
  const { overview, names, axis, theme, measure } = options;
  const texts = measuresOf(overview.metric)[measure];
  const first = theme.releases[overview.releases[0] ? names(overview.releases[0].id).colour : 0] ?? theme.ink3;
  const living = (plot: uPlot): CanvasRenderingContext2D['strokeStyle'] => reignGradient(plot, options);
  const [low, high] = rangeOf(options);
  return {
    padding: [6, axis.right, 2, 0],
    scales: { x: { time: false, range: [axis.from, axis.to] }, y: { range: [low, high] } },
    axes: [
      { show: false },
      {
        size: axis.gutter,
        gap: 8,
        font: CHART_FONT,
        stroke: theme.ink3,
        ticks: { show: false },
        grid: { stroke: theme.line, width: 1 },
        // The goal has its own label, which takes the place of one too near to it.
        splits: (_, __, min, max) => niceSplits(min, max, 5.5).filter((split) => measure !== 'quality' || Math.abs(split - overview.metric.goal) > (max - min) * 0.08),
        values: (_, splits) => splits.map((split) => texts.format(split).replace(/(\.\d+?)0+$/, '$1')),
      },
    ],
    series: [
      {},
      { stroke: first, width: 1.5, dash: [5, 4], points: { show: false }, spanGaps: true },
      { stroke: living, width: 2.25, points: { show: false }, spanGaps: true },
      {
        stroke: living,
        paths: () => null,
        points: { show: true, size: (axis.width - axis.gutter) / overview.quality.length < 3.5 ? 3 : 4, width: 0, fill: living as unknown as string },
      },
    ],
    hooks: {
      drawClear: [(plot) => drawDays(plot, options)],
      drawAxes: [(plot) => drawIntervals(plot, options), (plot) => drawBound(plot, options)],
    },
  };
}

/** A horizontal gradient with a hard step where one champion follows another. */
function reignGradient(plot: uPlot, { overview, names, theme }: QualityOptions): CanvasGradient | string {
  const { left, width } = plot.bbox;
  const plain = theme.releases[0] ?? theme.ink;
  if (width <= 0) return plain;
  const gradient = plot.ctx.createLinearGradient(left, 0, left + width, 0);
  const place = (at: number): number => Math.min(1, Math.max(0, (plot.valToPos(at, 'x', true) - left) / width));
  for (const reign of overview.reigns) {
    const colour = theme.releases[names(reign.release).colour] ?? plain;
    gradient.addColorStop(place(reign.from), colour);
    gradient.addColorStop(reign.to === null ? 1 : place(reign.to), colour);
  }
  return overview.reigns.length > 0 ? gradient : plain;
}

/** The stretch of values that both models reach, the goal included. */
function rangeOf({ overview, measure }: QualityOptions): [number, number] {
  const { value } = measuresOf(overview.metric)[measure];
  const values = overview.quality.flatMap((day) => [day.champion, day.baseline].flatMap((side) => (side ? [value(side)] : []))).filter((entry) => entry !== null);
  if (measure === 'quality') values.push(overview.metric.goal);
  if (measure === 'gap') values.push(0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!Number.isFinite(low)) return [0, 1];
  const margin = Math.max((high - low) * 0.12, 0.004);
  return [low - margin, high + margin];
}

/** Quarantined days are hatched, days whose labels still arrive are shaded. */
function drawDays(plot: uPlot, { overview, theme }: QualityOptions): void {
  const { ctx } = plot;
  const { top, height } = plot.bbox;
  for (const day of overview.quality) {
    if (!day.quarantined && !day.provisional) continue;
    const left = plot.valToPos(day.day, 'x', true);
    const width = plot.valToPos(day.day + DAY, 'x', true) - left;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.fillStyle = theme.shade;
    ctx.fillRect(left, top, width, height);
    if (day.quarantined) {
      ctx.strokeStyle = theme.alarm;
      ctx.globalAlpha = 0.5;
      ctx.lineWidth = devicePixelRatio;
      const gap = 5 * devicePixelRatio;
      // Lines start on a common grid, so that the hatching of neighbouring days joins.
      for (let x = Math.floor((left - height) / gap) * gap; x < left + width; x += gap) {
        ctx.beginPath();
        ctx.moveTo(x, top + height);
        ctx.lineTo(x + height, top);
        ctx.stroke();
      }
    }
    ctx.restore();
  }
}

/** 95 % intervals of single days, faint. */
function drawIntervals(plot: uPlot, options: QualityOptions): void {
  if (options.measure !== 'quality') return;
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.strokeStyle = reignGradient(plot, options);
  // Where days lie close together, their intervals would hide the line.
  ctx.globalAlpha = width / devicePixelRatio / options.overview.quality.length < 3.5 ? 0.13 : 0.26;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  for (const day of options.overview.quality) {
    const quality = day.champion;
    if (!quality || quality.low === null || quality.high === null) continue;
    const x = Math.round(plot.valToPos(day.day + DAY / 2, 'x', true));
    ctx.moveTo(x, plot.valToPos(quality.low, 'y', true));
    ctx.lineTo(x, plot.valToPos(quality.high, 'y', true));
  }
  ctx.stroke();
  ctx.restore();
}

/** The goal of the metric, or the zero of the gap. */
function drawBound(plot: uPlot, { overview, measure, theme }: QualityOptions): void {
  if (measure === 'cost') return;
  const { ctx } = plot;
  const { left, width } = plot.bbox;
  const value = measure === 'quality' ? overview.metric.goal : 0;
  const y = Math.round(plot.valToPos(value, 'y', true));
  ctx.save();
  ctx.strokeStyle = theme.goal;
  ctx.fillStyle = theme.goal;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(left + width, y);
  ctx.stroke();
  if (measure === 'quality') {
    ctx.font = CHART_FONT.replace('11px', `${11 * devicePixelRatio}px`);
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    ctx.fillText(`goal ${value}`, left - 8 * devicePixelRatio, y);
  }
  ctx.restore();
}
