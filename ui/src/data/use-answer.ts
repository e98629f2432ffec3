import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../poll-overview.ts';
import { problemOf } from '../runs/use-runs.ts';

/** What the server said to a question, or why not. */
export interface Answer<T> {
  readonly answer: T | null;
  readonly problem: Problem | null;
  readonly loading: boolean;
}

/** Asks when the question changes; not while `question` is null. */
export function useAnswer<T>(question: string | null, read: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ answer: null, problem: null, loading: question !== null });
  useEffect(() => {
    if (question === null) return setAnswer({ answer: null, problem: null, loading: false });
    const ended = new AbortController();
    setAnswer({ answer: null, problem: null, loading: true });
    read(ended.signal).then(
      (found) => setAnswer({ answer: found, problem: null, loading: false }),
      (error: unknown) => {
        if (!ended.signal.aborted) setAnswer({ answer: null, problem: problemOf(error), loading: false });
      },
    );
    return () => ended.abort();
  }, [question]);
  return answer;
}
