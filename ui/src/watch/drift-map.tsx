import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Diagnosis, WindowHistory } from '../../../src/sdk/watch.ts';
import { createHeatColour } from '../charts/heat-colour.ts';
import { formatStart } from '../format-time.ts';
import type { CellName } from '../route.ts';
import { HeatLabels } from '../sections/heat-labels.tsx';
import { HeatLegend } from '../sections/heat-legend.tsx';
import { type HeatRow, heatRows, rowAt } from '../sections/heat-map.ts';
import { TrackHead } from '../sections/track-head.tsx';
import type { Theme } from '../theme.ts';
import type { TimeAxis } from '../time-axis.ts';
import { useTips } from '../tip.tsx';
import type { TipContent } from '../tip.tsx';
import { drawDriftMap, ratioAt, readCell } from './draw-drift-map.ts';

interface DriftMapProps {
  readonly history: WindowHistory;
  readonly diagnoses: readonly Diagnosis[];
  readonly axis: TimeAxis;
  readonly theme: Theme;
  readonly shown: CellName | null;
  readonly onPick: (cell: CellName) => void;
}

interface Cell {
  readonly row: number;
  readonly window: number;
}

/** How far every column of every window lies from its reference, in units of natural change; a cell opens its distribution. */
export function DriftMap({ history: whole, diagnoses, axis, theme, shown, onPick }: DriftMapProps): JSX.Element {
  const { measured: history, silent } = useMemo(() => leaveOutSilent(whole), [whole]);
  const { windows } = history;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<Cell | null>(null);
  const tips = useTips();
  const { rows, height } = useMemo(() => heatRows(rowsOf(history)), [history]);
  const colour = useMemo(() => createHeatColour(theme), [theme]);
  useLayoutEffect(() => {
    if (canvas.current) drawDriftMap(canvas.current, { history, diagnoses, axis, theme, rows, height, colour });
  }, [history, diagnoses, axis, theme, rows, height, colour]);

  const chosen = shown && {
    row: rows.findIndex((row) => (shown.by === undefined ? row.name === shown.column && row.group === shown.group : row.name === `${shown.by} = ${shown.segment}`)),
    window: windows.findIndex((window) => window.from <= shown.at && shown.at < window.to),
  };
  const frameOf = (cell: Cell): Record<string, string> | null => {
    const [row, window] = [rows[cell.row], windows[cell.window]];
    if (!row || !window) return null;
    const left = axis.x(window.from);
    return { left: `${left - 1}px`, top: `${row.top - 1}px`, width: `${Math.max(3, axis.x(window.to) - left) + 2}px`, height: `${row.height + 2}px` };
  };
  const leave = (): void => {
    setPointed(null);
    tips.hide();
  };
  const show = (cell: Cell, place: { x: number; y: number; spoken: boolean }): void => {
    setPointed(cell);
    const content = describeCell(history, rows[cell.row], cell.window);
    if (content) tips.show({ content, ...place });
  };
  const cellUnder = (event: MouseEvent & { readonly currentTarget: HTMLElement }): Cell | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const at = axis.at(x);
    const cell = { row: rowAt(rows, event.clientY - box.top), window: windows.findIndex((window) => window.from <= at && at < window.to) };
    return x < axis.gutter || cell.row < 0 || cell.window < 0 ? null : cell;
  };
  const point = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    const cell = cellUnder(event);
    if (cell) show(cell, { x: event.clientX, y: event.clientY, spoken: false });
    else leave();
  };
  const pick = (cell: Cell | null): void => {
    const [row, window] = [rows[cell?.row ?? -1], windows[cell?.window ?? -1]];
    const name = row && nameCell(history, row, cell!.window);
    if (name && window) onPick({ at: window.from, ...name });
  };
  const press = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return pick(pointed);
    }
    const from = pointed ?? { row: 0, window: windows.length };
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const clamp = (value: number, last: number): number => Math.max(0, Math.min(last, value));
    const cell = { row: clamp(from.row + (step[0] ?? 0), rows.length - 1), window: clamp(from.window + (step[1] ?? 0), windows.length - 1) };
    const box = event.currentTarget.getBoundingClientRect();
    show(cell, { x: box.left + axis.x(windows[cell.window]?.from ?? 0), y: box.top + (rows[cell.row]?.top ?? 0), spoken: true });
  };
  const [chosenFrame, pointedFrame] = [chosen && frameOf(chosen), pointed && frameOf(pointed)];
  return (
    <>
      <TrackHead title="Drift">
        <HeatLegend colour={colour} />
      </TrackHead>
      <div
        class="heat heat-picks"
        style={{ height: `${height}px` }}
        role="group"
        aria-roledescription="heat map"
        aria-label={`Drift of ${history.columns.length} columns and ${history.segments.length} segments over ${windows.length} windows. Use the arrow keys to read its cells, Enter to see a distribution.`}
        tabIndex={0}
        onPointerMove={point}
        onPointerLeave={leave}
        onClick={(event) => pick(cellUnder(event))}
        onKeyDown={press}
        onBlur={leave}
      >
        <canvas ref={canvas} style={{ width: `${axis.width}px`, height: `${height}px` }} />
        <HeatLabels rows={rows} gutter={axis.gutter} />
        {chosenFrame && <div class="heat-frame heat-chosen" style={chosenFrame} />}
        {pointedFrame && <div class="heat-frame" style={pointedFrame} />}
      </div>
      {silent.length > 0 && <p class="faint heat-silent">Too few rows to compare by themselves: {silent.join(', ')}.</p>}
    </>
  );
}

