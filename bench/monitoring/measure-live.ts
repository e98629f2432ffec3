// A process: measures what watching live traffic costs.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addCounts, ALWAYS, createHourCounter, type ReleaseCounts } from '../../src/serve/hour-counts.ts';
import { LogState } from '../../src/serve/log/log-state.ts';
import { type LogWriter, openLogWriter } from '../../src/serve/log/log-writer.ts';
import { segmentFiles } from '../../src/serve/log/segment-files.ts';
import type { TailSegment } from '../../src/serve/log/tail-segment.ts';
import { createCountReader } from '../../src/serve/read-counts.ts';
import { decodeHours, encodeHours } from '../../src/serve/sealed-counts.ts';
import { decodeSegments, encodeSegments } from '../../src/serve/sealed-segmented-counts.ts';
import { writeSealed } from '../../src/serve/sealed.store.ts';
import { addSegments, countSegmentsInTurns } from '../../src/serve/segmented-counts.ts';
import { openColumns } from '../../src/store/index.ts';
import type { Digest } from '../../src/kernel/index.ts';
import { cpuSeconds } from '../measure.ts';
import { scratch } from '../places.ts';
import { createEvents, makeRelease } from './events.ts';

/** What it says; times of one event are of CPU, in microseconds. */
export interface LiveFigures {
  readonly countMicros: number;
  readonly logMicros: number;
  readonly sealMicros: number;
  /** Both, of a thousand models that take turns, 20 events each a second. */
  readonly fleetMicros: number;
  /** What a model's open hour takes in the memory of the process, in bytes. */
  readonly memoryAModel: number;
  readonly bytesAModelHour: number;
  /** Reading and merging a day of hours, of 1,000 and of 50,000 events each: CPU ms. */
  readonly closeSmall: number;
  readonly closeLarge: number;
  /** Counting one event by the 21 segments of each of three inputs, when its segment of the log is sealed: CPU microseconds. */
  readonly segmentMicros: number;
  /** The counts by segment of an hour of 50,000 events, on disk. */
  readonly bytesByInput: number;
  /** Reading and merging a day of them: CPU ms. */
  readonly closeSegments: number;
  /** The 99th percentile of the time until an event is logged, without and with counting: ms. */
  readonly p99Without: number;
  readonly p99With: number;
}

const MODELS = 1000;
const BATCH = 64;
const EVENTS = 50_000;
const release = makeRelease();
const events = createEvents();
const columns = openColumns();
let folders = 0;

const begun = { count: await countMicros(), log: await logMicros(), seal: await sealMicros() };
const fleet = await fleetFigures();
const figures: LiveFigures = {
  countMicros: begun.count,
  logMicros: begun.log,
  sealMicros: begun.seal,
  ...fleet,
  ...closeFigures(),
  ...(await segmentFigures()),
  p99Without: await p99((_segment) => undefined),
  p99With: await p99(following()),
};
await columns.close();
process.send!(figures, () => process.exit(0));

/** CPU microseconds of a piece of work for each of so many events: the second time. */
async function micros(count: number, work: () => unknown): Promise<number> {
  await work();
  const before = cpuSeconds();
  await work();
  return ((cpuSeconds() - before) * 1e6) / count;
}

function countMicros(): Promise<number> {
  const records = events(release, EVENTS);
  return micros(EVENTS, () => {
    const counter = createHourCounter();
    for (const record of records) counter.add(record, release);
    counter.counts(ALWAYS);
  });
}

