import { readHistory, runIdOf } from './answers.ts';
import { type Answer, textOf } from './connection.ts';
import * as requests from './requests.ts';
import { faultOfHistory, faultOfSearch, LATEST, PAGE, type Search, SMALLEST, VARIANTS } from './seeded.ts';

/** What a client asks with. */
export interface Asking {
  /** Measured. `fault` says what is wrong with an answer of status 200; a wrong one counts as an error. Null when there was an error. */
  ask(message: string, fault?: (answer: Answer) => string | null): Promise<Answer | null>;
  /** Not measured; throws on an error. */
  prepare(message: string): Promise<Answer>;
  /** An answer of these very bytes was found right before. */
  readonly known: Map<string, Buffer>;
}

/** Where it asks. */
export interface Place {
  /** For runs that are made while measuring. */
  readonly experimentId: string;
  /** The one with the seeded runs. */
  readonly seededId: string;
  /** The run with the long history. */
  readonly historyRunId: string;
}

/** One client: asks once, or a few times in a row; at the end it reads back what it was told is kept. */
interface Client {
  turn(): Promise<void>;
  confirm?(): Promise<void>;
}

/** Each gives a client that has prepared itself. */
export const WORKLOADS = {
  'log-metric': async (asking: Asking, place: Place): Promise<Client> => {
    const runId = await prepareRun(asking, place);
    const kept = new Kept(asking, { runId, key: 'loss' });
    return {
      turn: () => kept.log((step) => requests.logMetric(runId, pointOf('loss', step))),
      confirm: () => kept.confirm(),
    };
  },
  'log-batch of 10': (asking: Asking, place: Place) => logBatches(asking, place, 10),
  'log-batch of 500': (asking: Asking, place: Place) => logBatches(asking, place, 500),
  'create-run': async (asking: Asking, { experimentId }: Place): Promise<Client> => ({
    turn: async () => void (await asking.ask(requests.createRun(experimentId), faultOfRun)),
  }),
  'search by time': (asking: Asking, place: Place) => searchRuns(asking, place, LATEST),
  'search by metric': (asking: Asking, place: Place) => searchRuns(asking, place, SMALLEST),
  'get-history': async (asking: Asking, { historyRunId }: Place): Promise<Client> => ({
    turn: async () => void (await asking.ask(requests.getHistory(historyRunId, 'loss'), known(asking, 'history', faultOfHistory))),
  }),
  training: async (asking: Asking, { experimentId }: Place): Promise<Client> => ({ turn: () => train(asking, experimentId) }),
} as const satisfies Record<string, (asking: Asking, place: Place) => Promise<Client>>;

/** The name of one. */
export type WorkloadName = keyof typeof WORKLOADS;

/** One point; the values are never round, and each step has its own moment. */
const pointOf = (key: string, step: number): requests.Point => ({ key, value: Math.random(), timestamp: Date.now(), step });

async function prepareRun({ prepare }: Asking, { experimentId }: Place): Promise<string> {
  return runIdOf(await prepare(requests.createRun(experimentId)));
}

const faultOfRun = (answer: Answer): string | null => (/"run_id": *"[0-9a-f]{32}"/.test(textOf(answer)) ? null : 'a run was made without an id');

async function searchRuns(asking: Asking, { seededId }: Place, search: Search): Promise<Client> {
  return {
    async turn() {
      const at = Math.floor(Math.random() * VARIANTS);
      const message = requests.searchRuns(seededId, { filter: search.filter(at), orderBy: search.orderBy, limit: PAGE });
      await asking.ask(
        message,
        known(asking, `${search.orderBy} ${at}`, (text) => faultOfSearch(text, search.losses(at))),
      );
    },
  };
}

async function logBatches(asking: Asking, place: Place, size: number): Promise<Client> {
  const runId = await prepareRun(asking, place);
  const keys = Array.from({ length: size }, (_, at) => `metric_${at}`);
  const kept = new Kept(asking, { runId, key: keys.at(-1)! });
  return {
    turn: () => kept.log((step) => requests.logBatch(runId, { metrics: keys.map((key) => pointOf(key, step)) })),
    confirm: () => kept.confirm(),
  };
}

/** Counts the steps that were acknowledged for a metric, and reads them back. */
class Kept {
  readonly #asking: Asking;
  readonly #metric: { readonly runId: string; readonly key: string };
  #asked = 0;
  #acknowledged = 0;

  constructor(asking: Asking, metric: { readonly runId: string; readonly key: string }) {
    this.#asking = asking;
    this.#metric = metric;
  }

  async log(message: (step: number) => string): Promise<void> {
    if ((await this.#asking.ask(message(this.#asked++))) !== null) this.#acknowledged++;
  }

  /** What was refused may be there too: an error says only that it is not known. */
  async confirm(): Promise<void> {
    const { length } = readHistory(await this.#asking.prepare(requests.getHistory(this.#metric.runId, this.#metric.key)));
    if (length < this.#acknowledged || length > this.#asked) throw new Error(`${this.#acknowledged} points were acknowledged, ${length} are there`);
  }
}

/** A short training, as `mlflow` logs it: 24 requests. */
async function train({ ask }: Asking, experimentId: string): Promise<void> {
  const made = await ask(requests.createRun(experimentId), faultOfRun);
  if (made === null) return;
  const runId = runIdOf(made);
  await ask(requests.logBatch(runId, { params: Array.from({ length: 10 }, (_, at) => ({ key: `param_${at}`, value: String(Math.random()) })) }));
  const keys = Array.from({ length: 10 }, (_, at) => `metric_${at}`);
  for (let step = 0; step < 20; step++) await ask(requests.logBatch(runId, { metrics: keys.map((key) => pointOf(key, step)) }));
  await ask(requests.setTag(runId, { key: 'stage', value: 'trained' }));
  await ask(requests.finishRun(runId));
}

/** Reads an answer only when its bytes are others than those of an answer that was found right. */
function known(asking: Asking, name: string, fault: (text: string) => string | null): (answer: Answer) => string | null {
  return (answer) => {
    if (asking.known.get(name)?.equals(answer.body) === true) return null;
    const found = fault(textOf(answer));
    if (found === null) asking.known.set(name, answer.body);
    return found;
  };
}
