import type { JSX } from 'preact';
import type { RunRow } from '../../../src/sdk/tracking.ts';

const SHAPES: Readonly<Record<RunRow['status'], { readonly word: string; readonly draw: JSX.Element }>> = {
  RUNNING: { word: 'running', draw: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="17 8" /> },
  SCHEDULED: { word: 'scheduled', draw: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.5" /> },
  FINISHED: { word: 'finished', draw: <path d="M2.5 6.4 5 9l4.6-6" fill="none" stroke="currentColor" stroke-width="2" /> },
  FAILED: { word: 'failed', draw: <path d="m3 3 6 6M9 3 3 9" fill="none" stroke="currentColor" stroke-width="2" /> },
  KILLED: { word: 'killed', draw: <rect x="2.5" y="2.5" width="7" height="7" fill="currentColor" /> },
};

/** How a run stands, in a shape; its word is there for those who do not see it. */
export function RunStatus({ status, worded = false }: { readonly status: RunRow['status']; readonly worded?: boolean }): JSX.Element {
  const { word, draw } = SHAPES[status];
  return (
    <span class={`run-status run-${word}`} title={word}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {draw}
      </svg>
      <span class={worded ? '' : 'unseen'}>{word}</span>
    </span>
  );
}
