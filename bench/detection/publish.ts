import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { ENDLESS } from './nominal-tables.ts';
import { TABLES } from './tables.ts';

const ABOUT = `# What is found in broken data, and what is not

\`npm run bench:detection -- --publish\` breaks clean tables in twelve ways, a little or a lot, and asks Capstan's drift battery (\`capstan data drift\`) with default settings what it sees.
\`--quick\` tries less, \`--oracle\` asks besides what anybody could have found, and tables can be named: the command below says which were tried. This page is what the command wrote; nothing in it was chosen by hand, losses included.

How it is measured:

- Tables: ${TABLES.map(({ name, about }) => `**${name}** (${about})`).join('; ')}. The settings are the defaults, the same for all tables. All but **claims**, which was drawn up when the battery was finished, were seen while it was built; when it was last changed (dependencies, shapes of relations, who is to blame), **claims** and **birdstrikes** were left out until it was done.
- A reference is 10,000 rows at random (5,000 of the smallest table), a batch 1,000 others; both in the order in which they came. Clean batches come from splits that are drawn anew every 25 batches (30 with \`--quick\`).
- Every kind of corruption is tried on every column that it applies to, on twelve drawn at random where there are more (whole rows five times as often), at 1, 2, 5, 10, 20 and 50 % of the rows. Missing, swapped, noise (1 to 5 standard deviations), scaling (by 10, 100 or 1000), permutation and
  broken characters are as Schelter, Rukat and Biessmann define them (SIGMOD 2020); the default is the median or the commonest text, as imputers fill it in; a stale column keeps its last value for a stretch; units are miles and kilometres and the like.
  A trial counts when at least half of the rows meant have another value now.
- Figures are means over the tables of a kind, and "found with x %" the mean of the twelve kinds (the three ways of missing are one).
- A column is rightly named when the first finding names it (either of two swapped ones; whole rows for duplicates). A kind is right when it is what was done, or what that shows as.
- A corruption is harmful when a gradient-boosted model trained on the reference loses 0.01 of AUC or more on the batch.
- Of what was missed the last table says how much any test of a right column saw, asked alone: told the column and the kind of test, a p of 0.01 is what chance gives one of a hundred clean columns.
- Some broken data cannot be told from clean data by anybody without labels: a negated truth that goes with no other column, a default in a tenth more rows of a category, a few duplicates where rows repeat by nature, two truths of like shares swapped that go with nothing, two sensors of one law that measure one thing.
- So, with \`--oracle\`, one is asked of every batch that was missed who is told all but which rows are broken: the table, the column, the kind with its parameters (which category became which, how many hours), the share. It learns from the reference's rows to tell them from the same rows broken (gradient boosting over all columns, and over
  how well the broken ones go with each other one), and adds up the log-likelihood ratios over the batch: the most powerful test there is, where the ratios are right (Neyman and Pearson 1933). It makes one test, with one false alarm in 1,000 clean batches. One who knows as much of every kind in every column, but is not told
  which it is, has to be ready for each: its false alarms, one in 100 clean batches as the battery's, are shared by twelve kinds in each column, so that it needs a p of 0.01 / (12 · columns), some 0.00005. What could be found is what Capstan finds, what the oracle finds in the very same batch, told or not, and all that
  it is not asked: rows that are broken in their place (missing at or not at random, stale, duplicated). A better oracle would find more; how good this one is says how much it finds, every 25th time asked, of what Capstan found. The goals were set for the raw rates.
`;

const BESIDE = `## Beside other tools

\`npm run bench:detection -- --peers --publish\` lets others judge the very same batches by their documented defaults and writes this section; it installs them into \`.venv/bench-detection\` on first use. With \`--quick\` there are 40 clean batches
a table, 1, 10 and 50 % of rows, and each corruption is tried on two columns; without, 100, all shares, and up to twelve columns. Nobody sees labels. A batch on which one fails counts as one of which it said nothing.

- Evidently: \`DataDriftPreset\`, read in two ways: any column that drifts by its own threshold, or the preset's word on the dataset (half of the columns).
- NannyML: \`UnivariateDriftCalculator\` in chunks of a batch's size, any alert; its thresholds lie three standard deviations from the mean of the reference's chunks. Instants are not among what it judges.
- Deepchecks: the suite \`train_test_validation\`, any condition that fails. Instants are not declared as its date: it would call it leakage that batches and reference are of one time.
- Great Expectations: has no default to run. Its data assistants, which proposed expectations from a table, ended with 0.18; since 1.0 every expectation is written by hand.

Ranges of false alarms are 90 % intervals (Clopper and Pearson). Evidently and NannyML look for drift of whole distributions; few broken rows are not
what their defaults are made for. What is found by who always alarms is worth nothing: see the line that takes false alarms off.
`;

const NOMINAL = `## False alarms beside the nominal rate

\`npm run bench:detection -- --nominal --publish\` draws clean batches without end from a few laws, of 100 to 1,000,000 rows and 10 to 1,000 features, judges them beside a reference of the same law, and counts
how often anything is certain. \`--quick\` tries a tenth. The goal is 0.5 to 1.5 times the nominal rate; the default is 1 %, and 10 % takes a tenth of the batches to measure.

- Tables: ${ENDLESS.map(({ name, about }) => `**${name}** (${about})`).join('; ')}. A new reference is drawn for every five batches.
- Certainty alone counts here. By default a finding must also be large enough to matter (a thousandth of the rows, a distance of 0.02), which leaves the less to chance the more rows there are.
- Intervals are of 90 % (Clopper and Pearson), as if the five batches of a reference had nothing in common. Where there are few batches the single tests say more: how many have p ≤ 1 %, over how many may by the chance
  that the correction reckons with.
`;

/** The parts of docs/benchmarks-detection.md; each is written by itself, the others stay as they are. */
export type Part = 'alone' | 'nominal' | 'peers';

const PARTS = ['alone', 'nominal', 'peers'] as const satisfies readonly Part[];
const INTRODUCTIONS: Readonly<Record<Part, string>> = { alone: ABOUT, nominal: NOMINAL, peers: BESIDE };
const titleOf = (part: Part): string => INTRODUCTIONS[part].split('\n')[0]!;

/** Writes a part of docs/benchmarks-detection.md. */
export function publish(part: Part, report: string): void {
  const file = join(ROOT, 'docs', 'benchmarks-detection.md');
  const before = readFileSync(file, 'utf8');
  const starts = PARTS.map((of) => before.indexOf(`${titleOf(of)}\n`));
  const sections = PARTS.map((of, i) => {
    if (of === part) return `${INTRODUCTIONS[of]}\n${report}`;
    const from = starts[i]!;
    const next = starts.filter((start) => start > from);
    return from < 0 ? '' : before.slice(from, next.length > 0 ? Math.min(...next) : undefined).trimEnd();
  });
  writeFileSync(file, `${sections.filter((section) => section !== '').join('\n\n')}\n`);
  console.error(`wrote ${file}`);
}
