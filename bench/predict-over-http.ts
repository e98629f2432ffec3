import type { Bench, BenchRow } from './bench.ts';
import { type FlightInputs, makeFlightProject, sampleFlights } from './flight-project.ts';
import type { LoadOrder, LoadResult } from './load-http.ts';
import { compare, ratioOf } from './measure.ts';
import { type Helper, startHelper } from './processes.ts';

const ROUNDS = 5;
const SECONDS = 1.5;
const NAMES = ['durable', 'fast', 'bare'] as const;
type Name = (typeof NAMES)[number];

/** One server's figures, round by round. */
interface Figures {
  readonly rate: number[];
  /** CPU seconds of the server in 1,000 requests. */
  readonly cpu: number[];
  readonly p50: number[];
  readonly p99: number[];
}

/** Predictions through the real server, by the side of one that only reads and writes bodies of the same size. */
export const predictOverHttp: Bench = {
  summary: 'predictions over HTTP, the flight example’s release, 32 connections',
  async run() {
    const folder = await makeFlightProject();
    const flights = await sampleFlights();
    const single = await measure(
      folder,
      flights.slice(0, 2_000).map((flight, i) => bodyOf([flight], i)),
      32,
    );
    const batches = await measure(
      folder,
      Array.from({ length: 16 }, (_, i) => bodyOf(flights.slice(i * 250, (i + 1) * 250), i)),
      8,
    );
    return [...rowsOf(single, { what: 'one row', unit: 'req/s', size: 1 }), ...rowsOf(batches, { what: '250 rows a request', unit: 'rows/s', size: 250 })];
  },
};

const bodyOf = (flights: readonly FlightInputs[], at: number): string =>
  JSON.stringify({ requests: flights.map((inputs, i) => ({ unitKey: `unit-${at}-${i}`, eventAt: inputs.departure, inputs })) });

async function measure(folder: string, bodies: readonly string[], connections: number): Promise<Readonly<Record<Name, Figures>>> {
  const client = await startHelper('load-http', { bodies });
  const durable = await startHelper<{ port: number }>('serve-flight', { folder, log: 'durable' });
  const fast = await startHelper<{ port: number }>('serve-flight', { folder, log: 'fast' });
  const load = (port: number, seconds: number): Promise<LoadResult> => client.ask<LoadResult>({ port, connections, seconds } satisfies LoadOrder);
  const sample = JSON.parse((await load(fast.ready.port, 1)).last) as { answers: unknown[] };
  const bare = await startHelper<{ port: number }>('serve-bare', { answer: sample.answers[0] });
  const servers: Record<Name, Helper & { ready: { port: number } }> = { durable, fast, bare };
  const found = Object.fromEntries(NAMES.map((name) => [name, { rate: [], cpu: [], p50: [], p99: [] } as Figures])) as unknown as Record<Name, Figures>;
  for (const name of NAMES) await load(servers[name].ready.port, SECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const server = servers[name];
      const before = await server.ask<number>('cpu');
      const { requests, seconds, p50, p99 } = await load(server.ready.port, SECONDS);
      const figures = found[name];
      figures.rate.push(requests / seconds);
      figures.cpu.push(((await server.ask<number>('cpu')) - before) / (requests / 1000));
      figures.p50.push(p50);
      figures.p99.push(p99);
    }
  }
  for (const helper of [client, durable, fast, bare]) await helper.end();
  return found;
}

function rowsOf(found: Readonly<Record<Name, Figures>>, about: { what: string; unit: string; size: number }): readonly BenchRow[] {
  const { what, unit, size } = about;
  const { bare } = found;
  return (['fast', 'durable'] as const).flatMap((log): BenchRow[] => {
    const ours = found[log];
    const scale = (rates: readonly number[]): number[] => rates.map((rate) => rate * size);
    const name = `${what}, ${log} log`;
    const rate = compare({ name, unit, floor: 'bare Fastify' }, scale(ours.rate), scale(bare.rate));
    const promise = size > 1 ? null : { text: '≥ 65 % of the bare server', holds: ratioOf(ours.rate, bare.rate) >= 0.65 };
    return [
      { ...rate, promise },
      compare({ name: `${name}: server’s CPU`, unit: 'CPU-s/1000 req', floor: 'bare Fastify' }, ours.cpu, bare.cpu),
      compare({ name: `${name}: p50`, unit: 'ms', floor: 'bare Fastify' }, ours.p50, bare.p50),
      compare({ name: `${name}: p99`, unit: 'ms', floor: 'bare Fastify' }, ours.p99, bare.p99),
    ];
  });
}
