import { checkTable } from '../../src/data/index.ts';
import { suggestContract } from '../../src/data/contract/suggest/suggest-contract.store.ts';
import { seededRandom } from '../../src/kernel/index.ts';
import { clopperPearson } from '../../src/stats/index.ts';
import { type Columns, openColumns } from '../../src/store/index.ts';
import { CORRUPTIONS, corruptTable, simulateTable, SIMULATED_TABLES } from '../../test/fixtures/simulated-tables.ts';
import { HISTORIES, surroundingsOf, tryNextVersions } from './next-versions.ts';
import type { Effort, Line, Section } from './section.ts';

const SIZES = [1_000, 10_000];
/** Clean batches, and corrupted ones of each kind, of a table and size. */
const RUNS = { quick: { clean: 130, each: 5 }, whole: { clean: 300, each: 20 } };

/** A batch is corrupted when at least half of the rows meant are other than before: most that becomes the commonest value was it already. */
const BROKEN = 0.5;

interface Tally {
  hits: number;
  runs: number;
}

/** Contracts that were proposed, on fresh batches from the same law. */
export const suggestions: Section = {
  name: 'suggestions',
  title: 'Contracts that are proposed',
  about:
    'A contract is proposed from 20,000 rows (from twelve batches where batches differ) of simulated tables, then checked on fresh batches of 1,000 and 10,000 rows: clean ones, and ones of which a tenth of the rows is corrupted in one column taken at random, in twelve ways (at least half of these become other than they were). Then contracts are proposed from real tables as they went on, and tried on what came next. Seeds are fixed.',
  async run({ rounds }: Effort) {
    const { clean, each } = rounds === 1 ? RUNS.quick : RUNS.whole;
    const store = openColumns();
    const alarms: Tally = { hits: 0, runs: 0 };
    const found = new Map<string, Tally>();
    const count = (name: string, hit: boolean): void => {
      const tally = found.get(name) ?? { hits: 0, runs: 0 };
      found.set(name, { hits: tally.hits + (hit ? 1 : 0), runs: tally.runs + 1 });
    };
    for (const table of SIMULATED_TABLES)
      for (const rows of SIZES) {
        const fails = await propose(store, table, rows);
        for (let run = 0; run < clean; run++, alarms.runs++) if (await fails(simulateTable(table, { rows, seed: `clean ${table} ${rows} ${run}` }))) alarms.hits++;
        const random = seededRandom(`${table} ${rows}`);
        for (const kind of CORRUPTIONS)
          for (let run = 0; run < each; run++) {
            await store.query(`CREATE OR REPLACE TEMP TABLE base AS SELECT * FROM ${simulateTable(table, { rows, seed: `dirty ${table} ${rows} ${kind} ${run}` })}`);
            const described = await store.query<{ column_name: string; column_type: string }>('DESCRIBE base');
            const types = Object.fromEntries(described.map((column) => [column.column_name, column.column_type]));
            const corrupted = corruptTable(kind, { table: 'base', types, fraction: 0.1, seed: run + 7 }, random);
            if (corrupted === null || (await changedShare(store, corrupted, Object.keys(types))) < 0.1 * BROKEN) continue;
            const hit = await fails(corrupted);
            for (const name of ['all kinds', kind, `table: ${table}`]) count(name, hit);
          }
      }
    const histories: Line[] = [];
    for (const history of HISTORIES) histories.push(lineOf(`next versions that fail: ${history.name}`, await tryNextVersions(store, history), '', null));
    await store.close();
    const [, most] = clopperPearson(alarms.hits, alarms.runs, 0.05);
    return [
      lineOf(`clean batches that fail (95 % bound ${(100 * most).toFixed(1)} %)`, alarms, '≤ 1 %', alarms.hits <= 0.01 * alarms.runs),
      ...[...found].map(([name, tally]) =>
        name === 'all kinds' ? lineOf('corrupted batches found', tally, '≥ 95 %', tally.hits >= 0.95 * tally.runs) : lineOf(`… ${name}`, tally, '', null),
      ),
      ...histories,
    ];
  },
};

const lineOf = (what: string, { hits, runs }: Tally, goal: string, holds: boolean | null): Line => ({
  what,
  ours: `${((100 * hits) / runs).toFixed(1)} % of ${runs}`,
  cpu: '',
  memory: '',
  peer: '',
  goal,
  holds,
});

/** The share of rows that a corruption changed. */
async function changedShare(store: Columns, corrupted: string, columns: readonly string[]): Promise<number> {
  const differs = columns.map((name) => `before.${name} IS DISTINCT FROM after.${name}`).join(' OR ');
  const [found] = await store.query<{ share: number }>(`SELECT count(*) FILTER (WHERE ${differs}) / count(*) AS share FROM base AS before POSITIONAL JOIN ${corrupted} AS after`);
  return found!.share;
}

/** Proposes a contract for a table; what comes back tells whether a batch breaks it. */
async function propose(store: Columns, table: (typeof SIMULATED_TABLES)[number], rows: number): Promise<(batch: string) => Promise<boolean>> {
  const batches = table === 'restless orders' ? 12 : 1;
  const seen = [];
  for (let batch = 0; batch < batches; batch++) {
    const name = `seen${batch}`;
    await store.query(
      `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT * FROM ${simulateTable(table, { rows: batches === 1 ? 20_000 : rows, seed: `seen ${table} ${rows} ${batch}` })}`,
    );
    seen.push({ table: name, texts: 'wrong' as const });
  }
  const against = seen.map((one) => ({ file: one.table, digest: one.table }));
  const { contract } = await suggestContract(store, seen, { falseAlarm: 0.01, against });
  const surroundings = surroundingsOf(against);
  return async (batch) => {
    await store.query(`CREATE OR REPLACE TEMP TABLE batch AS SELECT * FROM ${batch}`);
    return (await checkTable(store, 'batch', { contract, surroundings })).failures.length > 0;
  };
}
