import { Worker } from 'node:worker_threads';
import type { Columns as ColumnStore } from '../../store/index.ts';
import { readsFiles, type TableSql } from '../table-sql.store.ts';
import type { NumbersAnswer, NumbersWork } from './numbers-protocol.ts';

/** One more thread is worth its start and reading the file once more, half a second of a processor in all, for so many nanoseconds of work. */
const WORTH = 8e8;

/** Columns of numbers of a table, and the nanoseconds that one value takes. */
export interface SpreadOver<C> {
  readonly from: TableSql;
  readonly rows: number;
  readonly columns: readonly C[];
  readonly cost: number;
}

/** How columns are worked on: in this thread; or in another, by what it is asked and how its answer is read. One result a column, in their order. */
export interface NumbersHandling<C, R> {
  readonly here: (columns: readonly C[]) => Promise<readonly R[]>;
  readonly ask: (columns: readonly C[]) => NumbersWork;
  readonly read: (answer: NumbersAnswer) => readonly R[];
}

/** Work that is under way in other threads. */
export interface SpreadNumbers<R> {
  /** Does this thread's share, waits for the others, and gives a result a column. */
  results(): Promise<R[]>;
  /** Ends the other threads; nothing happens when they have ended. */
  stop(): Promise<void>;
}

/**
 * Begins to work on columns of numbers in as many threads as the store allows and the work is worth, this one among them: none beside it for small tables, and for what is not files alone. What is found of a column
 * does not depend on the others, so that it is the same to the last bit however many threads there are. What a thread cannot do is done here, and fails here.
 */
export function spreadNumbers<C, R>(store: ColumnStore, { from, rows, columns, cost }: SpreadOver<C>, { here, ask, read }: NumbersHandling<C, R>): SpreadNumbers<R> {
  const worth = Math.floor((rows * columns.length * cost) / WORTH);
  const count = readsFiles(from) ? Math.max(1, Math.min(store.limits.threads, columns.length, worth)) : 1;
  const shares = Array.from({ length: count }, (_, i) => columns.filter((_column, at) => at % count === i));
  const [own = [], ...others] = shares;
  const threads = others.map((share) => ({ share, ...startThread({ from, memory: store.limits.memory, ...ask(share) }) }));
  return {
    async results() {
      const found = new Map<C, R>();
      const note = (share: readonly C[], results: readonly R[]): void => share.forEach((column, i) => found.set(column, results[i]!));
      note(own, await here(own));
      for (const { share, answer } of threads) {
        const answered = await answer;
        note(share, answered === undefined ? await here(share) : read(answered));
      }
      return columns.map((column) => found.get(column)!);
    },
    async stop() {
      for (const { stop } of threads) stop();
      for (const { answer } of threads) await answer;
    },
  };
}

/** The answer is undefined when there is none; it is told when the thread has ended. */
function startThread(order: { readonly from: TableSql; readonly memory: string } & NumbersWork): {
  readonly answer: Promise<NumbersAnswer | undefined>;
  readonly stop: () => void;
} {
  const worker = new Worker(new URL(new URL('numbers-worker.store.js', import.meta.url).href.replace('/src/', '/dist/')), { workerData: order });
  let answered: NumbersAnswer | undefined;
  worker.on('message', (answer: NumbersAnswer) => (answered = answer));
  return {
    answer: new Promise((resolve) => {
      worker.on('error', () => resolve(undefined));
      worker.on('exit', () => resolve(answered));
    }),
    // DuckDB ends what it does before its thread may end.
    stop: () => worker.postMessage('stop'),
  };
}
