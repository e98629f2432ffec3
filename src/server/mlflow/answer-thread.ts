import { Worker } from 'node:worker_threads';
import { CapstanError } from '../../kernel/index.ts';
import { serverErrors } from '../server.errors.ts';
import type { ThreadAnswer, ThreadOrder, ThreadQuestion } from './answer-protocol.ts';
import { endpointKey, type LongEndpoint } from './endpoint.ts';

const WORKER = new URL(new URL('answer-worker.js', import.meta.url).href.replace('/src/', '/dist/'));

/** An answer is a few megabytes of short-lived text: more room for it would only be more memory. */
const YOUNG_MEGABYTES = 16;

/** A thread that answers what may take long, over a connection of its own to the records: nobody who logs waits behind a search, and both go on at once. */
export interface AnswerThread {
  /** Settles with true when the thread is there, with false when it cannot be. */
  start(): Promise<boolean>;
  /**
   * The answer of an endpoint, as bytes of JSON; undefined while there is no thread, which then starts. What was acknowledged before the question is in the answer.
   * Throws what the endpoint throws, and SERVER_THREAD_ENDED.
   */
  ask(endpoint: LongEndpoint, input: unknown): Promise<Uint8Array> | undefined;
  /** Ends it when it has answered what it was asked. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: unknown): void;
}

type Thread = Pick<AnswerThread, 'ask' | 'close'>;

/** `onFault` is told once when the thread cannot be started; it is then not tried again. */
export function createAnswerThread(order: ThreadOrder, onFault?: (error: unknown) => void): AnswerThread {
  let thread: Thread | undefined;
  let starting: Promise<boolean> | undefined;
  let refused = false;
  const start = async (): Promise<boolean> => {
    try {
      thread = await startThread(order, () => (thread = undefined));
      return true;
    } catch (error) {
      refused = true;
      onFault?.(error);
      return false;
    }
  };
  const ensure = (): Promise<boolean> => (starting ??= start().finally(() => (starting = undefined)));
  return {
    start: () => (thread !== undefined ? Promise.resolve(true) : ensure()),
    ask(endpoint, input) {
      if (thread === undefined && !refused) void ensure();
      return thread?.ask(endpoint, input);
    },
    async close() {
      refused = true;
      await starting;
      const ending = thread;
      thread = undefined;
      await ending?.close();
    },
  };
}

function startThread(order: ThreadOrder, onEnd: () => void): Promise<Thread> {
  const worker = new Worker(WORKER, { workerData: order, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
  // Only those who wait for it keep the process alive, by their connections.
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let onIdle = (): void => undefined;
  const take = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) onIdle();
    return one;
  };
  return new Promise((resolve, reject) => {
    const thread: Thread = {
      ask: (endpoint, input) =>
        new Promise((answered, failed) => {
          const question: ThreadQuestion = { id: asked++, endpoint: endpointKey(endpoint), input };
          waiting.set(question.id, { resolve: answered, reject: failed });
          worker.postMessage(question);
        }),
      async close() {
        if (waiting.size > 0) await new Promise<void>((done) => (onIdle = done));
        await worker.terminate();
      },
    };
    worker.on('message', (answer: ThreadAnswer) => {
      if ('open' in answer) return resolve(thread);
      const asker = take(answer.id);
      if ('bytes' in answer) return asker?.resolve(answer.bytes);
      const error = new CapstanError(answer.error.code, answer.error);
      if (answer.error.stack !== undefined) error.stack = answer.error.stack;
      asker?.reject(error);
    });
    const fail = (reason: string, cause?: unknown): void => {
      onEnd();
      const error = serverErrors.THREAD_ENDED({ reason }, { cause });
      reject(error);
      for (const id of waiting.keys()) take(id)?.reject(error);
    };
    worker.on('error', (error) => fail(error.message, error));
    worker.on('exit', (code) => fail(`exit code ${code}`));
  });
}
