import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Distribution } from '../../../src/sdk/watch.ts';
import { ask, isAbort } from '../ask.ts';
import { formatDays } from '../format-time.ts';
import type { CellName } from '../route.ts';
import { problemOf } from '../runs/use-runs.ts';
import { TrackHead } from '../sections/track-head.tsx';
import { DistributionBars } from './distribution-bars.tsx';

type Reading = { readonly distribution: Distribution } | { readonly problem: string } | null;

/** One column of one window over the reference: bins or values, and apart from them what is missing, unseen, or outside. */
export function DistributionPanel({ cell: { at, column, group, by, segment } }: { readonly cell: CellName }): JSX.Element {
  const [reading, setReading] = useState<Reading>(null);
  useEffect(() => {
    const ended = new AbortController();
    ask('monitor.distribution', { at, column, group, ...(by !== undefined && segment !== undefined && { by, segment }) }, ended.signal).then(
      (distribution) => setReading({ distribution }),
      (error: unknown) => {
        if (!isAbort(error)) setReading({ problem: problemOf(error).title });
      },
    );
    return () => ended.abort();
  }, [at, column, group, by, segment]);
  return (
    <section class="distribution" aria-label="Distribution">
      <TrackHead title={column}>
        <span class="faint">
          {group}
          {by !== undefined && ` where ${by} = ${segment}`}
          {reading && 'distribution' in reading && `, ${formatDays(reading.distribution.window.from, reading.distribution.window.to - 1)}`}
        </span>
        <ul class="legend">
          <li>
            <i class="key-square key-window" /> this window
          </li>
          <li>
            <i class="key-square key-reference" /> reference
          </li>
        </ul>
      </TrackHead>
      {reading === null && <div class="bone bone-chart" />}
      {reading && 'problem' in reading && <p role="alert">{reading.problem}</p>}
      {reading && 'distribution' in reading && <DistributionBars distribution={reading.distribution} />}
    </section>
  );
}
