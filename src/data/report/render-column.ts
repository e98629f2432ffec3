import type { Compared } from './compared.ts';
import { drawDistribution } from './draw-distribution.ts';
import { type Html, html } from './html.ts';

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** Values that are named, in the order of their bars, and letters of each. */
const [MOST_NAMES, MOST_LETTERS] = [4, 24] as const;

const nameFirst = (labels: readonly string[]): string =>
  [
    ...labels.slice(0, MOST_NAMES).map((label) => (label.length > MOST_LETTERS ? `${label.slice(0, MOST_LETTERS - 1)}…` : label)),
    ...(labels.length > MOST_NAMES ? ['…'] : []),
  ].join(', ');

/** A column of a report: its two distributions, and in words where they end, or which values come first, and what is missing, unseen or outside. */
export function renderColumn({ name, note }: { readonly name: string; readonly note: string }, compared: Compared): Html {
  const { missing, unseen, outside, bars, strangers } = compared;
  const broken = [
    { what: 'missing', ...missing },
    { what: 'unseen', ...unseen },
    { what: 'outside', ...outside },
  ].filter(({ window, reference }) => window > 0 || reference > 0);
  const ends = compared.kind === 'values' ? nameFirst(bars.map(({ label }) => label)) : `${bars[0]?.label ?? ''} … ${bars.at(-1)?.label ?? ''}`;
  const told = broken.map(({ what, window, reference }) => `${what} ${percent(window)}, was ${percent(reference)}`);
  return html`<section>
    <h3>${name} <span class="f">${note}</span></h3>
    ${drawDistribution(compared)}
    <p class="f">${[ends, ...told, ...strangers.slice(0, 2).map((one) => `${JSON.stringify(one.value)} ${percent(one.share)}`)].join('; ')}</p>
  </section>`;
}