/** The windows without the segments of which nothing was measured in any of them, and the names of those. */
function leaveOutSilent(history: WindowHistory): { readonly measured: WindowHistory; readonly silent: readonly string[] } {
  const { segments, farthest } = history;
  const isMeasured = (at: number): boolean => farthest[at]?.some((far) => far !== null) ?? false;
  return {
    measured: { ...history, segments: segments.filter((_, at) => isMeasured(at)), farthest: farthest.filter((_, at) => isMeasured(at)) },
    silent: segments.flatMap(({ column, value }, at) => (isMeasured(at) ? [] : [`${column} = ${value}`])),
  };
}

/** The columns, then the segments. */
const rowsOf = ({ columns, segments }: WindowHistory): Pick<HeatRow, 'name' | 'group'>[] => [
  ...columns.map(({ column, group }) => ({ name: column, group })),
  ...segments.map(({ column, value }) => ({ name: `${column} = ${value}`, group: 'segment' as const })),
];

/** The column that a cell is about: of a segment the one that lies farthest. */
function nameCell({ columns, segments, farthest }: WindowHistory, row: HeatRow, window: number): Omit<CellName, 'at'> | null {
  if (row.group !== 'segment') return { column: row.name, group: row.group };
  const at = row.index - columns.length;
  const [segment, far] = [segments[at], farthest[at]?.[window]];
  return segment && far ? { column: far.column, group: far.group, by: segment.column, segment: segment.value } : null;
}

/** What one cell means, in numbers. */
function describeCell(history: WindowHistory, row: HeatRow | undefined, index: number): TipContent | null {
  const window = history.windows[index];
  if (!row || !window) return null;
  const { effect, natural } = readCell(history, row.index, index);
  const measured = effect !== null && natural !== null;
  const name = nameCell(history, row, index);
  return {
    title: `${row.name}, ${formatStart(window.from)}`,
    lines: measured
      ? [
          ...(row.group === 'segment' && name ? [{ label: 'farthest column', value: name.column }] : []),
          { label: 'distance to the reference', value: effect.toFixed(3) },
          { label: 'natural change reaches', value: natural.toFixed(3) },
          { label: 'ratio', value: `${ratioAt(history, row.index, index)?.toFixed(2) ?? '–'} ×` },
        ]
      : [],
    notes: [...(measured ? [] : ['Nothing was measured.']), ...(window.quarantined ? ['Quarantined.'] : []), ...(window.state === 'matured' ? [] : ['Provisional.'])],
  };
}
