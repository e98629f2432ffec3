import type { JSX } from 'preact';
import type { Compared } from '../../../src/sdk/watch.ts';
import { formatCount, formatShare } from '../format-number.ts';
import { formatMinutes } from './words.ts';

/** Edges that are written below bins. */
const LABELS = 7;

const formatEdge = (value: number): string => (Math.abs(value) >= 10_000 ? formatCount(value) : String(Number(value.toPrecision(4))));

interface Bar {
  readonly label: string;
  /** What stands below it; empty where there is no room. */
  readonly name: string;
  readonly reference: number;
  readonly window: number;
  readonly apart: boolean;
}

/** The distribution of a column over its reference: bins or values, and apart from them what is missing, unseen, or outside. */
export function DistributionBars({ distribution }: { readonly distribution: Compared }): JSX.Element {
  const { bars, other, missing, unseen, outside, rows, mean, kind } = distribution;
  const extra = [
    { label: 'other values', ...other },
    { label: 'missing', ...missing },
    { label: 'unseen', ...unseen },
    { label: 'outside', ...outside },
  ];
  const write = (value: number): string => (kind === 'times of day' ? formatMinutes(value) : formatEdge(value));
  // Of bins, some edges are enough to read the others by.
  const every = Math.ceil(bars.length / LABELS);
  const edge = (from: number | null, i: number): string => (from !== null && i % every === 0 ? write(from) : '');
  const all: Bar[] = [
    ...bars.map((bar, i) => ({ ...bar, name: kind === 'values' ? bar.label : edge(bar.from, i), apart: false })),
    ...extra
      .filter(({ label, reference, window }) => label === 'missing' || reference > 0 || window > 0)
      .map((bar) => ({ ...bar, name: kind === 'values' ? bar.label : bar.label.split(' ')[0]!, apart: true })),
  ];
  const most = Math.max(0.01, ...all.flatMap((bar) => [bar.reference, bar.window]));
  return (
    <>
      <div class={kind === 'values' ? 'shares-values' : 'shares-bins'} role="list">
        {all.map((bar) => (
          <div
            key={bar.label}
            role="listitem"
            class={bar.apart ? 'share share-apart' : 'share'}
            title={`${bar.label}: ${formatShare(bar.window)}, reference ${formatShare(bar.reference)}`}
          >
            <span class="share-name">{bar.name}</span>
            <span class="share-place" aria-label={`${formatShare(bar.window)}, reference ${formatShare(bar.reference)}`}>
              <i class="share-window" style={{ '--part': String(bar.window / most) }} />
              <i class="share-reference" style={{ '--part': String(bar.reference / most) }} />
            </span>
            <span class="share-text">{formatShare(bar.window)}</span>
          </div>
        ))}
      </div>
      <p class="faint">
        {formatCount(rows.window)} rows beside {formatCount(rows.reference)} of the reference
        {mean.window !== null && mean.reference !== null && `; mean ${write(mean.window)}, was ${write(mean.reference)}`}
        {distribution.strangers.length > 0 && `; unseen: ${distribution.strangers.map((one) => `${JSON.stringify(one.value)} ${formatShare(one.share)}`).join(', ')}`}
      </p>
    </>
  );
}
