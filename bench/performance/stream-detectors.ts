import { type Random, seededRandom } from '../../src/kernel/index.ts';
import { createAdwin, createPageHinkley } from '../../src/stats/index.ts';

interface Stream {
  readonly name: string;
  readonly draw: (random: Random) => number;
  /** Adds a change to the stream: a shift, or another rate. */
  readonly changes: readonly { readonly name: string; readonly draw: (random: Random) => number }[];
}

const rate = (p: number) => (random: Random) => (random.next() < p ? 1 : 0);
const farTails = (random: Random): number => random.normal() / Math.sqrt(random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2);
const shifted = (draw: (random: Random) => number, by: number) => (random: Random) => draw(random) + by;
const bell = (random: Random): number => random.normal();

const STREAMS: readonly Stream[] = [
  { name: 'N(0, 1)', draw: bell, changes: [0.5, 0.2].map((by) => ({ name: `+${by} sd`, draw: shifted(bell, by) })) },
  { name: 'share of .1', draw: rate(0.1), changes: [0.2, 0.13].map((p) => ({ name: `to ${p}`, draw: rate(p) })) },
  { name: 'share of .005', draw: rate(0.005), changes: [0.025].map((p) => ({ name: `to ${p}`, draw: rate(p) })) },
  { name: 't with 3 degrees', draw: farTails, changes: [{ name: '+0.5 sd', draw: shifted(farTails, 0.5) }] },
];
const DETECTORS = { ADWIN: createAdwin, 'Page-Hinkley': createPageHinkley } as const;
const STATIONARY = 5_000;
const LENGTH = 100_000;
const STREAMS_RUN = 20;
const DELAYS = 200;
const PATIENCE = 3_000;

/** False alarms and median delays of every detector on every stream. */
export function streamDetectors(say: (line: string) => void): void {
  say('| detector | stream | false alarms in 100,000 | median delay (missed in 3,000) | µs a value |');
  say('|---|---|---|---|---|');
  for (const [name, make] of Object.entries(DETECTORS))
    for (const stream of STREAMS) {
      const begun = process.cpuUsage().user;
      let alarms = 0;
      for (let run = 0; run < STREAMS_RUN; run++) {
        const random = seededRandom(`${stream.name} ${run}`);
        const detector = make();
        for (let i = 0; i < STATIONARY + LENGTH; i++) if (detector.push(stream.draw(random)) && i >= STATIONARY) alarms++;
      }
      const micros = (process.cpuUsage().user - begun) / STREAMS_RUN / (STATIONARY + LENGTH);
      const found = stream.changes.map((change) => `${change.name}: ${delayOf(make, stream.draw, change.draw)}`);
      say(`| ${name} | ${stream.name} | ${alarms / STREAMS_RUN} | ${found.join('; ')} | ${micros.toFixed(2)} |`);
    }
}

function delayOf(make: () => { push(value: number): unknown }, before: (random: Random) => number, after: (random: Random) => number): string {
  const delays = Array.from({ length: DELAYS }, (_, run) => {
    const random = seededRandom(`delay ${run}`);
    const detector = make();
    for (let i = 0; i < STATIONARY; i++) detector.push(before(random));
    for (let i = 1; i <= PATIENCE; i++) if (detector.push(after(random))) return i;
    return Infinity;
  }).sort((a, b) => a - b);
  const missed = delays.filter((delay) => delay === Infinity).length / DELAYS;
  const median = delays[DELAYS / 2]!;
  return `${median === Infinity ? '–' : median} (${missed.toFixed(2)})`;
}
