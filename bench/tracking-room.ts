import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openMeans } from '../src/store/index.ts';
import { createTrackingRoom, trainMigrations, type TrackingRoom } from '../src/train/index.ts';
import type { Bench } from './bench.ts';
import { compare, median, milliseconds, takeTurns } from './measure.ts';
import { scratch } from './places.ts';

const ROUNDS = 5;
const ORDERS = 100;
const WRITERS = 50;
const HISTORY = 100_000;
const RUNS = 100;
const POINTS_A_RUN = 2000;

/** What is logged to runs, without a server around it, beside the least that the disk allows. */
export const trackingRoom: Bench = {
  summary: 'metrics of runs, logged durably and read again',
  async run() {
    const root = scratch('tracking-room');
    const means = await openMeans({ project: 'bench', folder: join(root, 'state'), migrations: trainMigrations });
    const room = createTrackingRoom(means);
    const floor = await open(join(root, 'floor'), 'w');
    try {
      return [...(await measureLogging(room, () => appendDurably(floor))), ...(await measureReading(room))];
    } finally {
      await floor.close();
      await room.close();
      await means.close();
      rmSync(root, { recursive: true, force: true });
    }
  },
};

const page = Buffer.alloc(4096, 1);

async function appendDurably(file: Awaited<ReturnType<typeof open>>): Promise<void> {
  await file.write(page);
  await file.datasync();
}

const startRun = async (room: TrackingRoom): Promise<string> => (await room.runs.create({ experiment: 0 })).info.id;

async function measureLogging(room: TrackingRoom, append: () => Promise<void>) {
  const runs = await Promise.all(Array.from({ length: WRITERS }, () => startRun(room)));
  let step = 0;
  const log = (run: string, keys: number): Promise<void> => {
    const at = Date.now();
    step++;
    return room.runs.log(run, { metrics: Array.from({ length: keys }, (_, key) => ({ key: `m${key}`, value: Math.sqrt(step + key), step, at })) });
  };
  const oneByOne = async (once: () => Promise<void>): Promise<number> => {
    const took = await milliseconds(async () => {
      for (let i = 0; i < ORDERS; i++) await once();
    });
    return (ORDERS / took) * 1000;
  };
  const atOnce = async (keys: number): Promise<number> => {
    const took = await milliseconds(() =>
      Promise.all(
        runs.map(async (run) => {
          for (let i = 0; i < ORDERS / 10; i++) await log(run, keys);
        }),
      ),
    );
    return ((WRITERS * ORDERS) / 10 / took) * 1000;
  };
  const found = await takeTurns(ROUNDS, {
    one: () => oneByOne(() => log(runs[0]!, 1)),
    many: () => atOnce(1),
    ten: () => atOnce(10),
    wide: () => atOnce(500),
    floor: () => oneByOne(append),
  });
  const sync = 'append 4 kB and fdatasync, one after another';
  const row = (name: string, ours: readonly number[]) => compare({ name, unit: 'orders/s', floor: sync }, ours, found.floor);
  return [
    row('log 1 metric, one writer', found.one),
    row(`log 1 metric, ${WRITERS} writers`, found.many),
    row(`log 10 metrics, ${WRITERS} writers`, found.ten),
    row(`log 500 metrics, ${WRITERS} writers`, found.wide),
  ];
}

async function measureReading(room: TrackingRoom) {
  const fill = async (count: number): Promise<string> => {
    const run = await startRun(room);
    for (let from = 0; from < count; from += 1000)
      await room.runs.log(run, {
        metrics: Array.from({ length: 1000 }, (_, i) => ({ key: 'loss', value: 1 / (from + i + 1), step: from + i, at: 1_764_000_000_000 + (from + i) * 97 })),
      });
    return run;
  };
  const long = await fill(HISTORY);
  const runs = await Promise.all(Array.from({ length: RUNS }, () => fill(POINTS_A_RUN)));
  await room.close();
  const found = await takeTurns(ROUNDS, {
    history: () => milliseconds(() => room.metrics.history(long, 'loss')),
    sample: () => milliseconds(() => room.metrics.sample(runs, 'loss', { points: 320 })),
  });
  const row = (name: string, ours: readonly number[], most: number) => ({
    name,
    unit: 'ms',
    ours: median(ours),
    floor: null,
    ratio: null,
    promise: { text: `≤ ${most} ms`, holds: median(ours) <= most },
  });
  return [row(`history of ${HISTORY.toLocaleString('en')} points`, found.history, 50), row(`curves of ${RUNS} runs, 320 points each`, found.sample, 100)];
}
