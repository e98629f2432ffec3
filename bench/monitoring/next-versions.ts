import { fileURLToPath } from 'node:url';
import { checkTable } from '../../src/data/index.ts';
import { relationOf, type Surroundings } from '../../src/data/contract/surroundings.ts';
import { suggestContract } from '../../src/data/contract/suggest/suggest-contract.store.ts';
import { digestOf } from '../../src/kernel/index.ts';
import type { Columns } from '../../src/store/index.ts';

/** A real table in versions, one after the other. */
interface History {
  readonly name: string;
  /** Its rows in order, with the number of the version as `version`. */
  readonly sql: string;
  /** Versions that a contract is proposed from, and those after them that it is tried on. */
  readonly seen: number;
  readonly next: number;
}

const packaged = (file: string): string => fileURLToPath(new URL(`data/${file}`, new URL('../', import.meta.resolve('vega-datasets'))));

const FLIGHTS = `read_parquet('${packaged('flights-3m.parquet')}', file_row_number = true)`;
const flightsBy = (version: string, every: number): string =>
  `SELECT date, delay, distance, origin, destination, ${version} AS version FROM ${FLIGHTS} WHERE hash(file_row_number) % ${every} = 0 AND date < '2001-07-01' ORDER BY date, file_row_number`;

/** Tables of vega-datasets. */
export const HISTORIES: readonly History[] = [
  { name: 'flights, days of 2,000 rows, after four weeks', sql: flightsBy(`date_diff('day', TIMESTAMP '2001-01-01', date)`, 8), seen: 28, next: 28 },
  { name: 'flights, months of 30,000 rows, after a file of one month', sql: flightsBy('month(date) - 1', 16), seen: 1, next: 1 },
  {
    name: 'weather of two cities, months of 60 rows, after two years',
    sql: `SELECT *, (year(date) - 2012) * 12 + month(date) - 1 AS version FROM read_csv('${packaged('weather.csv')}') ORDER BY date, location`,
    seen: 24,
    next: 12,
  },
  {
    name: 'birdstrikes, batches of 500 rows, after ten',
    sql: `SELECT *, (row_number() OVER (ORDER BY "Flight Date") - 1) // 500 AS version FROM read_csv('${packaged('birdstrikes.csv')}', sample_size = -1) ORDER BY "Flight Date"`,
    seen: 10,
    next: 5,
  },
];

/** Tables of this process as the files that a contract compares with, learned once. */
export const surroundingsOf = (against: readonly { readonly file: string }[]): Surroundings => ({
  relations: new Map(against.map((to) => [relationOf(to), to.file])),
  contents: new Map(against.map((to) => [relationOf(to), digestOf(to.file)])),
  learned: new Map(),
});

/** Proposes contracts as a history goes on, and tries each on the versions after it; what fails is told on stderr. */
export async function tryNextVersions(store: Columns, { name, sql, seen, next }: History): Promise<{ hits: number; runs: number }> {
  await store.query(`CREATE OR REPLACE TEMP TABLE history AS ${sql}`);
  const [last] = await store.query<{ version: number }>('SELECT max(version)::INTEGER AS version FROM history');
  const tally = { hits: 0, runs: 0 };
  for (let from = 0; from + seen <= last!.version; from += next) {
    const tables: string[] = [];
    for (let version = from; version < from + seen; version++) {
      tables.push(`seen${version - from}`);
      await store.query(`CREATE OR REPLACE TEMP TABLE ${tables.at(-1)} AS SELECT * EXCLUDE (version) FROM history WHERE version = ${version}`);
    }
    const against = tables.map((file) => ({ file, digest: file }));
    const { contract } = await suggestContract(
      store,
      tables.map((table) => ({ table, texts: 'wrong' as const })),
      { falseAlarm: 0.01, against },
    );
    const surroundings = surroundingsOf(against);
    for (let version = from + seen; version < Math.min(from + seen + next, last!.version + 1); version++) {
      await store.query(`CREATE OR REPLACE TEMP TABLE batch AS SELECT * EXCLUDE (version) FROM history WHERE version = ${version}`);
      const { failures } = await checkTable(store, 'batch', { contract, surroundings });
      tally.runs++;
      if (failures.length === 0) continue;
      tally.hits++;
      console.error(`${name}: version ${version}: ${failures.map((failure) => failure.message).join('; ')}`);
    }
  }
  return tally;
}
