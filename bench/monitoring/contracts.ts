import { figure } from '../print-table.ts';
import { startHelper } from '../processes.ts';
import type { ContractFigures, ContractWork } from './measure-contract.ts';
import { measureGreatExpectations } from './peers.ts';
import type { Effort, Line, Section } from './section.ts';
import { makeTable, type Table } from './tables.ts';

const CASES: readonly { readonly table: Table; readonly seconds: number }[] = [
  { table: { name: 'current', rows: 1_000_000, columns: 10, seed: 2 }, seconds: 0.5 },
  { table: { name: 'current', rows: 100_000, columns: 100, seed: 2 }, seconds: 1 },
];

const measure = async (about: ContractWork): Promise<ContractFigures> => (await startHelper<ContractFigures>('monitoring/measure-contract', about)).ready;

/** Contracts of tables on disk. */
export const contracts: Section = {
  name: 'contracts',
  title: 'Contracts of a table on disk',
  about:
    'A Parquet file checked in a process of its own: of each number that it is there, its range, mean and standard deviation, of each text that it is there, its form and how many different ones there are, and the number of rows. Great Expectations runs the same expectations on the same file, read with pandas; reading is not counted for it. Conditions on rows look at two columns each; those with operators that mean something else in DuckDB are evaluated row by row, once for each combination of values.',
  async run({ rounds, peers }: Effort) {
    const lines: Line[] = [];
    for (const { table, seconds } of CASES) {
      const ours = await measure({ table, rounds });
      const theirs = peers ? measureGreatExpectations((await makeTable(table))[0]!) : null;
      lines.push({
        what: `${ours.checks} checks of ${table.rows.toLocaleString('en-US')} × ${table.columns}`,
        ours: `${figure(ours.wallSeconds)} s`,
        cpu: `${figure(ours.cpuSeconds)} s`,
        memory: `${figure(ours.peakMegabytes)} MB`,
        peer:
          theirs === null ? '' : `Great Expectations ${theirs.version}: ${figure(theirs.wallSeconds)} s, CPU ${figure(theirs.cpuSeconds)} s, ${figure(theirs.peakMegabytes)} MB`,
        goal: `≤ ${seconds} s`,
        holds: ours.wallSeconds <= seconds,
      });
    }
    const [{ table }] = CASES as [(typeof CASES)[number]];
    for (const conditions of ['inside DuckDB', 'row by row'] as const) {
      const ours = await measure({ table, rounds, conditions });
      lines.push({
        what: `${ours.checks} ${ours.checks === 1 ? 'condition' : 'conditions'} on rows of ${table.rows.toLocaleString('en-US')} × ${table.columns}, ${conditions}`,
        ours: `${figure(ours.wallSeconds)} s`,
        cpu: `${figure(ours.cpuSeconds)} s`,
        memory: `${figure(ours.peakMegabytes)} MB`,
        peer: '',
        goal: '',
        holds: null,
      });
    }
    return lines;
  },
};
