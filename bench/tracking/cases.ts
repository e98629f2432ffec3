import type { WorkloadName } from './workloads.ts';

/** One table: the same load for each server. */
export interface Case {
  readonly title: string;
  readonly workload: WorkloadName;
  readonly connections: number;
}

const at = (connections: number, workload: WorkloadName, what: string): Case => ({
  title: `${what}, ${connections === 1 ? 'one client' : `${connections} clients`}`,
  workload,
  connections,
});

/** In the order in which they run: what reads the seeded data first, while all servers hold the same. */
export const CASES: readonly Case[] = [
  ...[1, 20].map((connections) => at(connections, 'search by time', 'Search 1,000 of 23,500 runs by a metric, the newest first')),
  at(1, 'search by metric', 'Search 1,000 of 23,500 runs by a metric, ordered by a metric'),
  at(1, 'get-history', 'The history of a metric, 100,000 points'),
  ...[1, 20].map((connections) => at(connections, 'log-metric', 'Log one metric')),
  ...[1, 20].map((connections) => at(connections, 'log-batch of 10', 'Log a batch of 10 metrics')),
  ...[1, 20].map((connections) => at(connections, 'log-batch of 500', 'Log a batch of 500 metrics')),
  ...[1, 20].map((connections) => at(connections, 'create-run', 'Create a run')),
  ...[20, 50].map((connections) => at(connections, 'training', 'Short trainings (create, parameters, 20 × 10 metrics, tag, finish)')),
];
