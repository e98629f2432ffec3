// A thread that profiles or counts columns of numbers: started by spread-numbers.store.ts with its order; it takes shares and answers each. Any message stops it.
import { parentPort, workerData } from 'node:worker_threads';
import { type Columns as ColumnStore, openColumns } from '../../store/index.ts';
import { countValues } from './count-values.store.ts';
import { type NumbersAnswer, type NumbersOrder, type NumbersWork, takeShare } from './numbers-protocol.ts';
import { encodeProfile } from './profile-bytes.ts';
import { profileNumbers } from './profile-numbers.store.ts';

const port = parentPort!;
const stopping = new AbortController();
port.once('message', () => stopping.abort());
const { from, memory, shares, next } = workerData as NumbersOrder;
const opened = openColumns({ memoryLimit: memory, threads: 1 });
const store: ColumnStore = {
  ...opened,
  batchesOf: (sql, parameters, take) =>
    opened.batchesOf(sql, parameters, (batch) => {
      stopping.signal.throwIfAborted();
      take(batch);
    }),
};

async function answer(work: NumbersWork): Promise<NumbersAnswer> {
  if ('count' in work) return { counts: await countValues(store, from, work.count) };
  const found = await profileNumbers(store, { from, ...work.profile });
  const profiles = found.map(({ profile }) => profile);
  return { profiles, sketched: encodeProfile({ profile: { rows: 0, columns: profiles }, sketches: found.map(({ sketches }) => sketches) }) };
}

try {
  for (let share = takeShare(next); share < shares.length; share = takeShare(next)) port.postMessage({ share, answer: await answer(shares[share]!) });
} catch {
  // What cannot be done here fails again where it is asked for, and is told there.
} finally {
  await opened.close();
  port.close();
}
