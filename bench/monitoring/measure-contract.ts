// A process: checks one table by a contract, alone, so that the memory is its own.
import { checkTable, type Column, type Columns, type Contract, parquetTable, type TableTest } from '../../src/data/index.ts';
import { openColumns } from '../../src/store/index.ts';
import { cpuSeconds } from '../measure.ts';
import { givenAbout } from '../processes.ts';
import type { Figures } from './section.ts';
import { columnsOf, makeTable, type Table } from './tables.ts';

/** What a process is asked to check. */
export interface ContractWork {
  readonly table: Table;
  readonly rounds: number;
  /** Conditions on rows and nothing else, by where they are evaluated. */
  readonly conditions?: 'inside DuckDB' | 'row by row';
}

/** What it says: the medians of the rounds, after one that does not count. */
export interface ContractFigures extends Figures {
  readonly checks: number;
}

const about = await givenAbout<ContractWork>();
const contract = about.conditions === undefined ? contractOf(columnsOf(about.table)) : conditionsOf(columnsOf(about.table), about.conditions);
const paths = await makeTable(about.table);
const store = openColumns({ memoryLimit: '512MB' });
const wall: number[] = [];
const cpu: number[] = [];
for (let round = -1; round < about.rounds; round++) {
  const begun = [performance.now(), cpuSeconds()] as const;
  const { failures } = await checkTable(store, parquetTable(paths), { contract });
  if (failures.length > 0) throw new Error(failures[0]!.message);
  if (round < 0) continue;
  wall.push((performance.now() - begun[0]) / 1000);
  cpu.push(cpuSeconds() - begun[1]);
}
await store.close();
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
const notEmpty = Object.values(contract.columns).filter((column) => !column.nullable).length;
const figures: ContractFigures = {
  wallSeconds: median(wall),
  cpuSeconds: median(cpu),
  peakMegabytes: process.resourceUsage().maxRSS / 1000,
  checks: (contract.tests ?? contract.conditions!).length + (about.conditions === undefined ? notEmpty : 0),
};
process.send!(figures, () => process.exit(0));

/** Two columns of each row beside each other. A division is not what it is in DuckDB when it is by zero: it makes a condition one for the rows. */
function conditionsOf(columns: Columns, where: NonNullable<ContractWork['conditions']>): Contract {
  const names = Object.keys(columns);
  const numbers = names.filter((name) => columns[name]!.kind === 'number');
  const [first, second] = numbers as [string, string];
  const expressions =
    where === 'row by row'
      ? [`${first} / 2.0 <= 1.0 || ${second} < 100.0`]
      : names.map((name, i) => (numbers.includes(name) ? `${name} + ${numbers[(i + 1) % numbers.length]} < 1000000.0 || ${name} > 0.0` : `${name} != "none" || ${first} > 0.5`));
  return {
    columns: Object.fromEntries(names.map((name) => [name, { kind: columns[name]!.kind, nullable: true }])),
    conditions: expressions.map((expression, i) => ({ name: `condition ${i + 1}`, expression })),
  };
}

/** Of each number that it is there, its range, mean and deviation; of each text that it is there, its form and how many there are; and the number of rows. */
function contractOf(columns: Columns): Contract {
  const tests: TableTest[] = [{ test: 'volume', min: 1 }];
  const all: Record<string, Column> = {};
  for (const [name, { kind }] of Object.entries(columns)) {
    const gaps = name.startsWith('with_missing');
    all[name] = { kind, nullable: gaps };
    if (gaps) tests.push({ test: 'missing', column: name, atMost: 0.2 });
    if (kind === 'string') tests.push({ test: 'pattern', column: name, pattern: '[a-zA-Z][0-9]+' }, { test: 'aggregate', column: name, of: 'distinct', min: 2, max: 3000 });
    else
      tests.push(
        { test: 'range', column: name, min: -1e6, max: 1e6 },
        { test: 'aggregate', column: name, of: 'mean', min: -1e4, max: 1e4 },
        { test: 'aggregate', column: name, of: 'sd', min: 0, max: 1e5 },
      );
  }
  return { columns: all, tests };
}
