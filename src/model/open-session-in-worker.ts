import { Worker } from 'node:worker_threads';
import { CapstanError } from '../kernel/index.ts';
import type { Engine } from './model.ts';
import { modelErrors } from './model.errors.ts';
import type { Session } from './open-session.ts';
import type { ModelInterface } from './read-interface.ts';
import type { SessionAnswer, SessionOrder, SessionQuestion } from './session-protocol.ts';

const WORKER = new URL(new URL('session-worker.js', import.meta.url).href.replace('/src/', '/dist/'));

interface Waiting {
  resolve(values: Float32Array | Float64Array): void;
  reject(error: unknown): void;
}

interface Thread {
  readonly engine: Engine;
  ask(rows: Float32Array, count: number): Promise<Float32Array | Float64Array>;
  readonly isDead: () => boolean;
  end(): Promise<void>;
}

/**
 * Opens a graph in ONNX Runtime in a thread of its own, so that this one answers others meanwhile. A thread that dies fails what it was asked
 * (MODEL_WORKER_ENDED); the next question starts another. Throws MODEL_RUNTIME_MISSING, MODEL_REFUSED.
 */
export async function openSessionInWorker(bytes: Uint8Array, plan: ModelInterface, engine?: Engine): Promise<Session> {
  const order: SessionOrder = { bytes, plan, engine };
  let thread = Promise.resolve(await startThread(order));
  const { engine: opened } = await thread;
  return {
    engine: opened,
    async run(rows, count) {
      if ((await thread).isDead()) thread = startThread(order);
      return (await thread).ask(rows, count);
    },
    async close() {
      await (await thread).end();
    },
  };
}

function startThread(order: SessionOrder): Promise<Thread> {
  const worker = new Worker(WORKER, { workerData: order });
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let dead = false;
  // It keeps the process alive only while somebody waits for it.
  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    return one;
  };
  return new Promise((resolve, reject) => {
    const thread: Omit<Thread, 'engine'> = {
      isDead: () => dead,
      ask: (rows, count) =>
        new Promise((answered, failed) => {
          const id = asked++;
          waiting.set(id, { resolve: answered, reject: failed });
          worker.ref();
          // A copy: what the caller gave may be a part of something larger, or be used again.
          const question: SessionQuestion = { id, rows: rows.slice(), count };
          worker.postMessage(question, [question.rows.buffer as ArrayBuffer]);
        }),
      async end() {
        dead = true;
        await worker.terminate();
      },
    };
    worker.on('message', (answer: SessionAnswer) => {
      if ('opened' in answer) {
        worker.unref();
        resolve({ ...thread, engine: answer.opened });
      } else if ('values' in answer) settle(answer.id)?.resolve(answer.values);
      else {
        const error = new CapstanError(answer.error.code, answer.error);
        if (answer.id === null) reject(error);
        else settle(answer.id)?.reject(error);
      }
    });
    const fail = (reason: string, cause?: unknown): void => {
      dead = true;
      const error = modelErrors.WORKER_ENDED({ reason }, { cause });
      for (const one of waiting.values()) one.reject(error);
      waiting.clear();
      reject(error);
    };
    worker.on('error', (error) => fail(error.message, error));
    worker.on('exit', (code) => fail(`exit code ${code}`));
  });
}
