// A process: runs one benchmark and sends its rows.
import type { BenchRow } from './bench.ts';
import { BENCHES } from './benches.ts';
import { givenAbout } from './processes.ts';

/** What the process sends before it ends. */
export interface OneResult {
  readonly summary: string;
  readonly rows: readonly BenchRow[];
  readonly fault: string | null;
}

const bench = await BENCHES[(await givenAbout<{ name: string }>()).name]!();
let result: OneResult;
try {
  result = { summary: bench.summary, rows: await bench.run(), fault: null };
} catch (error) {
  result = { summary: bench.summary, rows: [], fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
process.send!(result, () => process.exit(0));
