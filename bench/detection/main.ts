import { cpus } from 'node:os';
import { CAPSTAN } from './detector.ts';
import { type Effort, FRACTIONS, measureDetection, type TableOutcome } from './measure-detection.ts';
import { measureNominal } from './nominal.ts';
import { besidePeers } from './peers/beside-peers.ts';
import { type Part, publish } from './publish.ts';
import { renderOutcome } from './report.ts';
import type { DetectionTable } from './table.ts';
import { TABLES } from './tables.ts';

const FULL: Effort = { rows: 1000, referenceRows: 10_000, clean: 900, perSplit: 25, fractions: FRACTIONS, harm: true, trials: 1, columns: 12 };
const QUICK: Effort = { rows: 1000, referenceRows: 10_000, clean: 60, perSplit: 30, fractions: FRACTIONS, harm: true, trials: 1 };

/** On peers less is tried: a batch costs them up to a hundred times as much. */
const BESIDE: Effort = { ...FULL, clean: 100, perSplit: 25, trials: 1 };
const QUICK_BESIDE: Effort = { ...QUICK, clean: 40, perSplit: 20, fractions: [0.01, 0.1, 0.5], columns: 2 };

/**
 * Measures what is found, and what is not. `--quick` tries less, `--oracle` asks of what was missed whether anybody could find it, `--publish` writes docs/benchmarks-detection.md.
 * `--peers` measures Capstan and the peers on the same batches, `--nominal` how often clean batches of any size alarm; each publishes its section alone.
 */
export async function main(words: readonly string[]): Promise<void> {
  const quick = words.includes('--quick');
  const named = words.filter((word) => !word.startsWith('--'));
  const tables = TABLES.filter(({ name }) => named.length === 0 || named.includes(name));
  const command = ['npm run bench:detection', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
  const part: Part = words.includes('--peers') ? 'peers' : words.includes('--nominal') ? 'nominal' : 'alone';
  const report = await {
    peers: () => besidePeers(tables, quick ? QUICK_BESIDE : BESIDE),
    nominal: () => Promise.resolve(measureNominal(quick)),
    alone: () => alone(tables, { ...(quick ? QUICK : FULL), oracle: words.includes('--oracle') }),
  }[part]();
  const text = `\`${command}\`: Node ${process.version}, ${cpus()[0]?.model ?? ''}${part === 'nominal' ? '' : `; batches of ${FULL.rows} rows`}.\n\n${report}`;
  console.log(`\n${text}`);
  if (words.includes('--publish')) publish(part, text);
}

async function alone(tables: readonly DetectionTable[], effort: Effort): Promise<string> {
  const outcomes: TableOutcome[] = [];
  for (const table of tables) {
    console.error(`${table.name}: ${table.about}`);
    outcomes.push(...(await measureDetection(table, CAPSTAN, effort)));
  }
  return renderOutcome(outcomes);
}
