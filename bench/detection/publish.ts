import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { TABLES } from './tables.ts';

const ABOUT = `# What is found in broken data, and what is not

\`npm run bench:detection -- --publish\` breaks clean tables in twelve ways, a little or a lot, and asks Capstan's drift battery (\`capstan data drift\`) with default settings what it sees.
\`--quick\` tries less, and tables can be named: the command below says which were tried. This page is what the command wrote; nothing in it was chosen by hand, losses included.

How it is measured:

- Tables: ${TABLES.map(({ name, about }) => `**${name}** (${about})`).join('; ')}. None was tuned for: the settings are the defaults, the same for all.
- A reference is 10,000 rows at random (5,000 of the smallest table), a batch 1,000 others; both in the order in which they came. Clean batches come from splits that are drawn anew every 25 batches (30 with \`--quick\`).
- Every kind of corruption is tried on every column that it applies to once or twice (whole rows five times as often), at 1, 2, 5, 10, 20 and 50 % of the rows. Missing, swapped, noise (1 to 5 standard deviations), scaling (by 10, 100 or 1000), permutation and
  broken characters are as Schelter, Rukat and Biessmann define them (SIGMOD 2020); the default is the median or the commonest text, as imputers fill it in; a stale column keeps its last value for a stretch; units are miles and kilometres and the like.
  A trial counts when at least half of the rows meant have another value now.
- Figures are means over the tables of a kind, and "found with x %" the mean of the twelve kinds (the three ways of missing are one).
- A column is rightly named when the first finding names it (either of two swapped ones; whole rows for duplicates). A kind is right when it is what was done, or what that shows as.
- A corruption is harmful when a gradient-boosted model trained on the reference loses 0.01 of AUC or more on the batch.
- Some broken data cannot be told from clean data by anybody without labels: a negated truth that goes with no other column, a default in a tenth more rows of a category, duplicates where rows repeat by nature, origins and destinations of flights swapped.
`;

/** Writes docs/benchmarks-detection.md. */
export function publish(report: string): void {
  const file = join(ROOT, 'docs', 'benchmarks-detection.md');
  writeFileSync(file, `${ABOUT}\n${report}\n`);
  console.error(`wrote ${file}`);
}
