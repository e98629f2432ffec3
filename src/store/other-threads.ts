import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { GivenOrder, OtherThreads } from './columns.ts';
import type { ThreadAnswer, ThreadOrder, ThreadStart } from './thread-protocol.ts';

/** For so many milliseconds a thread that has done what it was given waits for more. */
const PATIENCE = 10_000;

interface Thread {
  readonly file: string;
  readonly worker: Worker;
  readonly ended: Promise<void>;
  /** By which it answers what it is doing. */
  answers: MessagePort | undefined;
}

/** Threads with a DuckDB of their own each, which may take so much memory. */
export function createOtherThreads(start: ThreadStart, patience = PATIENCE): OtherThreads {
  const running = new Set<Thread>();
  /** Those that have nothing to do, each with what ends its waiting. */
  const free = new Map<Thread, NodeJS.Timeout>();
  const takeFree = (file: string): Thread | undefined => {
    for (const [thread, waiting] of free) {
      if (thread.file !== file) continue;
      clearTimeout(waiting);
      free.delete(thread);
      return thread;
    }
    return undefined;
  };
  const startThread = (file: string): Thread => {
    const worker = new Worker(new URL(file), { workerData: start });
    // Who waits for an answer keeps the process alive; a thread does not.
    worker.unref();
    worker.on('error', () => undefined);
    const ended = new Promise<void>((resolve) => void worker.once('exit', () => resolve()));
    const thread: Thread = { file, worker, ended, answers: undefined };
    running.add(thread);
    void ended.then(() => {
      running.delete(thread);
      thread.answers?.close();
      clearTimeout(free.get(thread));
      free.delete(thread);
    });
    return thread;
  };
  const keep = (thread: Thread): void => {
    if (running.has(thread)) free.set(thread, setTimeout(() => (free.delete(thread), end(thread)), patience).unref());
  };

  return {
    give<A>(file: URL, order: unknown, note: (answer: A) => void): GivenOrder {
      const thread = takeFree(file.href) ?? startThread(file.href);
      const { port1: port, port2: answers } = new MessageChannel();
      let done = false;
      port.on('message', (said: ThreadAnswer<A>) => {
        if ('answer' in said) note(said.answer);
        else done = true;
      });
      const ended = new Promise<void>((resolve) => void port.once('close', () => resolve()));
      thread.answers = port;
      thread.worker.postMessage({ order, answers } satisfies ThreadOrder<unknown>, [answers]);
      return {
        // What failed may have left something behind: such a thread ends, and is not given another order.
        ended: ended.then(() => {
          thread.answers = undefined;
          if (done) keep(thread);
        }),
        stop: () => port.postMessage('stop'),
      };
    },
    async close() {
      const all = [...running];
      for (const thread of all) {
        thread.worker.ref();
        end(thread);
      }
      for (const { ended } of all) await ended;
    },
  };
}

/** It ends by itself: DuckDB ends what it does before its thread may end. */
function end({ worker }: Thread): void {
  worker.postMessage('end');
}
