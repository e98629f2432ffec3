import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Overview } from '../../../src/sdk/overview.ts';
import { createHeatColour } from '../charts/heat-colour.ts';
import { DAY, formatDayLong } from '../format-time.ts';
import type { Theme } from '../theme.ts';
import type { TimeAxis } from '../time-axis.ts';
import { useTips } from '../tip.tsx';
import type { TipContent } from '../tip.tsx';
import { drawHeatMap, heatRows, rowAt } from './heat-map.ts';
import type { HeatRow } from './heat-map.ts';
import { HeatLabels } from './heat-labels.tsx';
import { HeatLegend } from './heat-legend.tsx';
import type { TrackFocus } from './track-focus.ts';
import { TrackHead } from './track-head.tsx';

interface DriftTrackProps {
  readonly overview: Overview;
  readonly axis: TimeAxis;
  readonly theme: Theme;
  readonly focus: TrackFocus | null;
}

interface Cell {
  readonly row: number;
  readonly day: number;
}

/** How far every column of every day lies from the release's reference, in units of natural change. */
export function DriftTrack({ overview, axis, theme, focus }: DriftTrackProps): JSX.Element {
  const { drift } = overview;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const chosen = useRef<Cell | null>(null);
  const tips = useTips();
  const { rows, height } = useMemo(() => heatRows(drift.columns), [drift.columns]);
  const colour = useMemo(() => createHeatColour(theme), [theme]);

  useLayoutEffect(() => {
    if (canvas.current) drawHeatMap(canvas.current, { overview, axis, theme, rows, height, colour });
  }, [overview, axis, theme, rows, height, colour]);

  const mark = (cell: Cell | null): void => {
    const current = frame.current;
    const row = cell ? rows[cell.row] : undefined;
    const day = cell ? drift.days[cell.day] : undefined;
    chosen.current = cell;
    if (!current) return;
    current.hidden = row === undefined || day === undefined;
    if (row === undefined || day === undefined) return;
    const left = axis.x(day);
    Object.assign(current.style, { left: `${left - 1}px`, top: `${row.top - 1}px`, width: `${Math.max(3, axis.x(day + DAY) - left) + 2}px`, height: `${row.height + 2}px` });
  };
  useLayoutEffect(() => {
    if (!focus) return;
    const row = rows.findIndex((entry) => entry.name === focus.column);
    const day = drift.days.findIndex((at) => focus.at >= at && focus.at < at + DAY);
    mark(row < 0 || day < 0 ? null : { row, day });
  }, [focus, axis]);

  const leave = (): void => {
    mark(null);
    tips.hide();
  };
  const show = (cell: Cell, place: { x: number; y: number; spoken: boolean }): void => {
    mark(cell);
    const content = describeCell(overview, rows[cell.row], cell.day);
    if (content) tips.show({ content, ...place });
  };
  const point = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const row = rowAt(rows, event.clientY - box.top);
    const at = axis.at(x);
    const day = drift.days.findLastIndex((from) => at >= from && at < from + DAY);
    if (x < axis.gutter || row < 0 || day < 0) return leave();
    show({ row, day }, { x: event.clientX, y: event.clientY, spoken: false });
  };
  const press = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const from = chosen.current ?? { row: 0, day: drift.days.length };
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const clamp = (value: number, last: number): number => Math.max(0, Math.min(last, value));
    const cell = { row: clamp(from.row + (step[0] ?? 0), rows.length - 1), day: clamp(from.day + (step[1] ?? 0), drift.days.length - 1) };
    const box = event.currentTarget.getBoundingClientRect();
    show(cell, { x: box.left + axis.x((drift.days[cell.day] ?? 0) + DAY / 2), y: box.top + (rows[cell.row]?.top ?? 0), spoken: true });
  };

  return (
    <>
      <TrackHead title="Drift">
        <HeatLegend colour={colour} />
      </TrackHead>
      {rows.length > 0 && drift.days.length > 0 ? (
        <div
          class="heat"
          style={{ height: `${height}px` }}
          role="group"
          aria-roledescription="heat map"
          aria-label={`${summaryOf(overview)} Use the arrow keys to read its cells.`}
          tabIndex={0}
          onPointerMove={point}
          onPointerLeave={leave}
          onKeyDown={press}
          onBlur={leave}
        >
          <canvas ref={canvas} style={{ width: `${axis.width}px`, height: `${height}px` }} />
          <HeatLabels rows={rows} gutter={axis.gutter} />
          <div class="heat-frame" ref={frame} hidden />
        </div>
      ) : (
        <p class="track-empty">No window has closed yet: drift is measured when a day has ended.</p>
      )}
    </>
  );
}

/** What one cell means, in numbers. */
function describeCell(overview: Overview, row: HeatRow | undefined, day: number): TipContent | null {
  const at = overview.drift.days[day];
  if (!row || at === undefined) return null;
  const cell = overview.drift.cells[row.index]?.[day];
  const found = overview.findings.filter((finding) => finding.column === row.name && Math.floor(finding.at / DAY) === Math.floor(at / DAY));
  const quarantined = overview.quality.some((entry) => entry.day === at && entry.quarantined);
  return {
    title: `${row.name}, ${formatDayLong(at)}`,
    lines: cell
      ? [
          { label: 'distance to the reference', value: cell.distance.toFixed(3) },
          { label: 'natural change reaches', value: cell.natural.toFixed(3) },
          { label: 'ratio', value: `${cell.ratio.toFixed(2)} ×` },
        ]
      : [],
    notes: [
      ...(cell ? [] : ['Nothing was measured.']),
      ...found.map((finding) => `${finding.urgency === 'page' ? 'Page' : 'Notice'}: ${finding.message}`),
      ...(quarantined ? ['Quarantined day.'] : []),
    ],
  };
}

function summaryOf({ drift }: Overview): string {
  const beyond = drift.columns.map((column, index) => ({ name: column.name, days: (drift.cells[index] ?? []).filter((cell) => cell !== null && cell.ratio > 1).length }));
  const named = beyond.filter((column) => column.days > 0).map((column) => `${column.name} on ${column.days}`);
  return `Drift of ${drift.columns.length} columns over ${drift.days.length} days. Beyond natural change: ${named.length > 0 ? `${named.join(', ')} days` : 'none'}.`;
}
