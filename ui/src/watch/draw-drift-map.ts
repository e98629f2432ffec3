import type { Diagnosis, WindowHistory } from '../../../src/sdk/watch.ts';
import type { HeatRow } from '../sections/heat-map.ts';
import type { Theme } from '../theme.ts';
import type { TimeAxis } from '../time-axis.ts';

interface DriftMapDrawing {
  readonly history: WindowHistory;
  readonly diagnoses: readonly Diagnosis[];
  readonly axis: TimeAxis;
  readonly theme: Theme;
  readonly rows: readonly HeatRow[];
  readonly height: number;
  readonly colour: (ratio: number) => string;
}

/** What was measured in a cell: of a column, or, after them, of the farthest column of a segment. */
export function readCell(
  { columns, effects, naturals, farthest }: WindowHistory,
  row: number,
  window: number,
): { readonly effect: number | null; readonly natural: number | null } {
  if (row < columns.length) return { effect: effects[row]?.[window] ?? null, natural: naturals[row]?.[window] ?? null };
  const far = farthest[row - columns.length]?.[window];
  return { effect: far?.distance ?? null, natural: far?.natural ?? null };
}

/** The distance of a cell over its natural bound; null where nothing was measured. */
export function ratioAt(history: WindowHistory, row: number, window: number): number | null {
  const { effect, natural } = readCell(history, row, window);
  if (effect === null || natural === null) return null;
  return natural > 0 ? effect / natural : effect > 0 ? Infinity : 0;
}

/** Draws every cell; quarantined windows have a line above, cells that paged wear a frame, provisional windows are paler. */
export function drawDriftMap(canvas: HTMLCanvasElement, drawing: DriftMapDrawing): void {
  const { history, axis, theme, rows, height, colour } = drawing;
  const scale = devicePixelRatio;
  canvas.width = Math.round(axis.width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.scale(scale, scale);
  // Edges lie on whole device pixels, or neighbours would show seams.
  const edge = (at: number): number => Math.round(axis.x(at) * scale) / scale;
  history.windows.forEach((window, index) => {
    const [left, right] = [edge(window.from), edge(window.to)];
    ctx.globalAlpha = window.state === 'matured' ? 1 : 0.72;
    for (const row of rows) {
      const ratio = ratioAt(history, row.index, index);
      if (ratio === null) continue;
      ctx.fillStyle = colour(ratio);
      ctx.fillRect(left, row.top, right - left, row.height);
    }
    ctx.globalAlpha = 1;
    if (!window.quarantined) return;
    ctx.fillStyle = theme.alarm;
    ctx.fillRect(left, 3, right - left, 3);
  });
  ctx.fillStyle = theme.ink;
  for (const { urgency, column, group, where, since, until } of drawing.diagnoses) {
    if (urgency !== 'page') continue;
    // What the whole hides is framed where it shows.
    const isFound = (one: HeatRow): boolean =>
      where?.alone === true ? one.group === 'segment' && where.values.some((value) => one.name === `${where.column} = ${value}`) : one.name === column && one.group === group;
    for (const row of rows.filter(isFound)) frame(row, since, until);
  }
  function frame(row: HeatRow, since: number, until: number): void {
    const [left, right, thick] = [edge(since), edge(until), 1.5];
    ctx!.fillRect(left, row.top, right - left, thick);
    ctx!.fillRect(left, row.top + row.height - thick, right - left, thick);
    ctx!.fillRect(left, row.top, thick, row.height);
    ctx!.fillRect(right - thick, row.top, thick, row.height);
  }
}