async function openLog(
  mode: 'durable' | 'fast',
  onCommitted: (segment: TailSegment) => void,
): Promise<{ readonly writer: LogWriter; readonly state: LogState; readonly end: () => Promise<void> }> {
  const folder = join(scratch('monitoring'), `log-${process.pid}-${folders++}`);
  mkdirSync(folder);
  const state = new LogState(segmentFiles(folder));
  const writer = await openLogWriter(state, {
    mode,
    segmentBytes: 1 << 30,
    seal: () => Promise.reject(new Error('nothing is sealed here')),
    onCommitted,
    onSealingFailed: () => undefined,
  });
  return {
    writer,
    state,
    async end() {
      await writer.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Durable: sixteen requests of 64 events are under way at once, and wait for the disk together. */
function logMicros(): Promise<number> {
  const batches = Array.from({ length: Math.floor(EVENTS / BATCH) }, () => events(release, BATCH));
  return micros(batches.length * BATCH, async () => {
    const { writer, end } = await openLog('durable', () => undefined);
    for (let at = 0; at < batches.length; at += 16) await Promise.all(batches.slice(at, at + 16).map((records) => writer.append({ kind: 'predictions', records }).committed));
    await end();
  });
}

/** Turning a closed segment of the log into Parquet. */
async function sealMicros(): Promise<number> {
  const { writer, state, end } = await openLog('fast', () => undefined);
  const count = 10_000;
  await writer.append({ kind: 'predictions', records: events(release, count) }).committed;
  const [segment] = state.tail;
  const files = segmentFiles(join(scratch('monitoring'), `sealed-${process.pid}`));
  const found = await micros(count, async () => {
    await writeSealed(columns, files, { segment: segment!, first: 0, extra: () => Promise.resolve() });
    rmSync(files.folder, { recursive: true });
  });
  await end();
  return found;
}

async function fleetFigures(): Promise<Pick<LiveFigures, 'fleetMicros' | 'memoryAModel' | 'bytesAModelHour'>> {
  const releases = Array.from({ length: MODELS }, (_, model) => ({ ...release, id: `sha256:${String(model).padStart(64, '0')}` as Digest }));
  const counter = createHourCounter();
  const { writer, end } = await openLog('durable', () => undefined);
  const second = (): ReturnType<typeof events>[] => releases.map((one) => events(one, 20));
  const run = async (batches: ReturnType<typeof events>[]): Promise<void> => {
    // What comes within 10 ms is committed together.
    for (let at = 0; at < MODELS; at += 10) {
      const group = batches.slice(at, at + 10);
      await Promise.all(group.map((records) => writer.append({ kind: 'predictions', records }).committed));
      group.forEach((records, i) => records.forEach((record) => counter.add(record, releases[at + i]!)));
    }
  };
  const empty = memoryUsed();
  for (const one of releases) for (const record of events(one, 2)) counter.add(record, one);
  counter.counts(ALWAYS);
  const memory = memoryUsed() - empty;
  await run(second());
  const seconds = 5;
  let cpu = 0;
  for (let n = 0; n < seconds; n++) {
    const batches = second();
    const before = cpuSeconds();
    await run(batches);
    cpu += cpuSeconds() - before;
  }
  const before = cpuSeconds();
  const counts = counter.counts(ALWAYS);
  cpu += cpuSeconds() - before;
  const bytes = encodeHours(counts).length / MODELS;
  await end();
  return { fleetMicros: (cpu * 1e6) / (seconds * MODELS * 20), memoryAModel: memory / MODELS, bytesAModelHour: bytes };
}

/** Bytes that are held after a collection of garbage where Node allows it, arrays outside the heap included. */
function memoryUsed(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function closeFigures(): Pick<LiveFigures, 'closeSmall' | 'closeLarge'> {
  const close = (count: number): number => {
    const counter = createHourCounter();
    for (const record of events(release, count)) counter.add(record, release);
    const bytes = encodeHours(counter.counts(ALWAYS));
    const day = (): ReleaseCounts => Array.from({ length: 24 }, (): ReleaseCounts => decodeHours(bytes)[0]!).reduce(addCounts);
    day();
    const before = cpuSeconds();
    day();
    return (cpuSeconds() - before) * 1000;
  };
  return { closeSmall: close(1000), closeLarge: close(50_000) };
}

/** Three inputs of 21 values each cut the events; each segment has a reference as large as the whole's. */
async function segmentFigures(): Promise<Pick<LiveFigures, 'segmentMicros' | 'bytesByInput' | 'closeSegments'>> {
  const values = Array.from({ length: 21 }, (_, i) => `s${i}`);
  const { inputs, features, score } = release.reference;
  const own = { inputs, features, score, natural: [] };
  const cuts = [0, 1, 2].map((n) => ({ column: `segment_${n}`, edges: [], values, mixes: [], segments: values.map(() => ({ rows: 5000, cells: [], own })) }));
  const segmented = { ...release, reference: { ...release.reference, segmentations: cuts } };
  const records = events(release, EVENTS).map((record, i) => ({
    ...record,
    inputs: { ...record.inputs, ...Object.fromEntries(cuts.map(({ column }, n) => [column, values[Math.floor(i / 21 ** n) % 21]!])) },
  }));
  let counted = await countSegmentsInTurns(segmented, records);
  const segmentMicros = await micros(EVENTS, async () => (counted = await countSegmentsInTurns(segmented, records)));
  const bytes = encodeSegments([{ release: release.id, hour: 0, segmentations: counted }]);
  const day = () => Array.from({ length: 24 }, () => decodeSegments(bytes)[0]!.segmentations!).reduce(addSegments);
  day();
  const before = cpuSeconds();
  day();
  return { segmentMicros, bytesByInput: bytes.length / cuts.length, closeSegments: (cpuSeconds() - before) * 1000 };
}

/** 2,000 events a second for two seconds, two at a time; how long the slowest hundredth waits until it is logged. */
async function p99(onCommitted: (segment: TailSegment) => void): Promise<number> {
  const { writer, end } = await openLog('fast', onCommitted);
  const waits: number[] = [];
  const until = performance.now() + 2000;
  while (performance.now() < until) {
    const records = events(release, 2);
    const before = performance.now();
    // In fast mode nobody waits for the disk: what a request waits for is its turn.
    writer.append({ kind: 'predictions', records }).committed.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    waits.push(performance.now() - before);
    await sleep(1);
  }
  await end();
  waits.sort((a, b) => a - b);
  return waits[Math.floor(0.99 * waits.length)]!;
}

/** Counting as the server counts: after the answers, in slices. */
function following(): (segment: TailSegment) => void {
  const reader = createCountReader({ state: new LogState(segmentFiles(scratch('monitoring'))), columns, load: () => Promise.resolve(release) });
  return (segment) => reader.follow(segment);
}
