import { formatStart } from '../../kernel/index.ts';
import type { History } from '../diagnosis/history.ts';
import { type Html, html, line, rectangles } from '../../data/index.ts';

export const WIDTH = 960;
/** Names stand left of it. */
export const GUTTER = 120;

/** Where a window begins, and how wide it is. */
export const placeOf = (history: History, index: number): { readonly x: number; readonly width: number } => {
  const width = (WIDTH - GUTTER) / Math.max(1, history.windows.length);
  return { x: GUTTER + index * width, width };
};

/** The days below a chart: the first, the last, and some between. */
export function drawDays(history: History, y: number): Html {
  const { windows } = history;
  const every = Math.max(1, Math.ceil(windows.length / 8));
  return html`${windows.map((window, i) => i % every === 0 && html`<text class="t" x="${placeOf(history, i).x.toFixed(0)}" y="${y}">${formatStart(window.from)}</text>`)}`;
}

const VOLUME = 80;

/** Requests of each window, refused ones at the foot. */
export function drawVolumes(history: History): Html {
  const { windows } = history;
  const most = Math.max(1, ...windows.map((window) => window.predictions));
  const bars = (of: (window: History['windows'][number]) => number) =>
    rectangles(
      windows.map((window, i) => {
        const { x, width } = placeOf(history, i);
        const height = (VOLUME * of(window)) / most;
        return { x, y: VOLUME - height, width: width * 0.88, height };
      }),
    );
  return html`<svg viewBox="0 0 ${WIDTH} ${VOLUME + 18}" role="img" aria-label="Requests of ${windows.length} windows, at most ${most} in one">
    <text class="t e" x="${GUTTER - 8}" y="10">${most.toLocaleString('en-US')}</text>
    <path class="w" d="${bars((window) => window.predictions)}" />
    <path class="a" d="${bars((window) => window.refused)}" />
    ${drawDays(history, VOLUME + 14)}
  </svg>`;
}

const QUALITY = 110;

/** The champion's quality with its 95 % interval; where labels have not come, its estimate, dashed on a shade. */
export function drawQuality(history: History): Html | null {
  const { windows } = history;
  const { goal, title } = history.metric;
  const judged = windows.map(({ quality, estimate }, i) => {
    const { x, width } = placeOf(history, i);
    const value = quality?.value ?? null;
    const measured = value === null ? null : { value, low: quality?.low ?? value, high: quality?.high ?? value };
    return { x, width, at: x + width / 2, value: measured ?? estimate, estimated: measured === null };
  });
  const given = judged.flatMap(({ value, ...place }) => (value === null ? [] : [{ ...place, value }]));
  if (given.length === 0) return null;
  const low = Math.min(goal, ...given.map((one) => one.value.low));
  const high = Math.max(goal, ...given.map((one) => one.value.high));
  const y = (value: number): number => 6 + ((high - value) / Math.max(1e-9, high - low)) * (QUALITY - 12);
  const draw = (estimated: boolean): { band: string; curve: string } => {
    const runs = split(given, (one) => one.estimated === estimated);
    return {
      band: runs
        .map((run) => `${line([...run.map((one) => [one.at, y(one.value.high)] as const), ...run.toReversed().map((one) => [one.at, y(one.value.low)] as const)])}z`)
        .join(''),
      curve: runs.map((run) => line(run.map((one) => [one.at, y(one.value.value)]))).join(''),
    };
  };
  const [measured, estimated] = [draw(false), draw(true)];
  const shade = rectangles(given.filter((one) => one.estimated).map(({ x, width }) => ({ x, y: 0, width, height: QUALITY })));
  const mark = (value: number): Html =>
    html`<text class="t e" x="${GUTTER - 8}" y="${(y(value) + 4).toFixed(0)}">${Math.abs(value) < 10 ? value.toFixed(2) : value.toPrecision(3)}</text>`;
  return html`<svg viewBox="0 0 ${WIDTH} ${QUALITY + 18}" role="img" aria-label="${title} of the champion, goal ${goal}">
    <path class="s" d="${shade}" />
    <path class="b" d="${measured.band}" />
    <path class="b" d="${estimated.band}" />
    <path class="l" d="${measured.curve}" />
    <path class="l d" d="${estimated.curve}" />
    <path class="g" d="M${GUTTER} ${y(goal).toFixed(1)}H${WIDTH}" />
    ${mark(goal)}${high - goal > (high - low) / 6 && mark(high)}${goal - low > (high - low) / 6 && mark(low)}${drawDays(history, QUALITY + 14)}
  </svg>`;
}

/** Unbroken runs of what is asked for. */
function split<T>(list: readonly T[], wanted: (one: T) => boolean): T[][] {
  const runs: T[][] = [];
  list.forEach((one, i) => {
    if (!wanted(one)) return;
    if (i > 0 && wanted(list[i - 1]!)) runs.at(-1)!.push(one);
    else runs.push([one]);
  });
  return runs;
}
