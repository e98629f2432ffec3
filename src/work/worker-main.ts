// The process in which step functions run: started by worker.ts, told one order at a time, ended with its parent.
// It imports next to nothing, so that it is there soon; what a step needs comes with the step.
import { recordReads } from './record-reads.ts';
import type { StepFunction } from './step.ts';
import type { ThrownByStep, WorkerAnswer, WorkerCode, WorkerMessage, WorkerOrder } from './worker-protocol.ts';

const answer = (message: WorkerAnswer): void => void process.send?.(message);

process.on('disconnect', () => process.exit(0));
let last: Promise<unknown> = Promise.resolve();
// One after another: what is loaded for the next step must not meet the environment of the one that runs.
process.on('message', (message: WorkerMessage) => {
  // What goes wrong while the next step is loaded goes wrong again, and is told, when it runs.
  last = last.then<unknown>(() => ('run' in message ? carryOut(message.run) : loadAll(message.load))).catch(() => undefined);
});

async function carryOut(order: WorkerOrder): Promise<void> {
  try {
    process.chdir(order.folder);
    const { params, reads } = recordReads(order.params);
    const { step, modules } = await loadAll(order);
    const run = functionOf(step);
    if (run === undefined)
      return answer({ type: 'failed', error: { message: `its module has no function (or step made by defineStep) under the name ${order.exported}`, stack: '' } });
    const started = performance.now();
    await run({
      inputs: order.inputs,
      outputs: order.outputs,
      params,
      modules,
      metric: (name, value, at) => answer({ type: 'metric', name, value, ...(at !== undefined && { at }) }),
      progress: (fraction, text) => answer({ type: 'progress', fraction, ...(text !== undefined && { text }) }),
      log: (text) => answer({ type: 'log', text }),
    });
    answer({ type: 'done', reads: reads(), milliseconds: performance.now() - started });
  } catch (error) {
    answer({ type: 'failed', error: describeThrown(error) });
  }
}

async function loadAll({ code, modules, env }: WorkerCode): Promise<{ step: unknown; modules: Record<string, unknown> }> {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  Object.assign(process.env, env);
  const loaded: Record<string, unknown> = {};
  for (const [name, place] of Object.entries(modules)) loaded[name] = await load(place);
  return { step: await load(code), modules: loaded };
}

async function load(place: { readonly url: string; readonly export: string }): Promise<unknown> {
  const module = (await import(place.url)) as Record<string, unknown>;
  return module[place.export];
}

function functionOf(value: unknown): StepFunction | undefined {
  if (typeof value === 'function') return value as StepFunction;
  if (typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function') return (value as { run: StepFunction }).run.bind(value);
  return undefined;
}

/** What an error was made from, in the end: its stack is the one that leads to the author's code. */
const originOf = (error: Error): Error => (error.cause instanceof Error ? originOf(error.cause) : error);

function describeThrown(error: unknown): ThrownByStep {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  const thrown = { message: error.message, stack: originOf(error).stack ?? '' };
  if (error.name !== 'CapstanError') return thrown;
  const { code, status, remedy, facts } = error as Error & NonNullable<ThrownByStep['known']>;
  return { ...thrown, known: { code, status, remedy, facts: JSON.parse(JSON.stringify(facts)) as typeof facts } };
}
