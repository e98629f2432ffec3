import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, BenchRow } from './bench.ts';
import { makeFlightProject, sampleFlights } from './flight-project.ts';
import { median } from './measure.ts';
import { CLI } from './places.ts';
import { runNode } from './processes.ts';

const ROUNDS = 5;
const PROMISE_MS = 500;
const PROMISE_MB = 150;

/** What one start of the server showed. */
interface Start {
  readonly listening: number;
  readonly answered: number;
  /** Resident megabytes, some seconds after listening, and after the first predictions. */
  readonly idle: number;
  readonly used: number;
}

/** How soon the server is there, and what it takes when it has nothing to do. */
export const startUp: Bench = {
  summary: 'starting `capstan up` on the flight example',
  async run() {
    const folder = await makeFlightProject();
    const body = JSON.stringify({ requests: (await sampleFlights()).slice(0, 1).map((inputs) => ({ unitKey: 'first', eventAt: inputs.departure, inputs })) });
    const starts: Start[] = [];
    const bare: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const floor = await runNode(['-e', '0']);
      const start = await startOnce(folder, body);
      const status = await runNode([CLI, 'status'], { cwd: folder });
      if (round === 0) continue;
      bare.push(floor.wall);
      starts.push(start);
      cpu.push(status.cpu - floor.cpu);
    }
    const floor = { name: 'node -e 0', value: median(bare) };
    const beyond = (kind: 'listening' | 'answered'): number => median(starts.map((start, i) => start[kind] - bare[i]!));
    const row = (name: string, ours: number, promise: BenchRow['promise'] = null): BenchRow => ({ name, unit: 'ms', ours, floor, ratio: ours / floor.value, promise });
    const memory = (name: string, kind: 'idle' | 'used', promise: BenchRow['promise']): BenchRow => ({
      name,
      unit: 'MB',
      ours: median(starts.map((start) => start[kind])),
      floor: null,
      ratio: null,
      promise,
    });
    const idle = median(starts.map((start) => start.idle));
    return [
      row('`capstan up`: listening, beyond bare node', beyond('listening'), { text: `≤ ${PROMISE_MS} ms`, holds: beyond('listening') <= PROMISE_MS }),
      row('`capstan up`: first prediction answered, beyond bare node', beyond('answered')),
      row('`capstan status`, beyond bare node: CPU', median(cpu)),
      memory('`capstan up`: resident, idle', 'idle', { text: `≤ ${PROMISE_MB} MB`, holds: idle <= PROMISE_MB }),
      memory('`capstan up`: resident, after a prediction', 'used', null),
    ];
  },
};

async function startOnce(folder: string, body: string): Promise<Start> {
  const start = performance.now();
  const child = spawn(process.execPath, [CLI, 'up', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text) => {
      said += String(text);
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    child.once('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
  const listening = performance.now() - start;
  await wait(3_000);
  const idle = residentMegabytes(child.pid!);
  const asked = performance.now();
  const answer = await fetch(`${url}/v1/predict`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!answer.ok) throw new Error(await answer.text());
  const answered = listening + performance.now() - asked;
  await wait(1_000);
  const used = residentMegabytes(child.pid!);
  child.kill('SIGTERM');
  await closed;
  return { listening, answered, idle, used };
}

function residentMegabytes(pid: number): number {
  const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kilobytes) / 1024;
}
