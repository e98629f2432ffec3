import { cpus, loadavg } from 'node:os';
import { renderCells } from '../print-table.ts';
import { batch } from './batch.ts';
import { contracts } from './contracts.ts';
import { closing } from './closing.ts';
import { live } from './live.ts';
import { publish } from './publish.ts';
import type { Effort, Line, Section } from './section.ts';
import { suggestions } from './suggestions.ts';

/** All that is measured, in the order of the report. */
const SECTIONS: readonly Section[] = [batch, contracts, suggestions, live, closing];

/** Measures monitoring, or the sections named. Nothing here passes or fails by time. */
export async function main(words: readonly string[]): Promise<void> {
  const named = words.filter((word) => !word.startsWith('--'));
  const effort: Effort = { rounds: words.includes('--quick') ? 1 : 3, peers: !words.includes('--no-peers'), wide: words.includes('--wide') };
  const command = ['npm run bench:monitoring', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
  const reports = new Map<string, string>();
  for (const section of SECTIONS.filter(({ name }) => named.length === 0 || named.includes(name))) {
    console.error(section.title);
    const before = loadavg()[0]!;
    const table = render(await section.run(effort));
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? ''}, load ${before.toFixed(1)} to ${loadavg()[0]!.toFixed(1)}, Node ${process.version}. \`${command}\``;
    reports.set(section.title, `${section.about}\n\n${machine}\n\n${table}`);
    console.log(`\n${machine}\n\n${table}`);
  }
  if (words.includes('--publish')) publish(SECTIONS, reports);
}

function render(lines: readonly Line[]): string {
  const cells = lines.map(({ what, ours, cpu, memory, peer, goal, holds }) => [what, ours, cpu, memory, peer, `${holds === null ? '' : holds ? '✓ ' : '✗ '}${goal}`]);
  return renderCells(['', 'measured', 'CPU', 'memory', 'peer', 'goal'], cells, { left: [0, 4, 5] });
}
