import { parentPort, workerData } from 'node:worker_threads';
import type { Columns } from './columns.ts';
import { openColumns } from './open-columns.ts';
import type { ThreadAnswer, ThreadOrder, ThreadStart } from './thread-protocol.ts';

/** What an order is worked on with. */
export interface OrderAbout<A> {
  /** Tables, in this thread: a result that is read stretch by stretch ends when the order is stopped. */
  readonly store: Columns;
  answer(answer: A): void;
}

/** In a thread of `Columns.others`: works on what it is given, one order after the other. One that fails, or is stopped, is its last. */
export function takeOrders<O, A>(work: (order: O, about: OrderAbout<A>) => Promise<void>): void {
  const port = parentPort!;
  const opened = openColumns({ memoryLimit: (workerData as ThreadStart).memory, threads: 1 });
  let stopping: AbortController | undefined;
  const end = async (): Promise<void> => {
    await opened.close();
    port.close();
  };
  const take = async ({ order, answers }: ThreadOrder<O>): Promise<void> => {
    const own = (stopping = new AbortController());
    const say = (said: ThreadAnswer<A>): void => answers.postMessage(said);
    answers.once('message', () => own.abort());
    const batchesOf: Columns['batchesOf'] = (sql, parameters, use) =>
      opened.batchesOf(sql, parameters, (batch) => {
        own.signal.throwIfAborted();
        use(batch);
      });
    try {
      await work(order, { store: { ...opened, batchesOf }, answer: (answer) => say({ answer }) });
      own.signal.throwIfAborted();
      stopping = undefined;
      say({ done: true });
    } catch {
      // What cannot be done here fails again where it is asked for, and is told there.
      await end();
    }
    answers.close();
  };
  port.on('message', (said: ThreadOrder<O> | 'end') => {
    if (said !== 'end') void take(said);
    else if (stopping !== undefined) stopping.abort();
    else void end();
  });
}
