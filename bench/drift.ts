import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ColumnCounts,
  countTable,
  mergeCounts,
  type NaturalVariation,
  number,
  parquetTable,
  profileTable,
  string,
  type TableCounts,
  type TableProfile,
} from '../src/data/index.ts';
import { judgeWindow } from '../src/monitor/verdict/judge-window.ts';
import { MONITORING_DEFAULTS } from '../src/monitor/index.ts';
import { type Columns, openColumns } from '../src/store/index.ts';
import type { ReferenceProfile } from '../src/train/index.ts';
import type { Bench, BenchRow } from './bench.ts';
import { compare, cpuMilliseconds, median, milliseconds, takeTurns } from './measure.ts';
import { scratch } from './places.ts';

const ROWS = 1_000_000;
const ROUNDS = 3;
const PROMISE_MS = 500;
const NUMBERS = ['uniform', 'normal', 'skewed', 'whole', 'rounded', 'mostly_zero', 'with_missing'];
const TEXTS = ['few', 'airports', 'many'];
const COLUMNS = { ...Object.fromEntries(NUMBERS.map((name) => [name, number()])), ...Object.fromEntries(TEXTS.map((name) => [name, string()])) };

/** What it takes to profile a table, and to find drift in it against a reference that is stored. */
export const drift: Bench = {
  summary: 'profile and drift of 1,000,000 rows of 10 columns',
  async run() {
    const store = openColumns();
    const [before, after] = [await makeTable(store, 'before', 1), await makeTable(store, 'after', 2)];
    const reference = await referenceOf(await profileTable(store, parquetTable([before]), COLUMNS));
    const onePass = () =>
      store.query(
        `SELECT ${[...NUMBERS.map((name) => `min(${name}), max(${name}), avg(${name}), stddev(${name})`), ...TEXTS.map((name) => `approx_count_distinct(${name})`)].join(', ')} FROM ${parquetTable([after])}`,
      );
    let hours: readonly TableCounts[] = [];
    const wall = await takeTurns(ROUNDS, {
      profile: () => milliseconds(() => profileTable(store, parquetTable([after]), COLUMNS)),
      drift: () => milliseconds(async () => judge(reference, await countTable(store, parquetTable([after]), reference.inputs))),
      floor: () => milliseconds(onePass),
    });
    const cpu = await takeTurns(1, {
      profile: () => cpuMilliseconds(() => profileTable(store, parquetTable([after]), COLUMNS)),
      drift: () => cpuMilliseconds(async () => judge(reference, await countTable(store, parquetTable([after]), reference.inputs))),
      floor: () => cpuMilliseconds(onePass),
    });
    const whole = await countTable(store, parquetTable([after]), reference.inputs);
    hours = Array.from({ length: 24 }, () => whole);
    const live = await takeTurns(ROUNDS, { window: () => milliseconds(() => judge(reference, hours.reduce(mergeCounts))) });
    await store.close();
    const floor = 'one pass of DuckDB: min, max, mean, deviation, distinct';
    const about = (name: string): { name: string; unit: string; floor: string } => ({ name, unit: 'ms', floor });
    const promise = (figure: number): BenchRow['promise'] => ({ text: `≤ ${PROMISE_MS} ms`, holds: figure <= PROMISE_MS });
    return [
      { ...compare(about('drift of 1 M × 10 rows in Parquet against a stored reference'), wall.drift, wall.floor), promise: promise(median(wall.drift)) },
      compare(about('drift of 1 M × 10: CPU'), cpu.drift, cpu.floor),
      { name: 'drift of a live day, from its hourly counts of 10 columns', unit: 'ms', ours: median(live.window), floor: null, ratio: null, promise: promise(median(live.window)) },
      compare(about('profile of 1 M × 10'), wall.profile, wall.floor),
      compare(about('profile of 1 M × 10: CPU'), cpu.profile, cpu.floor),
    ];
  },
};

async function makeTable(store: Columns, name: string, seed: number): Promise<string> {
  const path = join(scratch('drift'), `${name}.parquet`);
  if (existsSync(path)) return path;
  // hash(i, …) is a random number that is the same on every machine.
  const random = (salt: string): string => `(hash(i, ${seed}, '${salt}') / 18446744073709551616.0)`;
  const normal = (salt: string): string => `sqrt(-2 * ln(1 - ${random(`${salt}a`)})) * cos(6.283185307179586 * ${random(`${salt}b`)})`;
  const sql = `SELECT ${random('u')} AS uniform, ${normal('n')} AS normal, exp(${normal('s')}) AS skewed, floor(${random('w')} * 1440)::DOUBLE AS whole,
    round(${normal('r')} * 100, 1) AS rounded, CASE WHEN ${random('z')} < 0.8 THEN 0 ELSE ${random('y')} END AS mostly_zero,
    CASE WHEN ${random('m')} < 0.1 THEN NULL ELSE ${normal('q')} END AS with_missing,
    'k' || floor(${random('f')} * 5)::INTEGER AS few, 'A' || floor(${random('a')} * ${random('b')} * 300)::INTEGER AS airports, 'm' || floor(${random('l')} * 2000)::INTEGER AS many
    FROM range(${ROWS}) AS t(i)`;
  await store.copyToParquet(sql, path);
  return path;
}

/** A reference such as a release carries; the days of its training varied by a few percent. */
async function referenceOf(inputs: TableProfile): Promise<ReferenceProfile> {
  const days = Array.from({ length: 30 }, (_, day) => 0.01 + day / 1000);
  const natural = inputs.columns.map(({ name }): NaturalVariation => ({ column: name, distances: days, topShares: days, missingRates: days, unseenRates: days }));
  return { inputs, features: { rows: inputs.rows, columns: [] }, score: inputs.columns[0]!, natural: [...natural, { ...natural[0]!, column: 'score' }] };
}

function judge(reference: ReferenceProfile, inputs: TableCounts): void {
  const score: ColumnCounts = inputs.columns[0]!;
  const verdict = judgeWindow(reference, { inputs, features: { rows: inputs.rows, columns: [] }, score: { rows: inputs.rows, columns: [score] } }, MONITORING_DEFAULTS);
  if (verdict.columns.length !== reference.inputs.columns.length + 1) throw new Error('the verdict lacks columns');
}
