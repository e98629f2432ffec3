import type { JSX } from 'preact';
import type { TimelineKind } from '../../../src/sdk/overview.ts';

/** How each kind of event is drawn, on 16 x 16: told apart by shape, coloured by the release or the urgency. */
const SHAPES: Readonly<Record<TimelineKind, { readonly path: string; readonly filled?: true }>> = {
  data: { path: 'M3 4.5c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2.2 2 5 2s5-.9 5-2' },
  retrain: { path: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.2v3h-3' },
  release: { path: 'M8 1.8 14.2 8 8 14.2 1.8 8Z', filled: true },
  gate_refused: { path: 'M2.5 2.5h11v11h-11ZM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8' },
  shadow: { path: 'M8 2.5a5.5 5.5 0 1 0 0 11ZM8 2.5a5.5 5.5 0 0 1 0 11' },
  live: { path: 'M4 2.6v10.8L13.2 8Z', filled: true },
  promoted: { path: 'M8 1.6 14 8.4h-3.4v5.8H5.4V8.4H2Z', filled: true },
  rolled_back: { path: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.2v3h3' },
  futile: { path: 'M8 2.3a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3ZM5 8h6' },
  undecided: { path: 'M8 2.3a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3ZM4.8 8.7c1-1.7 2.2-1.7 3.2-.7s2.2 1 3.2-.7' },
  alert: { path: 'M8 1.6 15 14H1ZM8 6v4M8 11.8v.4', filled: true },
};

export const TIMELINE_WORDS: Readonly<Record<TimelineKind, string>> = {
  data: 'data',
  retrain: 'retraining',
  release: 'release',
  gate_refused: 'refused by the gate',
  shadow: 'shadow begins',
  live: 'live traffic begins',
  promoted: 'promoted',
  rolled_back: 'rolled back',
  futile: 'futile',
  undecided: 'undecided',
  alert: 'alert',
};

export function EventIcon({ kind, size = 16 }: { readonly kind: TimelineKind; readonly size?: number }): JSX.Element {
  const shape = SHAPES[kind];
  return (
    <svg class={`event-icon event-${kind}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={shape.path} fill={shape.filled ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round" />
      {kind === 'alert' && <path d="M8 6.2v3.6M8 11.9v.1" stroke="var(--surface)" stroke-width="1.7" stroke-linecap="round" />}
      {kind === 'shadow' && <path d="M8 2.5a5.5 5.5 0 1 0 0 11Z" fill="currentColor" />}
    </svg>
  );
}
