// The thread in which a graph is run: started by open-session-in-worker.ts with its order, asked one question at a time, ended by it.
import { parentPort, workerData } from 'node:worker_threads';
import { isCapstanError, messageOf } from '../kernel/index.ts';
import { modelErrors } from './model.errors.ts';
import { openSession } from './open-session.ts';
import type { SessionAnswer, SessionOrder, SessionQuestion, ThrownBySession } from './session-protocol.ts';

const port = parentPort!;
const say = (answer: SessionAnswer, moved: ArrayBuffer[] = []): void => port.postMessage(answer, moved);

function describe(thrown: unknown): ThrownBySession {
  const { code, status, message, remedy, facts } = isCapstanError(thrown) ? thrown : modelErrors.RUN_FAILED({ reason: messageOf(thrown) });
  return { code, status, message, remedy, facts };
}

const order = workerData as SessionOrder;
try {
  const session = await openSession(order.bytes, order.plan, order.engine);
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, rows, count }: SessionQuestion) => {
    last = last.then(async () => {
      try {
        // A copy: the runtime owns what it gives.
        const values = (await session.run(rows, count)).slice();
        say({ id, values }, [values.buffer]);
      } catch (error) {
        say({ id, error: describe(error) });
      }
    });
  });
  say({ opened: session.engine });
} catch (error) {
  say({ id: null, error: describe(error) });
}
