import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { renderCells } from '../print-table.ts';
import { batch } from './batch.ts';
import { contracts } from './contracts.ts';
import { live } from './live.ts';
import type { Effort, Line, Section } from './section.ts';
import { suggestions } from './suggestions.ts';

/** All that is measured, in the order of the report. */
const SECTIONS: readonly Section[] = [batch, contracts, suggestions, live];

const ABOUT = `# Monitoring, measured beside the others

\`npm run bench:monitoring\` measures profiles, drift, contracts and the counting of live traffic on this machine, and Evidently and Great Expectations on the same files in the same run; it installs them into
\`.venv/bench-monitoring\` on first use. \`-- --wide\` adds 3,000,000 rows of 1,000 columns, \`-- --quick\` measures once, \`-- --no-peers\` leaves the others out, \`-- live\` measures one
section alone, and \`-- --publish\` writes this page. Nothing in it was chosen by hand, misses included. Wall times depend on what else the machine does: its load is told; CPU times do so least.
`;

/** Measures monitoring, or the sections named. Nothing here passes or fails by time. */
export async function main(words: readonly string[]): Promise<void> {
  const named = words.filter((word) => !word.startsWith('--'));
  const effort: Effort = { rounds: words.includes('--quick') ? 1 : 3, peers: !words.includes('--no-peers'), wide: words.includes('--wide') };
  const before = loadavg()[0]!;
  const parts: string[] = [];
  for (const section of SECTIONS.filter(({ name }) => named.length === 0 || named.includes(name))) {
    console.error(section.title);
    const table = render(await section.run(effort));
    console.error(table);
    parts.push(`## ${section.title}\n\n${section.about}\n\n${table}\n`);
  }
  const command = ['npm run bench:monitoring', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? ''}, load ${before.toFixed(1)} to ${loadavg()[0]!.toFixed(1)}, Node ${process.version}. \`${command}\``;
  const report = `${machine}\n\n${parts.join('\n')}`;
  console.log(`\n${report}`);
  if (!words.includes('--publish')) return;
  const file = join(ROOT, 'docs', 'benchmarks-monitoring.md');
  writeFileSync(file, `${ABOUT}\n${report}`);
  console.error(`wrote ${file}`);
}

function render(lines: readonly Line[]): string {
  const cells = lines.map(({ what, ours, cpu, memory, peer, goal, holds }) => [what, ours, cpu, memory, peer, `${holds === null ? '' : holds ? '✓ ' : '✗ '}${goal}`]);
  return renderCells(['', 'measured', 'CPU', 'memory', 'peer', 'goal'], cells, { left: [0, 4, 5] });
}
