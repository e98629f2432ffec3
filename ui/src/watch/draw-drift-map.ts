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

/** The distance of a cell over its natural bound; null where nothing was measured. */
export function ratioAt({ effects, naturals }: WindowHistory, column: number, window: number): number | null {
  const [effect, natural] = [effects[column]?.[window], naturals[column]?.[window]];
  if (effect === null || effect === undefined || natural === null || natural === undefined) return null;
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
  for (const { urgency, column, group, since, until } of drawing.diagnoses) {
    const row = rows.find((one) => one.name === column && one.group === group);
    if (urgency !== 'page' || !row) continue;
    const [left, right, thick] = [edge(since), edge(until), 1.5];
    ctx.fillRect(left, row.top, right - left, thick);
    ctx.fillRect(left, row.top + row.height - thick, right - left, thick);
    ctx.fillRect(left, row.top, thick, row.height);
    ctx.fillRect(right - thick, row.top, thick, row.height);
  }
}
