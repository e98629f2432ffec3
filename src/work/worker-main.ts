// The process in which step functions run: started by worker.ts, told one order at a time, ended with its parent.
// It imports next to nothing, so that it is there soon; what a step needs comes with the step.
import { recordReads } from './record-reads.ts';
import type { StepFunction } from './step.ts';
import type { ThrownByStep, WorkerAnswer, WorkerOrder } from './worker-protocol.ts';

const answer = (message: WorkerAnswer): void => void process.send?.(message);

process.on('disconnect', () => process.exit(0));
process.on('message', (order: WorkerOrder) => void carryOut(order));

async function carryOut(order: WorkerOrder): Promise<void> {
  try {
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(order.env, name)) delete process.env[name];
    Object.assign(process.env, order.env);
    process.chdir(order.folder);
    const { params, reads } = recordReads(order.params);
    const run = functionOf(await load(order.code));
    if (run === undefined) return answer({ type: 'failed', error: { message: `its module has no function (or step made by defineStep) under the name ${order.exported}`, stack: '' } });
    const modules: Record<string, unknown> = {};
    for (const [name, place] of Object.entries(order.modules)) modules[name] = await load(place);
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

async function load(place: { readonly url: string; readonly export: string }): Promise<unknown> {
  const module = (await import(place.url)) as Record<string, unknown>;
  return module[place.export];
}

function functionOf(value: unknown): StepFunction | undefined {
  if (typeof value === 'function') return value as StepFunction;
  if (typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function') return (value as { run: StepFunction }).run.bind(value);
  return undefined;
}

function describeThrown(error: unknown): ThrownByStep {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  const thrown = { message: error.message, stack: error.stack ?? '' };
  if (error.name !== 'CapstanError') return thrown;
  const { code, status, remedy, facts } = error as Error & NonNullable<ThrownByStep['known']>;
  return { ...thrown, known: { code, status, remedy, facts: JSON.parse(JSON.stringify(facts)) as typeof facts } };
}
