import type { Overview } from '../../src/sdk/overview.ts';
import { tellLocked } from './ask.ts';

export interface Problem {
  readonly title: string;
  readonly remedy: string;
  /** There is no overview here: the server keeps experiments alone. */
  readonly missing?: boolean;
}

/** What the page knows: the last good overview is kept when the server stops answering. */
export interface Reading {
  readonly overview: Overview | null;
  readonly problem: Problem | null;
  /** Wall time of the last good answer. */
  readonly readAt: number | null;
}

const BUSY = 2_000;
const QUIET = 10_000;
/** Answers in a row without a change after which the page asks less often. */
const PATIENCE = 15;

export interface Poll {
  /** Asks at once. */
  refresh(): void;
  stop(): void;
}

/** Reads the overview every 2 s while it changes and every 10 s when it does not; not at all while nobody looks. */
export function pollOverview(url: string, onReading: (reading: Reading) => void): Poll {
  let reading: Reading = { overview: null, problem: null, readAt: null };
  let tag: string | null = null;
  let body = '';
  let unchanged = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (change: Partial<Reading>): void => {
    reading = { ...reading, ...change };
    if (!stopped) onReading(reading);
  };

  const ask = async (): Promise<void> => {
    const answer = await fetch(url, { cache: 'no-store', headers: tag === null ? {} : { 'if-none-match': tag } });
    if (answer.status === 304) {
      unchanged += 1;
      if (reading.problem) tell({ problem: null, readAt: Date.now() });
      return;
    }
    const text = await answer.text();
    if (answer.status === 401) tellLocked();
    if (!answer.ok) return tell({ problem: problemOf(answer.status, text) });
    tag = answer.headers.get('etag');
    if (text === body && !reading.problem) {
      unchanged += 1;
      return;
    }
    const overview = readOverview(text);
    if (!overview)
      return tell({ problem: { title: 'The server answered something that is not an overview.', remedy: 'Check that this page and the server are of the same version.' } });
    unchanged = 0;
    body = text;
    tell({ overview, problem: null, readAt: Date.now() });
  };

  const turn = async (): Promise<void> => {
    clearTimeout(timer);
    if (!document.hidden) {
      await ask().catch(() => tell({ problem: { title: 'The server does not answer.', remedy: 'Start it with “capstan up”; this page goes on by itself.' } }));
    }
    if (!stopped) timer = setTimeout(() => void turn(), unchanged >= PATIENCE ? QUIET : BUSY);
  };

  const wake = (): void => {
    if (!document.hidden) void turn();
  };
  document.addEventListener('visibilitychange', wake);
  void turn();
  return {
    refresh: () => void turn(),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The server is of this page's own version; the check only keeps a stranger's answer from being drawn. */
function readOverview(text: string): Overview | null {
  const value = parse(text);
  const lists = ['stages', 'releases', 'timeline', 'reigns', 'quality', 'findings', 'trials'];
  return isRecord(value) && isRecord(value['totals']) && lists.every((name) => Array.isArray(value[name])) ? (value as unknown as Overview) : null;
}

function problemOf(status: number, text: string): Problem {
  const value = parse(text);
  const error = isRecord(value) && isRecord(value['error']) ? value['error'] : value;
  const read = (name: string): string | null => (isRecord(error) && typeof error[name] === 'string' ? error[name] : null);
  return {
    title: read('message') ?? `The server answered with status ${status}.`,
    remedy: read('remedy') ?? 'Its terminal says more; “capstan doctor” checks the rest.',
    ...(status === 404 && { missing: true }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
