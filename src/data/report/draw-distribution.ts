import type { Compared } from './compared.ts';
import { type Html, html } from './html.ts';
import { line, rectangles } from './path.ts';

const WIDTH = 220;
const HEIGHT = 64;
/** Between the bars of the column and those of what is missing or unseen. */
const APART = 8;

/** A column over its reference, as SVG: the window filled, the reference as an outline; missing and unseen apart. Needs `REPORT_STYLE`. */
export function drawDistribution(distribution: Compared): Html {
  const { bars, other, missing, unseen } = distribution;
  const own = [...bars, ...(other.reference > 0 || other.window > 0 ? [other] : [])];
  const apart = [missing, unseen].filter((one, i) => i === 0 || one.window > 0);
  const wide = (WIDTH - APART) / Math.max(1, own.length + apart.length);
  const most = Math.max(0.01, ...[...own, ...apart].flatMap((one) => [one.reference, one.window]));
  const tall = (share: number): number => (HEIGHT * share) / most;
  const place = (i: number): number => i * wide + (i >= own.length ? APART : 0);
  const boxes = (list: readonly { readonly window: number }[], from: number): string =>
    rectangles(list.map((one, i) => ({ x: place(from + i), y: HEIGHT - tall(one.window), width: wide * 0.86, height: tall(one.window) })));
  // The outline climbs from bar to bar, and begins anew for what stands apart.
  const outline = (list: readonly { readonly reference: number }[], from: number): string =>
    line([
      [place(from), HEIGHT],
      ...list.flatMap((one, i) => [[place(from + i), HEIGHT - tall(one.reference)] as const, [place(from + i) + wide, HEIGHT - tall(one.reference)] as const]),
      [place(from + list.length - 1) + wide, HEIGHT],
    ]);
  return html`<svg class="m" viewBox="0 -1 ${WIDTH} ${HEIGHT + 2}" role="img" aria-label="${summary(distribution)}">
    <path class="w" d="${boxes(own, 0)}" />
    <path class="a" d="${boxes(apart, own.length)}" />
    <path class="r" d="${outline(own, 0)}${outline(apart, own.length)}" />
  </svg>`;
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** What the bars say, for those who do not see them. */
const summary = ({ bars, missing, unseen }: Compared): string => {
  const gained = bars.toSorted((a, b) => b.window - b.reference - (a.window - a.reference))[0];
  return `most gained: ${gained?.label ?? 'nothing'}, ${percent(gained?.window ?? 0)}, was ${percent(gained?.reference ?? 0)}; missing ${percent(missing.window)}, unseen ${percent(unseen.window)}`;
};
