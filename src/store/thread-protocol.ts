import type { MessagePort } from 'node:worker_threads';

/** What a thread is started with: the memory that its DuckDB may take. */
export interface ThreadStart {
  readonly memory: string;
}

/** What it is given to do, and by which way it answers, which is closed when there is no more to come. Any message on it stops what is done. */
export interface ThreadOrder<O> {
  readonly order: O;
  readonly answers: MessagePort;
}

/** One of its answers, or that it has done all. */
export type ThreadAnswer<A> = { readonly answer: A } | { readonly done: true };
