// A process: measures one piece of batch work, alone, so that the memory is its own.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  countTable,
  decodeProfile,
  encodeProfile,
  type NaturalVariation,
  parquetTable,
  profileTable,
  sketchTable,
  type TableCounts,
  type TableProfile,
} from '../../src/data/index.ts';
import { MONITORING_DEFAULTS } from '../../src/monitor/index.ts';
import { judgeWindow } from '../../src/monitor/verdict/judge-window.ts';
import { type Columns, openColumns } from '../../src/store/index.ts';
import { cpuSeconds } from '../measure.ts';
import { scratch } from '../places.ts';
import { givenAbout } from '../processes.ts';
import type { Figures } from './section.ts';
import { columnsOf, makeTable, type Table } from './tables.ts';

/** What a process is asked to do. */
export interface BatchWork {
  /** Profile and store a reference; find drift from it, stored or profiled first; profile alone; or what DuckDB itself tells of every column in one pass. */
  readonly work: 'store' | 'stored' | 'cold' | 'profile' | 'floor';
  readonly reference: Table;
  readonly current: Table;
  readonly rounds: number;
}

/** What it says: the medians of the rounds, after one that does not count where there are several. */
export interface BatchFigures extends Figures {
  readonly bytesAColumn: number;
}

const about = await givenAbout<BatchWork>();
const store = openColumns({ memoryLimit: '512MB' });
const stored = join(scratch('monitoring'), `${about.reference.name}-${about.reference.rows}x${about.reference.columns}.profile`);
const [before, after] = [parquetTable(await makeTable(about.reference)), parquetTable(await makeTable(about.current))];
const wall: number[] = [];
const cpu: number[] = [];
let bytes = 0;
for (let round = about.rounds > 1 ? -1 : 0; round < about.rounds; round++) {
  const begun = [performance.now(), cpuSeconds()] as const;
  await work(store);
  if (round < 0) continue;
  wall.push((performance.now() - begun[0]) / 1000);
  cpu.push(cpuSeconds() - begun[1]);
}
await store.close();
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
const figures: BatchFigures = {
  wallSeconds: median(wall),
  cpuSeconds: median(cpu),
  peakMegabytes: process.resourceUsage().maxRSS / 1000,
  bytesAColumn: bytes / about.reference.columns,
};
process.send!(figures, () => process.exit(0));

async function work(columns: Columns): Promise<void> {
  switch (about.work) {
    case 'store': {
      const encoded = encodeProfile(await sketchTable(columns, before, columnsOf(about.reference)));
      bytes = encoded.length;
      await writeFile(stored, encoded);
      return;
    }
    case 'profile':
      await profileTable(columns, before, columnsOf(about.reference));
      return;
    case 'floor': {
      const told = Object.entries(columnsOf(about.reference)).map(([name, { kind }]) =>
        kind === 'string' ? `approx_count_distinct(${name})` : `min(${name}), max(${name}), avg(${name}), stddev(${name}), approx_count_distinct(${name})`,
      );
      await columns.query(`SELECT ${told.join(', ')} FROM ${before}`);
      return;
    }
    case 'stored':
      return judge(decodeProfile(await readFile(stored)).profile, columns);
    case 'cold':
      return judge(await profileTable(columns, before, columnsOf(about.reference)), columns);
  }
}

async function judge(reference: TableProfile, columns: Columns): Promise<void> {
  const inputs = await countTable(columns, after, reference);
  const none: TableCounts = { rows: inputs.rows, columns: [] };
  const days = Array.from({ length: 30 }, (_, day) => 0.01 + day / 1000);
  const natural = [...reference.columns.map(({ name }) => name), 'score'].map((column): NaturalVariation => ({
    column,
    distances: days,
    topShares: days,
    missingRates: days,
    unseenRates: days,
    outsideRates: [],
  }));
  const profile = { inputs: reference, features: { rows: reference.rows, columns: [] }, score: reference.columns[0]!, natural };
  const verdict = judgeWindow(profile, { inputs, features: none, score: { rows: inputs.rows, columns: [inputs.columns[0]!] } }, MONITORING_DEFAULTS);
  if (verdict.columns.length !== reference.columns.length + 1) throw new Error('the verdict lacks columns');
  if (verdict.discoveries.some((discovery) => discovery.urgency === 'page')) throw new Error('two halves of one distribution differ');
}
