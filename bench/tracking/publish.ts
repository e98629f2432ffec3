import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { type Report, renderReport } from './report.ts';

const ABOUT = `# Tracking, measured beside the others

\`npm run bench:tracking\` starts Capstan's tracking server, FastTrackML and \`mlflow server\` on this machine, each with its defaults on SQLite in an empty folder, and asks all three
the same with the same client. It installs the peers into \`.venv/bench-tracking\` on first use. This page is what \`--publish\` wrote; nothing in it was chosen by hand, losses included.

How it is measured:

- The requests are, field by field, those of MLflow's Python client. The client is one process on bare sockets that stay open, on the same cores as the servers: its CPU is shown.
- All servers run throughout. They take turns in each case, in three rounds, each time in the other order; a first turn does not count. Throughput depends on what else the
  machine does; the server's CPU for a request, all its processes together, does so least.
- Every answer is checked: status, number of runs and points, values, order. What was acknowledged is read back. A wrong answer is an error, and only right ones count.
- Memory is what all processes of a server take (what they share counted once), the largest at the end of a round.
- A case ends for a server when a round takes 20 s: see the number of requests before trusting a p99.
- 23,500 runs (10 metrics, 5 parameters, 4 tags each) and a history of 100,000 points are seeded through the API; MLflow's runs through its own tables in its database, as
  its API would take longer for them than the benchmark does.
- \`missed\` names what the goal of 20 times MLflow's and 1.5 times FastTrackML's throughput, at a lower p99 and with less memory, was not reached in.
- "Many points" logs 10,000,000 points into Capstan, and into the others as many as they take in a minute, in batches of 1,000 from ten clients, while another one searches; then the
  server is stopped, and what its folder grew by is divided by the points. The values have all their digits; a step and a time come with each.
- MLflow waits for the disk before it answers, FastTrackML does not, and Capstan's tracking answers some milliseconds before; what SQLite has committed survives \`kill -9\` in all three.
- MLflow 3.17.2 is the newest release of which all parts are published. On SQLite 3.40, its searches that order by a metric read a subquery once for each run.
`;

/** Writes docs/benchmarks-tracking.md. */
export function publish(report: Report): void {
  const file = join(ROOT, 'docs', 'benchmarks-tracking.md');
  writeFileSync(file, `${ABOUT}\n## Figures\n\n${renderReport(report)}\n`);
  console.error(`wrote ${file}`);
}
