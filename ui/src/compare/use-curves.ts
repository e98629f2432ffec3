import { useEffect, useState } from 'preact/hooks';
import type { Curve } from '../../../src/sdk/tracking.ts';
import { ask } from '../ask.ts';
import { repeat } from '../repeat.ts';

const POINTS = 800;
const REFRESH = 5_000;

/** Reads the curves of some metrics of some runs; again every 5 s while one of them is running. Null until they are there. */
export function useCurves(runs: readonly string[], keys: readonly string[], running: boolean): readonly Curve[] | null {
  const [curves, setCurves] = useState<readonly Curve[] | null>(null);
  const asked = JSON.stringify([runs, keys]);
  useEffect(() => {
    if (runs.length === 0 || keys.length === 0) return setCurves([]);
    return repeat((signal) => void ask('runs.curves', { runs, keys, points: POINTS }, signal).then(setCurves, () => undefined), running ? REFRESH : null);
  }, [asked, running]);
  return curves;
}
