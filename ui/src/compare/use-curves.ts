import { useEffect, useState } from 'preact/hooks';
import type { Curve } from '../../../src/sdk/tracking.ts';
import { ask } from '../ask.ts';

const POINTS = 800;
const REFRESH = 5_000;

/** Reads the curves of some metrics of some runs; again every 5 s while one of them is running. Null until they are there. */
export function useCurves(runs: readonly string[], keys: readonly string[], running: boolean): readonly Curve[] | null {
  const [curves, setCurves] = useState<readonly Curve[] | null>(null);
  const asked = JSON.stringify([runs, keys]);
  useEffect(() => {
    if (runs.length === 0 || keys.length === 0) return setCurves([]);
    const ended = new AbortController();
    const read = (): void => {
      if (document.hidden) return;
      ask('runs.curves', { runs, keys, points: POINTS }, ended.signal).then(setCurves, () => undefined);
    };
    read();
    const refresh = running ? setInterval(read, REFRESH) : undefined;
    return () => {
      clearInterval(refresh);
      ended.abort();
    };
  }, [asked, running]);
  return curves;
}
