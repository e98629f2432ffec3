import { cpus, loadavg } from 'node:os';
import { type Helper, startHelper } from '../processes.ts';
import { type Case, CASES } from './cases.ts';
import { type Contestant, type Effort, measureCase } from './measure-case.ts';
import { useOf } from './process-tree.ts';
import { publish } from './publish.ts';
import { type Beginning, type Report, renderCase, renderReport } from './report.ts';
import { seed } from './seed.ts';
import { SERVERS, type ServerName, startServer } from './servers.ts';
import { growTo, type GrowthEffort, type GrowthFigures } from './ten-million.ts';

interface Efforts {
  readonly cases: Effort;
  readonly growth: GrowthEffort;
}

const FULL: Efforts = { cases: { rounds: 3, seconds: 2, samples: 30, limit: 20 }, growth: { points: 10_000_000, peerSeconds: 60 } };
const QUICK: Efforts = { cases: { rounds: 1, seconds: 1, samples: 5, limit: 5 }, growth: { points: 200_000, peerSeconds: 10 } };

/**
 * Measures the tracking server beside its peers, or those named: the same load from the same client, in turns, each answer checked. `--quick` measures
 * less of each case, `--only=log` the cases with that word alone, `--publish` writes docs/benchmarks-tracking.md. Nothing here passes or fails by time; a server that cannot be measured fails.
 */
export async function main(words: readonly string[]): Promise<void> {
  const named = words.filter((word) => !word.startsWith('--'));
  const names = SERVERS.filter((name) => named.length === 0 || named.includes(name.toLowerCase()));
  const efforts = words.includes('--quick') ? QUICK : FULL;
  const only = words.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? null;
  const beginnings = new Map<ServerName, Beginning>();
  const contestants: Contestant[] = [];
  for (const name of names) {
    console.error(`starting and seeding ${name}`);
    const begun = await begin(name).catch(tellFault);
    if (begun === null) continue;
    beginnings.set(name, begun.beginning);
    contestants.push(begun.contestant);
  }
  const load = loadavg()[0]!.toFixed(1);
  const client = await startHelper('tracking/load', {});
  const chosen = CASES.filter(({ workload }) => only === null || workload.includes(only));
  const cases = await measureCases(chosen, contestants, { client, effort: efforts.cases });
  const growth = new Map<ServerName, GrowthFigures>();
  for (const contestant of only === null ? contestants : []) {
    console.error(`logging many points into ${contestant.server.name}`);
    const grown = await growTo(contestant, { client, effort: efforts.growth }).catch(tellFault);
    if (grown !== null) growth.set(contestant.server.name, grown);
  }
  await client.end();
  if (only !== null) await Promise.all(contestants.map(({ server }) => server.stop()));
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? ''}, load ${load} to ${loadavg()[0]!.toFixed(1)}, Node ${process.version}`;
  const report: Report = { machine, command: ['npm run bench:tracking', ...(words.length > 0 ? ['--', ...words] : [])].join(' '), beginnings, cases, growth };
  console.log(`\n${renderReport(report)}`);
  if (words.includes('--publish')) publish(report);
}

/** A server that cannot be measured is left out; the others go on. */
function tellFault(error: unknown): null {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
  return null;
}

async function begin(name: ServerName): Promise<{ readonly beginning: Beginning; readonly contestant: Contestant }> {
  const server = await startServer(name);
  const { processes, megabytes } = useOf(server.pid);
  const { place, runSeconds, historySeconds } = await seed(server);
  const beginning = { version: server.version, startSeconds: server.startMilliseconds / 1000, processes, idle: megabytes, runSeconds, historySeconds };
  return { beginning, contestant: { server, place } };
}

async function measureCases(chosen: readonly Case[], contestants: readonly Contestant[], means: { readonly client: Helper; readonly effort: Effort }): Promise<Report['cases']> {
  const cases = [];
  for (const about of chosen) {
    const found = await measureCase(about, contestants, means);
    console.error(`\n${about.title}\n${renderCase(found)}`);
    cases.push({ title: about.title, found });
  }
  return cases;
}
