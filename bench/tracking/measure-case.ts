import type { Helper } from '../processes.ts';
import type { Case } from './cases.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { useOf } from './process-tree.ts';
import type { ServerName, TrackingServer } from './servers.ts';
import type { Place } from './workloads.ts';

/** How long a case is measured. */
export interface Effort {
  /** The servers take turns in so many rounds, each time in the other order: what else the machine does falls on all alike. */
  readonly rounds: number;
  readonly seconds: number;
  /** Requests in all rounds together, however slow, … */
  readonly samples: number;
  /** … unless a round takes so many seconds. */
  readonly limit: number;
}

/** What a case showed of one server. */
export interface CaseFigures {
  readonly requests: number;
  /** Right answers a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** CPU milliseconds of a right answer. */
  readonly serverCpu: number;
  readonly clientCpu: number;
  /** The largest at the end of a round. */
  readonly megabytes: number;
  readonly errors: Readonly<Record<string, number>>;
}

/** A server with what it was seeded with. */
export interface Contestant {
  readonly server: TrackingServer;
  readonly place: Place;
}

/** Measures one case with all servers. */
export async function measureCase(
  about: Case,
  contestants: readonly Contestant[],
  means: { readonly client: Helper; readonly effort: Effort },
): Promise<ReadonlyMap<ServerName, CaseFigures>> {
  const { client, effort } = means;
  const rounds = new Map(contestants.map(({ server }) => [server.name, [] as (LoadResult & { megabytes: number })[]]));
  for (let round = 0; round <= effort.rounds; round++) {
    const warmUp = round === 0;
    for (const { server, place } of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const order: LoadOrder = {
        server: { port: server.port, pid: server.pid },
        place,
        workload: about.workload,
        connections: about.connections,
        seconds: warmUp ? effort.seconds / 8 : effort.seconds,
        atLeast: warmUp ? 1 : Math.ceil(effort.samples / effort.rounds),
        atMost: warmUp ? effort.seconds : effort.limit,
      };
      const result = await client.ask<LoadResult>(order);
      if (!warmUp) rounds.get(server.name)!.push({ ...result, megabytes: useOf(server.pid).megabytes });
    }
  }
  return new Map([...rounds].map(([name, results]) => [name, figuresOf(results)]));
}

function figuresOf(results: readonly (LoadResult & { megabytes: number })[]): CaseFigures {
  const times = results.flatMap((result) => result.times).toSorted((a, b) => a - b);
  const sum = (of: (result: LoadResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  const errors: Record<string, number> = {};
  for (const result of results) for (const [text, count] of Object.entries(result.errors)) errors[text] = (errors[text] ?? 0) + count;
  return {
    requests: times.length,
    rate: times.length / sum((result) => result.seconds),
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    serverCpu: (sum((result) => result.serverCpu) * 1000) / times.length,
    clientCpu: (sum((result) => result.clientCpu) * 1000) / times.length,
    megabytes: Math.max(...results.map((result) => result.megabytes)),
    errors,
  };
}
