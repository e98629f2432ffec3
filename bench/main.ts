import { cpus, loadavg } from 'node:os';
import type { BenchRow } from './bench.ts';
import { BENCHES } from './benches.ts';
import { renderTable } from './print-table.ts';
import { startHelper } from './processes.ts';
import type { OneResult } from './run-one.ts';

/**
 * Runs the benchmarks named, or all: one table, each figure beside what was measured in the same run. `--json` prints the rows instead.
 * Nothing here passes or fails by time; a benchmark that cannot be measured fails.
 */
export async function main(words: readonly string[]): Promise<void> {
  const json = words.includes('--json');
  const asked = words.filter((word) => !word.startsWith('--'));
  const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) {
    console.error(`there is no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
    process.exitCode = 1;
    return;
  }
  const rows: BenchRow[] = [];
  for (const name of asked.length > 0 ? asked : Object.keys(BENCHES)) {
    const { ready } = await startHelper<OneResult>('run-one', { name });
    console.error(`${name}: ${ready.summary}`);
    if (ready.fault !== null) {
      console.error(ready.fault);
      process.exitCode = 1;
    }
    rows.push(...ready.rows);
  }
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, load: loadavg()[0]! };
  if (json) console.log(JSON.stringify({ machine, rows }, null, 2));
  else console.log(`\nNode ${machine.node}, ${machine.cores} × ${machine.cpu}, load ${machine.load.toFixed(1)}\n\n${renderTable(rows)}`);
}
