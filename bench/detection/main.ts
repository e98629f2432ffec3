import { cpus } from 'node:os';
import { CAPSTAN } from './detector.ts';
import { type Effort, FRACTIONS, measureDetection, type TableOutcome } from './measure-detection.ts';
import { publish } from './publish.ts';
import { renderOutcome } from './report.ts';
import { TABLES } from './tables.ts';

const FULL: Effort = { rows: 1000, referenceRows: 10_000, clean: 500, perSplit: 25, fractions: FRACTIONS, harm: true, trials: 2 };
const QUICK: Effort = { rows: 1000, referenceRows: 10_000, clean: 60, perSplit: 30, fractions: FRACTIONS, harm: true, trials: 1 };

/** Measures what is found, and what is not, on tables that nobody tuned for. `--quick` tries less, `--publish` writes docs/benchmarks-detection.md. */
export async function main(words: readonly string[]): Promise<void> {
  const effort = words.includes('--quick') ? QUICK : FULL;
  const named = words.filter((word) => !word.startsWith('--'));
  const outcomes: TableOutcome[] = [];
  for (const table of TABLES.filter(({ name }) => named.length === 0 || named.includes(name))) {
    console.error(`${table.name}: ${table.about}`);
    outcomes.push(await measureDetection(table, CAPSTAN, effort));
  }
  const command = ['npm run bench:detection', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
  const report = `\`${command}\`: Node ${process.version}, ${cpus()[0]?.model ?? ''}; batches of ${effort.rows} rows.\n\n${renderOutcome(outcomes)}`;
  console.log(`\n${report}`);
  if (words.includes('--publish')) publish(report);
}
