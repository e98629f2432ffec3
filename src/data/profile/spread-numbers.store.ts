import type { Columns as ColumnStore } from '../../store/index.ts';
import { readsFiles, type TableSql } from '../table-sql.store.ts';
import { type NumbersAnswer, type NumbersOrder, type NumbersShare, type NumbersWork, takeShare } from './numbers-protocol.ts';

const WORKER = new URL(new URL('numbers-worker.store.js', import.meta.url).href.replace('/src/', '/dist/'));

/** One more thread is worth its start and reading the file once more, half a second of a processor in all, for so many nanoseconds of work. */
const WORTH = 8e8;
/** Columns of one share, at most and at least: each reading begins with what the file says of all its columns, and holds memory for each of its own. */
const MOST = 32;
const LEAST = 4;

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
  /** Does what the others leave, waits for them, and gives a result a column. */
  results(): Promise<R[]>;
  /** Ends what other threads do of it; nothing happens when they have done it. */
  stop(): Promise<void>;
}

/**
 * Begins to work on columns of numbers in as many threads as the store allows and the work is worth, this one among them: none beside it for small tables, and for what is not files alone. Each takes the next share when it
 * has done one. What is found of a column does not depend on the others, so that it is the same to the last bit however many threads there are. What a thread cannot do is done here, and fails here.
 */
export function spreadNumbers<C, R>(store: ColumnStore, { from, rows, columns, cost }: SpreadOver<C>, { here, ask, read }: NumbersHandling<C, R>): SpreadNumbers<R> {
  const worth = Math.floor((rows * columns.length * cost) / WORTH);
  const threads = readsFiles(from) ? Math.max(1, Math.min(store.limits.threads, columns.length, worth)) : 1;
  const shares = readsFiles(from) ? cutShares(columns, threads) : [columns];
  const found: (readonly R[] | undefined)[] = shares.map(() => undefined);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const order: NumbersOrder = { from, shares: threads === 1 ? [] : shares.map(ask), next };
  const others = Array.from({ length: threads - 1 }, () => store.others.give<NumbersShare>(WORKER, order, ({ share, answer }) => (found[share] = read(answer))));
  return {
    async results() {
      for (let share = takeShare(next); share < shares.length; share = takeShare(next)) found[share] = await here(shares[share]!);
      for (const { ended } of others) await ended;
      const all: R[] = [];
      for (const [share, columnsOfIt] of shares.entries()) all.push(...(found[share] ?? (await here(columnsOfIt))));
      return all;
    },
    async stop() {
      Atomics.store(next, 0, shares.length);
      for (const other of others) other.stop();
      for (const { ended } of others) await ended;
    },
  };
}

/** Shares that become smaller, so that all threads end at about the same time. */
function cutShares<C>(columns: readonly C[], threads: number): (readonly C[])[] {
  const shares: (readonly C[])[] = [];
  for (let at = 0; at < columns.length; at += shares.at(-1)!.length) {
    const size = Math.max(LEAST, Math.min(MOST, Math.ceil((columns.length - at) / (2 * threads))));
    shares.push(columns.slice(at, at + (threads === 1 ? MOST : size)));
  }
  return shares;
}
