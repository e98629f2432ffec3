import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { CapstanError, messageOf } from '../kernel/index.ts';
import { DIST } from './bundle-steps.ts';
import { createTail } from './tail.ts';
import { workErrors } from './work.errors.ts';
import type { ThrownByStep, WorkerAnswer, WorkerCode, WorkerMessage, WorkerOrder } from './worker-protocol.ts';

/** What a step says on its way. */
export type WorkerNews = Extract<WorkerAnswer, { type: 'metric' | 'progress' | 'log' }>;

/** One warm process that runs step functions, one after another. */
export interface StepWorker {
  /** Runs a step, then loads the code of the probable `next` one. Throws WORK_STEP_FAILED, WORK_STEP_CRASHED, WORK_STEP_ABORTED; after a crash the next order starts a new process. */
  run(
    order: WorkerOrder,
    about: { signal: AbortSignal; onNews: (news: WorkerNews) => void; next?: WorkerCode | undefined },
  ): Promise<{ reads: readonly string[]; milliseconds: number }>;
  close(): void;
}

interface Running {
  readonly child: ChildProcess;
  readonly stderr: ReturnType<typeof createTail>;
  onLine: (line: string) => void;
}

/** The process starts with the first order: a pipeline whose steps are all cached starts none. */
export function createStepWorker(): StepWorker {
  let running: Running | undefined;
  const start = (env: Readonly<Record<string, string>>): Running => {
    const child = fork(join(DIST, 'work/worker-main.js'), { execArgv: ['--enable-source-maps'], env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'advanced' });
    const started: Running = { child, stderr: createTail(20), onLine: () => undefined };
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (stream === child.stderr) started.stderr.add(line);
        started.onLine(line);
      });
    }
    return started;
  };
  return {
    run(order, { signal, onNews, next }) {
      signal.throwIfAborted();
      const now = (running ??= start(order.env));
      const { child } = now;
      now.onLine = (text) => onNews({ type: 'log', text });
      return new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          child.off('message', onMessage).off('close', onClose).off('error', onError);
          signal.removeEventListener('abort', onAbort);
          settle();
        };
        const onMessage = (message: unknown): void => {
          const answer = message as WorkerAnswer;
          if (answer.type === 'done') end(() => resolve({ reads: answer.reads, milliseconds: answer.milliseconds }));
          else if (answer.type === 'failed') end(() => reject(failure(order.step, answer.error)));
          else onNews(answer);
        };
        const onClose = (code: number | null, killed: NodeJS.Signals | null): void => {
          running = undefined;
          const how = killed === null ? `exited with code ${code}` : `was killed by ${killed}`;
          end(() => reject(signal.aborted ? workErrors.STEP_ABORTED({ step: order.step }) : workErrors.STEP_CRASHED({ step: order.step, how, stderr: now.stderr.text() })));
        };
        const onError = (error: Error): void => {
          running = undefined;
          end(() => reject(workErrors.STEP_CRASHED({ step: order.step, how: `could not be started or told: ${messageOf(error)}`, stderr: '' }, { cause: error })));
        };
        const onAbort = (): void => void child.kill('SIGKILL');
        child.on('message', onMessage).on('close', onClose).on('error', onError);
        signal.addEventListener('abort', onAbort);
        tell(child, { run: order });
        if (next) tell(child, { load: next });
      });
    },
    close() {
      running?.child.kill('SIGKILL');
      running = undefined;
    },
  };
}

const tell = (child: ChildProcess, message: WorkerMessage): void => void child.send(message);

function failure(step: string, thrown: ThrownByStep): CapstanError {
  const { known, message, stack } = thrown;
  const cause = known ? new CapstanError(known.code, { ...known, message }) : Object.assign(new Error(message), { stack });
  if (known) cause.stack = stack;
  return workErrors.STEP_FAILED({ step, reason: message, stack, remedy: known?.remedy }, { cause });
}
