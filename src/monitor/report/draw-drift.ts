import type { History } from '../diagnosis/history.ts';
import { drawDays, GUTTER, placeOf, WIDTH } from './draw-windows.ts';
import { type Html, html, rectangles } from '../../data/index.ts';

/** Upper bounds of distance over natural bound, one colour each; the first is the ground and not drawn. */
const STEPS = [0.35, 0.7, 1, 1.5, 2.5, 4, 8, Infinity] as const;
const ROW = 12;

/** Distance over the natural bound, column by window, and after the columns segment by window: of each the column that lies farthest. Cells of one colour are one path, those side by side one rectangle. */
export function drawDrift(history: History): Html {
  const { columns, segments, farthest, windows } = history;
  const names = [...columns.map(({ column }) => column), ...segments.map(({ column, value }) => `${column} = ${value}`)];
  const effects = [...history.effects, ...farthest.map((cells) => cells.map((cell) => cell?.distance ?? null))];
  const naturals = [...history.naturals, ...farthest.map((cells) => cells.map((cell) => cell?.natural ?? null))];
  const height = names.length * ROW;
  const boxes: { x: number; y: number; width: number; height: number }[][] = STEPS.map(() => []);
  const empty: (typeof boxes)[number] = [];
  names.forEach((_, row) => {
    let [begun, step] = [0, stepAt(0)];
    function stepAt(index: number): number {
      const [effect = null, natural = null] = [effects[row]?.[index], naturals[row]?.[index]];
      if (effect === null || natural === null) return -1;
      const ratio = natural > 0 ? effect / natural : effect > 0 ? Infinity : 0;
      return STEPS.findIndex((bound) => ratio <= bound);
    }
    for (let i = 1; i <= windows.length; i++) {
      const next = i < windows.length ? stepAt(i) : NaN;
      if (next === step) continue;
      const [from, to] = [placeOf(history, begun).x, placeOf(history, i).x];
      (step < 0 ? empty : boxes[step]!).push({ x: from, y: row * ROW, width: to - from, height: ROW - 1 });
      [begun, step] = [i, next];
    }
  });
  const held = rectangles(windows.flatMap((window, i) => (window.quarantined ? [{ ...placeOf(history, i), y: 0, height: 3 }] : [])));
  return html`<svg viewBox="0 -6 ${WIDTH} ${height + 24}" role="img" aria-label="Drift of ${columns.length} columns and ${segments.length} segments over ${windows.length} windows">
    <rect class="h0" x="${GUTTER}" y="0" width="${WIDTH - GUTTER}" height="${height}" />
    ${boxes.map((list, step) => step > 0 && list.length > 0 && html`<path class="h${step}" d="${rectangles(list)}" />`)}
    <path class="n" d="${rectangles(empty)}" />
    <path class="a" transform="translate(0 -5)" d="${held}" />
    ${names.map((name, row) => html`<text class="t" x="0" y="${row * ROW + 9}">${short(name)}</text>`)}${drawDays(history, height + 14)}
  </svg>`;
}

/** As many letters as the gutter holds, the last ones among them: columns are often told apart by these alone. */
const short = (name: string): string => (name.length > 20 ? `${name.slice(0, 13)}…${name.slice(-6)}` : name);

/** The scale of the colours. */
export const drawLegend = (): Html =>
  html`<p class="f">distance ÷ natural change: ${STEPS.map((bound, step) => html`<i class="k k${step}"></i>${bound === Infinity ? ' beyond' : ` ≤ ${bound}`} `)}</p>`;
