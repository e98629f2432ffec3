// A thread that profiles or counts columns of numbers: started by spread-numbers.store.ts with its order, which it answers once. Any message stops it.
import { parentPort, workerData } from 'node:worker_threads';
import { type Columns as ColumnStore, openColumns } from '../../store/index.ts';
import { countValues } from './count-values.store.ts';
import type { NumbersAnswer, NumbersOrder } from './numbers-protocol.ts';
import { encodeProfile } from './profile-bytes.ts';
import { profileNumbers } from './profile-numbers.store.ts';

const port = parentPort!;
const stopping = new AbortController();
port.once('message', () => stopping.abort());

async function answer(order: NumbersOrder): Promise<NumbersAnswer> {
  const opened = openColumns({ memoryLimit: order.memory, threads: 1 });
  const store: ColumnStore = {
    ...opened,
    batchesOf: (sql, parameters, take) =>
      opened.batchesOf(sql, parameters, (batch) => {
        stopping.signal.throwIfAborted();
        take(batch);
      }),
  };
  try {
    if ('count' in order) return { counts: await countValues(store, order.from, order.count) };
    const found = await profileNumbers(store, { from: order.from, columns: order.profile });
    const profiles = found.map(({ profile }) => profile);
    return { profiles, sketched: encodeProfile({ profile: { rows: 0, columns: profiles }, sketches: found.map(({ sketches }) => sketches) }) };
  } finally {
    await opened.close();
  }
}

// What cannot be done here fails again where it is asked for, and is told there.
const answered = await answer(workerData as NumbersOrder).catch(() => undefined);
if (answered !== undefined) port.postMessage(answered);
port.close();
