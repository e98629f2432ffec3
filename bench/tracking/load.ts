// A process: the client of all servers. It asks one of them over a number of connections that stay open, each the next as soon as it has its answer.
import { cpuSeconds } from '../measure.ts';
import { answerQuestions, givenAbout } from '../processes.ts';
import { complaintOf, right } from './answers.ts';
import { type Answer, Connection } from './connection.ts';
import { cpuSecondsOf } from './process-tree.ts';
import { type Asking, type Place, type WorkloadName, WORKLOADS } from './workloads.ts';

/** What to ask of whom. */
export interface LoadOrder {
  readonly server: { readonly port: number; readonly pid: number };
  readonly place: Place;
  readonly workload: WorkloadName;
  readonly connections: number;
  /** Ask for so long, … */
  readonly seconds: number;
  /** … and at least so often, … */
  readonly atLeast: number;
  /** … but begin nothing after so many seconds. */
  readonly atMost: number;
}

/** How it went. */
export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds of each right answer. */
  readonly times: readonly number[];
  /** How often what went wrong. */
  readonly errors: Readonly<Record<string, number>>;
  /** CPU seconds. */
  readonly serverCpu: number;
  readonly clientCpu: number;
}

await givenAbout<object>();

/** Of the server that is asked now; the bytes of its right answers. */
let known = { port: 0, answers: new Map<string, Buffer>() };

async function load({ server, place, workload, connections, seconds, atLeast, atMost }: LoadOrder): Promise<LoadResult> {
  if (known.port !== server.port) known = { port: server.port, answers: new Map() };
  const times: number[] = [];
  const errors: Record<string, number> = {};
  const note = (text: string): null => {
    errors[text] = (errors[text] ?? 0) + 1;
    return null;
  };
  const open = Array.from({ length: connections }, () => new Connection(server.port));
  // One that cannot even begin is an error; the others go on.
  const begun = await Promise.all(open.map((connection) => WORKLOADS[workload](askingOf(connection, { times, note }), place).catch((error: Error) => note(error.message))));
  const clients = begun.filter((client) => client !== null);
  const cpu = [cpuSecondsOf(server.pid), cpuSeconds()] as const;
  const start = performance.now();
  let turns = 0;
  const goesOn = (): boolean => {
    const passed = (performance.now() - start) / 1000;
    return passed < seconds || (turns < atLeast && passed < atMost);
  };
  await Promise.all(
    clients.map(async (client) => {
      while (goesOn()) {
        turns++;
        await client.turn();
      }
    }),
  );
  const result = { seconds: (performance.now() - start) / 1000, times, errors, serverCpu: cpuSecondsOf(server.pid) - cpu[0], clientCpu: cpuSeconds() - cpu[1] };
  for (const client of clients) await Promise.resolve(client.confirm?.()).catch((error: Error) => note(error.message));
  for (const connection of open) connection.close();
  return result;
}

function askingOf(connection: Connection, into: { readonly times: number[]; readonly note: (text: string) => null }): Asking {
  const get = async (message: string): Promise<Answer | string> => connection.ask(message).catch((error: Error) => error.message);
  return {
    known: known.answers,
    async ask(message, fault) {
      const start = performance.now();
      const answer = await get(message);
      const took = performance.now() - start;
      if (typeof answer === 'string') return into.note(answer);
      if (answer.status !== 200) return into.note(complaintOf(answer));
      const wrong = fault?.(answer) ?? null;
      if (wrong !== null) return into.note(wrong);
      into.times.push(took);
      return answer;
    },
    async prepare(message) {
      const answer = await get(message);
      if (typeof answer === 'string') throw new Error(answer);
      return right(answer);
    },
  };
}

answerQuestions('ready', load);
