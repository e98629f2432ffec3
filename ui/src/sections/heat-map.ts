import type { Overview } from '../../../src/sdk/overview.ts';
import { DAY } from '../format-time.ts';
import type { Theme } from '../theme.ts';
import type { TimeAxis } from '../time-axis.ts';

/** Where a column's row lies, in pixels from the top. */
export interface HeatRow {
  readonly index: number;
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  readonly top: number;
  readonly height: number;
}

const ROW = 14;
const GAP = 1;
/** Room above a group, for its name. */
const GROUP_GAP = 17;
const SCORE_GAP = 6;
const GROUPS = ['input', 'feature', 'score', 'segment'] as const;

/** Rows in groups: inputs, features, the score, segments; and the height of them all. */
export function heatRows(columns: readonly Pick<HeatRow, 'name' | 'group'>[]): { readonly rows: readonly HeatRow[]; readonly height: number } {
  const rows: HeatRow[] = [];
  let top = 0;
  for (const group of GROUPS) {
    const members = columns.flatMap((column, index) => (column.group === group ? [{ ...column, index }] : []));
    if (members.length > 0) top += group === 'score' ? SCORE_GAP : GROUP_GAP;
    for (const member of members) {
      rows.push({ index: member.index, name: member.name, group, top, height: ROW });
      top += ROW + GAP;
    }
  }
  return { rows, height: top + 2 };
}

/** The row at a height; -1 between rows. */
export const rowAt = (rows: readonly HeatRow[], y: number): number => rows.findIndex((row) => y >= row.top && y < row.top + row.height + GAP);

interface HeatMapDrawing {
  readonly overview: Overview;
  readonly axis: TimeAxis;
  readonly theme: Theme;
  readonly rows: readonly HeatRow[];
  readonly height: number;
  readonly colour: (ratio: number) => string;
}

/** Draws every cell; quarantined days stand between two lines, cells that paged wear a frame. */
export function drawHeatMap(canvas: HTMLCanvasElement, drawing: HeatMapDrawing): void {
  const { overview, axis, theme, rows, height, colour } = drawing;
  const { days, cells } = overview.drift;
  const scale = devicePixelRatio;
  canvas.width = Math.round(axis.width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.scale(scale, scale);
  // Edges lie on whole device pixels, or neighbours would show seams.
  const edge = (at: number): number => Math.round(axis.x(at) * scale) / scale;
  for (const row of rows) {
    days.forEach((day, index) => {
      const cell = cells[row.index]?.[index];
      if (!cell) return;
      const left = edge(day);
      ctx.fillStyle = colour(cell.ratio);
      ctx.fillRect(left, row.top, edge(day + DAY) - left, row.height);
    });
  }
  drawQuarantine(ctx, { overview, theme, edge, height });
  drawPages(ctx, { overview, theme, rows, edge });
}

interface Overlay {
  readonly overview: Overview;
  readonly theme: Theme;
  readonly edge: (at: number) => number;
}

function drawQuarantine(ctx: CanvasRenderingContext2D, { overview, theme, edge, height }: Overlay & { readonly height: number }): void {
  const quarantined = new Set(overview.quality.filter((day) => day.quarantined).map((day) => day.day));
  ctx.fillStyle = theme.alarm;
  for (const day of quarantined) {
    if (!quarantined.has(day - DAY)) ctx.fillRect(edge(day) - 1.5, 6, 1.5, height - 6);
    if (!quarantined.has(day + DAY)) ctx.fillRect(edge(day + DAY), 6, 1.5, height - 6);
    ctx.fillRect(edge(day) - 1.5, 4, edge(day + DAY) - edge(day) + 3, 3);
  }
}

const cellKey = (column: string, at: number): string => `${Math.floor(at / DAY)}/${column}`;

function drawPages(ctx: CanvasRenderingContext2D, { overview, theme, rows, edge }: Overlay & { readonly rows: readonly HeatRow[] }): void {
  const tops = new Map(rows.map((row) => [row.name, row]));
  ctx.fillStyle = theme.ink;
  const paged = new Set(overview.findings.filter((finding) => finding.urgency === 'page').map((finding) => cellKey(finding.column, finding.at)));
  for (const finding of overview.findings) {
    const row = tops.get(finding.column);
    if (finding.urgency !== 'page' || !row) continue;
    const day = Math.floor(finding.at / DAY) * DAY;
    const [left, right] = [edge(day), edge(day + DAY)];
    const thick = 1.5;
    ctx.fillRect(left, row.top, right - left, thick);
    ctx.fillRect(left, row.top + row.height - thick, right - left, thick);
    // Days in a row share one frame.
    if (!paged.has(cellKey(finding.column, day - DAY))) ctx.fillRect(left, row.top, thick, row.height);
    if (!paged.has(cellKey(finding.column, day + DAY))) ctx.fillRect(right - thick, row.top, thick, row.height);
  }
}
