import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import type { Section } from './section.ts';

const ABOUT = `# Monitoring, measured beside the others

\`npm run bench:monitoring\` measures profiles, drift, contracts and the counting of live traffic on this machine, and Evidently and Great Expectations on the same files in the same run; it installs them into
\`.venv/bench-monitoring\` on first use. \`-- --wide\` adds 3,000,000 rows of 1,000 columns, \`-- --quick\` measures once, \`-- --no-peers\` leaves the others out, \`-- live\` measures one
section alone, and \`-- --publish\` writes what was measured into this page and leaves the other sections as they are. Nothing in it was chosen by hand, misses included. Wall times depend on what else the machine does: its load is told; CPU times do so least.
`;

/** Writes docs/benchmarks-monitoring.md: the sections that were measured, by title, and the others as they were. */
export function publish(sections: readonly Section[], measured: ReadonlyMap<string, string>): void {
  const file = join(ROOT, 'docs', 'benchmarks-monitoring.md');
  const published = readFileSync(file, 'utf8').split(/^## /m);
  const parts = sections.flatMap(({ title }) => {
    const report = measured.get(title);
    const before = published.find((part) => part.startsWith(`${title}\n`));
    return report !== undefined ? [`## ${title}\n\n${report}`] : before !== undefined ? [`## ${before.trimEnd()}`] : [];
  });
  writeFileSync(file, `${[ABOUT.trimEnd(), ...parts].join('\n\n')}\n`);
  console.error(`wrote ${file}`);
}
