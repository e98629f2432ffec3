import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Batch } from '../../../src/data/index.ts';
import { ROOT } from '../../places.ts';
import type { Alarm, Detector } from '../detector.ts';
import { installPeer, type PeerName, PEERS } from './peers.ts';

/** A peer in a process of its own, that judges batches as Capstan does. */
export interface Peer extends Detector {
  /** By what it says itself; once it has answered. */
  readonly version: () => string;
  /** Batches on which it failed: it said nothing of them. */
  readonly failures: () => readonly string[];
  readonly stop: () => void;
}

/** One line of `peer.py`. */
interface Answer {
  readonly version: string;
  readonly alarms: readonly (readonly string[])[] | null;
  readonly error?: string;
  readonly cpuMilliseconds: number;
}

/** Installs a peer where it is missing and starts it. `rows` is the size of the batches to come. */
export function startPeer(name: PeerName, rows: number): Peer {
  const { title, readings } = PEERS[name];
  const child = spawn(installPeer(name), [join(ROOT, 'bench', 'detection', 'peers', 'peer.py'), name, String(rows)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // A group of its own: what the peer starts ends with it.
    detached: true,
    env: { ...process.env, TQDM_DISABLE: '1', NML_DISABLE_USAGE_LOGGING: '1', DO_NOT_TRACK: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failures: string[] = [];
  let cpu = 0;
  let version = '';
  const ask = async (batch: Batch, reference: boolean): Promise<readonly Alarm[]> => {
    child.stdin.write(
      `${JSON.stringify({ reference, columns: batch.columns.map(({ name: column, kind, values }) => ({ name: column, kind, values: Array.from<unknown>(values) })) })}\n`,
    );
    const line = await lines.next();
    if (line.done === true) throw new TypeError(`${title} ended before it had judged all batches; run bench/detection/peers/peer.py by hand to see why`);
    const answer = JSON.parse(line.value) as Answer;
    ({ version } = answer);
    cpu += answer.cpuMilliseconds;
    if (answer.error !== undefined) failures.push(answer.error);
    return answer.alarms?.map((columns) => ({ named: columns.map((column) => ({ column, kind: null })) })) ?? readings.map(() => ({ named: [] }));
  };
  return {
    readings: readings.map((reading) => `${title}, ${reading}`),
    fit: async (reference) => {
      await ask(reference, true);
      return (batch) => ask(batch, false);
    },
    cpu: () => cpu,
    version: () => `${title} ${version}`,
    failures: () => failures,
    stop: () => endGroup(child),
  };
}

/** Ends a process and all that it started: `detached` made it the head of a group. */
function endGroup({ pid, exitCode, stdin }: ReturnType<typeof spawn>): void {
  stdin!.end();
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    // It has ended already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
