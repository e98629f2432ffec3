// The thread that answers what may take long: started by answer-thread.ts with its order, asked one question after another, ended by it.
import { parentPort, workerData } from 'node:worker_threads';
import { openTrackingReader } from '../../platform/index.ts';
import { toCapstanError } from '../to-capstan-error.ts';
import type { ThreadAnswer, ThreadOrder, ThreadQuestion, ThrownByThread } from './answer-protocol.ts';
import { endpointKey, isLong } from './endpoint.ts';
import { MLFLOW_ENDPOINTS } from './endpoints.ts';

const port = parentPort!;
const say = (answer: ThreadAnswer, moved: ArrayBuffer[] = []): void => port.postMessage(answer, moved);

function describe(thrown: unknown): ThrownByThread {
  const { code, status, message, remedy, facts } = toCapstanError(thrown);
  return { code, status, message, remedy, facts, stack: thrown instanceof Error ? thrown.stack : undefined };
}

/** The bytes of an answer's JSON, which are nobody else's. */
const toBytes = (answer: object | string | Uint8Array | undefined): Uint8Array =>
  answer instanceof Uint8Array ? answer : new TextEncoder().encode(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));

const rooms = await openTrackingReader(workerData as ThreadOrder);
const endpoints = new Map(
  Object.values(MLFLOW_ENDPOINTS)
    .flat()
    .filter(isLong)
    .map((one) => [endpointKey(one), one]),
);
// One after another: what waits takes no memory, and those who asked first have their answer first.
let last: Promise<void> = Promise.resolve();
port.on('message', ({ id, endpoint, input }: ThreadQuestion) => {
  last = last.then(async () => {
    try {
      const bytes = toBytes(await endpoints.get(endpoint)!.answer(rooms, input));
      say({ id, bytes }, [bytes.buffer as ArrayBuffer]);
    } catch (error) {
      say({ id, error: describe(error) });
    }
  });
});
say({ open: true });
