import { useEffect, useState } from 'preact/hooks';
import type { RunView } from '../../../src/sdk/tracking.ts';
import { ask, isAbort } from '../ask.ts';
import { repeat } from '../repeat.ts';
import { problemOf } from '../runs/use-runs.ts';

export interface RunViewsReading {
  readonly runs: readonly RunView[];
  readonly problem: { readonly title: string; readonly remedy: string } | null;
  readonly loading: boolean;
}

const REFRESH = 5_000;

/** Reads some runs in full; again every 5 s while one of them is running. */
export function useRunViews(ids: readonly string[]): RunViewsReading {
  const [reading, setReading] = useState<RunViewsReading>({ runs: [], problem: null, loading: true });
  const running = reading.runs.some((run) => run.status === 'RUNNING');
  const asked = ids.join('\n');
  useEffect(() => {
    if (ids.length === 0) return setReading({ runs: [], problem: null, loading: false });
    const read = (signal: AbortSignal): void =>
      void ask('runs.read', { runs: ids }, signal).then(
        (runs) => setReading({ runs, problem: null, loading: false }),
        (error: unknown) => {
          if (!isAbort(error)) setReading((before) => ({ ...before, problem: problemOf(error), loading: false }));
        },
      );
    return repeat(read, running ? REFRESH : null);
  }, [asked, running]);
  return reading;
}
