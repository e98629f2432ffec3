import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Diagnosis, Mute, WindowHistory } from '../../../src/sdk/watch.ts';
import { ask, isAbort, Refusal } from '../ask.ts';
import { repeat } from '../repeat.ts';
import { problemOf } from '../runs/use-runs.ts';

/** What the page knows; what was read stays when the server stops answering. */
export interface WatchReading {
  readonly diagnoses: readonly Diagnosis[];
  readonly history: WindowHistory | null;
  readonly mutes: readonly Mute[];
  /** Predictions so far ahead of all others that event time does not follow them. */
  readonly ahead: number;
  readonly problem: { readonly title: string; readonly remedy: string } | null;
}

const REFRESH = 10_000;
const WINDOWS = 200;
const NOTHING: WatchReading = { diagnoses: [], history: null, mutes: [], ahead: 0, problem: null };

/** Reads what was found and the windows over time, every 10 s while somebody looks; `reload` reads at once. */
export function useWatch(): WatchReading & { readonly reload: () => void } {
  const [reading, setReading] = useState(NOTHING);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const read = (signal: AbortSignal): void =>
      void Promise.all([
        ask('monitor.diagnoses', { limit: WINDOWS }, signal),
        ask('monitor.history', { limit: WINDOWS }, signal),
        ask('alerts.mutes', {}, signal),
        ask('loop.status', {}, signal),
      ]).then(
        ([diagnoses, history, mutes, { ahead }]) => setReading((before) => keepSame(before, { diagnoses, history, mutes, ahead, problem: null })),
        (error: unknown) => {
          if (!isAbort(error)) setReading((before) => ({ ...before, problem: tell(error) }));
        },
      );
    return repeat(read, REFRESH);
  }, [turn]);
  return { ...reading, reload: useCallback(() => setTurn((before) => before + 1), []) };
}

/** Nothing is drawn anew of what did not change. */
function keepSame(before: WatchReading, next: WatchReading): WatchReading {
  const same = <K extends 'diagnoses' | 'history' | 'mutes'>(name: K): WatchReading[K] => (JSON.stringify(before[name]) === JSON.stringify(next[name]) ? before[name] : next[name]);
  return { diagnoses: same('diagnoses'), history: same('history'), mutes: same('mutes'), ahead: next.ahead, problem: next.problem };
}

const tell = (error: unknown): { title: string; remedy: string } =>
  error instanceof Refusal && error.status === 404
    ? { title: 'This server keeps experiments alone: it watches no deployment.', remedy: 'Start one for a project with “capstan up”.' }
    : problemOf(error);
