import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { RunRow } from '../../../src/sdk/tracking.ts';
import { ask, isAbort, Refusal } from '../ask.ts';
import type { RunsQuestion } from '../route.ts';
import { tableFilter } from './runs-filter.ts';

const PAGE = 200;
const REFRESH = 5_000;

/** What is known of the answer to a question. */
export interface RunsReading {
  readonly rows: readonly RunRow[];
  /** How many there are in all; null until it is known. */
  readonly total: number | null;
  readonly more: boolean;
  readonly loading: boolean;
  readonly problem: { readonly title: string; readonly remedy: string } | null;
}

const NOTHING: RunsReading = { rows: [], total: null, more: false, loading: true, problem: null };

/** Reads the runs of a question page by page, and keeps the newest ones fresh while somebody looks. */
export function useRuns(question: RunsQuestion): RunsReading & { readonly loadMore: () => void; readonly reload: () => void } {
  const [reading, setReading] = useState(NOTHING);
  const [turn, setTurn] = useState(0);
  const next = useRef<string | null>(null);
  const loading = useRef(false);
  const asked = JSON.stringify([question.experiments, tableFilter(question), question.order, question.view]);

  const input = useCallback(
    () => ({
      filter: tableFilter(question),
      view: question.view,
      ...(question.experiments.length > 0 && { experiments: question.experiments }),
    }),
    [asked],
  );
  const search = useCallback(
    (signal: AbortSignal, pageToken: string | null) =>
      ask('runs.search', { ...input(), maxResults: PAGE, ...(question.order !== '' && { orderBy: [question.order] }), ...(pageToken !== null && { pageToken }) }, signal),
    [input],
  );

  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    next.current = null;
    loading.current = true;
    setReading((before) => ({ ...before, loading: true, problem: null, total: null }));
    search(signal, null).then(
      (page) => {
        next.current = page.next;
        loading.current = false;
        setReading((before) => ({ ...before, rows: page.runs, more: page.next !== null, loading: false, problem: null }));
        ask('runs.count', input(), signal).then(
          (total) => setReading((before) => ({ ...before, total })),
          () => undefined,
        );
      },
      (error: unknown) => {
        if (isAbort(error)) return;
        loading.current = false;
        setReading({ ...NOTHING, loading: false, problem: problemOf(error) });
      },
    );
    const refresh = setInterval(() => {
      if (document.hidden || loading.current) return;
      search(signal, null).then(
        (page) => setReading((before) => ({ ...before, rows: merge(before.rows, page.runs, question.order === ''), problem: null })),
        () => undefined,
      );
    }, REFRESH);
    return () => {
      clearInterval(refresh);
      ended.abort();
    };
  }, [search, input, turn]);

  const loadMore = useCallback(() => {
    const token = next.current;
    if (loading.current || token === null) return;
    loading.current = true;
    const { signal } = new AbortController();
    search(signal, token).then(
      (page) => {
        loading.current = false;
        if (next.current !== token) return;
        next.current = page.next;
        setReading((before) => ({ ...before, rows: merge(before.rows, page.runs, false, 'append'), more: page.next !== null }));
      },
      (error: unknown) => {
        loading.current = false;
        setReading((before) => ({ ...before, problem: problemOf(error) }));
      },
    );
  }, [search]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  return { ...reading, loadMore, reload };
}

export const problemOf = (error: unknown): { title: string; remedy: string } =>
  error instanceof Refusal
    ? { title: error.message, remedy: error.remedy }
    : { title: 'The server does not answer.', remedy: 'Start it with “capstan up” or “capstan tracking”; this page goes on by itself.' };

/** Rows that are known are replaced where they stand; new ones go first (when the newest are first), or last. */
function merge(rows: readonly RunRow[], read: readonly RunRow[], newestFirst: boolean, end?: 'append'): readonly RunRow[] {
  const fresh = new Map(read.map((row) => [row.id, row]));
  const known = new Set(rows.map((row) => row.id));
  const others = read.filter((row) => !known.has(row.id));
  const kept = rows.map((row) => fresh.get(row.id) ?? row);
  if (end === 'append') return [...kept, ...others];
  return newestFirst ? [...others, ...kept] : kept;
}
