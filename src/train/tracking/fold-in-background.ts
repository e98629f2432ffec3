import type { PointFold } from './fold-points.store.ts';

/** Keeps journals of points short, while others write. */
export interface Folding {
  /** Told of points that runs got. */
  grew(growth: ReadonlyMap<number, number>): void;
  /** Told that a run has ended: few points are worth folding then, since no more will come. */
  ended(run: number): void;
  /** Settles when nothing is left to do now. */
  idle(): Promise<void>;
  /** Settles when nothing is left to do now; what failed is not tried again. */
  close(): Promise<void>;
}

/** A run with more points than this in the journal is folded, so that reading one metric never decodes many more of others. */
const MANY = 16_384;
/** The same of a run that has ended: below this a chunk a metric would take no less space. */
const SOME = 256;
/** How many runs are counted in memory; the others are counted anew. */
const REMEMBERED = 10_000;
/** When what failed is tried again. */
const RETRY_MS = 30_000;

/**
 * Folds journals one portion after another, giving way to others between two. A fold that fails leaves everything as it was: points are read from the journal too. It is
 * tried again with the next growth of the run, and after a while; `onFault` is told of the first failure after a success.
 */
export function foldInBackground(fold: PointFold, options: { readonly onFault?: (error: unknown) => void; readonly retryMs?: number } = {}): Folding {
  const { onFault, retryMs = RETRY_MS } = options;
  const unfolded = new Map<number, number>();
  const due = new Map<number, number>();
  const failed = new Map<number, number>();
  let told = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const work = async (): Promise<void> => {
    for (let next = takeFirst(due); next !== undefined; next = takeFirst(due)) {
      const [run, limit] = next;
      await foldRun(run, limit).catch((error: unknown) => noteFailure(run, limit, error));
      await new Promise((resolve) => setImmediate(resolve));
    }
    running = undefined;
  };
  const foldRun = async (run: number, limit: number): Promise<void> => {
    // Counted in the table: what this process logged is not all there may be. What it logs meanwhile may be in the count or not, and is added: too many is harmless.
    const before = unfolded.get(run) ?? 0;
    const points = await fold.count(run);
    if (points < limit) {
      if (unfolded.has(run)) unfolded.set(run, points + unfolded.get(run)! - before);
      return;
    }
    await fold.foldSome(run);
    told = false;
    unfolded.delete(run);
    ask(run, limit);
  };
  const noteFailure = (run: number, limit: number, error: unknown): void => {
    if (!told) onFault?.(error);
    told = true;
    failed.set(run, Math.min(limit, failed.get(run) ?? limit));
    // Nothing waits for it: what is not folded is read from the journal.
    timer ??= setTimeout(retry, retryMs).unref();
  };
  const retry = (): void => {
    timer = undefined;
    const again = [...failed];
    failed.clear();
    for (const [run, limit] of again) ask(run, limit);
  };
  const ask = (run: number, limit: number): void => {
    due.set(run, Math.min(limit, due.get(run) ?? limit));
    running ??= work();
  };
  return {
    grew(growth) {
      if (unfolded.size > REMEMBERED) unfolded.clear();
      for (const [run, points] of growth) {
        const before = unfolded.get(run);
        unfolded.set(run, (before ?? 0) + points);
        if (before === undefined || before + points >= MANY) ask(run, MANY);
      }
    },
    ended(run) {
      unfolded.delete(run);
      ask(run, SOME);
    },
    idle: () => running ?? Promise.resolve(),
    async close() {
      clearTimeout(timer);
      failed.clear();
      await running;
    },
  };
}

function takeFirst<K, V>(map: Map<K, V>): [K, V] | undefined {
  const first = map.entries().next();
  if (first.done === true) return undefined;
  map.delete(first.value[0]);
  return first.value;
}
