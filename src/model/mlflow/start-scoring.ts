import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../kernel/index.ts';
import { modelErrors } from '../model.errors.ts';
import type { ColumnPlan } from './plan-columns.ts';
import { createAnswerReader, encodeQuestion, type RowsToScore, type ScoringAnswer } from './scoring-frames.ts';

/** The Python that runs a model. */
export interface Interpreter {
  /** Absolute. */
  readonly program: string;
  /** The folder of its user, where packages may lie. */
  readonly home: string | null;
}

/** What a model's scores are: probabilities of label 1, numbers, or probabilities of each of several classes, in this order. */
export type ScoredAnswers = 'probability' | 'number' | { readonly classes: readonly string[] };

/** What is started. */
export interface ScoringOrder {
  readonly python: Interpreter;
  /** The packed model. */
  readonly archive: string;
  readonly plan: ColumnPlan;
  readonly answers: ScoredAnswers;
  /** How long loading may take, and one question, in ms. */
  readonly patience: { readonly start: number; readonly answer: number };
}

/** A program that has loaded the model and answers, one question at a time. */
export interface ScoringProgram {
  /** How it obtains scores, in words. */
  readonly way: string;
  /** Throws MODEL_PROGRAM_ENDED; MODEL_PROGRAM_LATE when it takes too long, and is ended. */
  ask(parts: readonly RowsToScore[]): Promise<ScoringAnswer>;
  readonly hasEnded: () => boolean;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

/** The program that Python runs. */
export const SCORING_SCRIPT = fileURLToPath(new URL('score.py', import.meta.url));
/** What is kept of what it prints, for the message when it ends. */
const TAIL = 2_000;
/** A thread count that is fixed: sums of floats come out in the same order every time. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' } as const;

/**
 * Starts Python with a model. The program lives as long as its parent does: it ends at the end of its input. Throws MODEL_PROGRAM_ENDED, MODEL_PROGRAM_LATE, MODEL_NOT_LOADED (what Python said),
 * MODEL_SCORES_UNSUITABLE (loaded, but gives no probability, or no number).
 */
export async function startScoring(order: ScoringOrder): Promise<ScoringProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'capstan-model-'));
  const child = spawn(
    order.python.program,
    ['-B', SCORING_SCRIPT, order.archive, folder, typeof order.answers === 'string' ? order.answers : JSON.stringify(order.answers.classes)],
    {
      cwd: folder,
      env: environment(order.python),
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    },
  );
  let ended = false;
  let waiting: { resolve(answer: ScoringAnswer): void; reject(error: unknown): void; timer: NodeJS.Timeout } | undefined;
  let printed = '';
  const answers = child.stdio[3] as Socket;
  const streams = [child.stdin as unknown as Socket, child.stdout as Socket, child.stderr as Socket, answers];

  /** It keeps this process alive only while somebody waits for it. */
  const hold = (isHeld: boolean): void => {
    for (const each of [child, ...streams.filter((stream) => !stream.destroyed)]) each[isHeld ? 'ref' : 'unref']();
  };
  const settle = (how: (one: NonNullable<typeof waiting>) => void): void => {
    const one = waiting;
    waiting = undefined;
    hold(false);
    if (one === undefined) return;
    clearTimeout(one.timer);
    how(one);
  };
  const told = (): string => printed.trim().slice(-TAIL);
  const fail = (reason: string, cause?: unknown): void => settle((one) => one.reject(modelErrors.PROGRAM_ENDED({ reason, printed: told() }, { cause })));
  const next = (patience: number): Promise<ScoringAnswer> =>
    new Promise((resolve, reject) => {
      const onLate = (): void => {
        ended = true;
        child.kill('SIGKILL');
        settle((one) => one.reject(modelErrors.PROGRAM_LATE({ seconds: patience / 1_000, printed: told() })));
      };
      waiting = { resolve, reject, timer: setTimeout(onLate, patience) };
      hold(true);
    });

  const gone = new Promise<void>((resolve) => {
    const leave = (): void => {
      ended = true;
      void rm(folder, { recursive: true, force: true })
        .catch(() => undefined)
        .then(resolve);
    };
    child.on('error', (error) => {
      fail(`${order.python.program} could not be started: ${messageOf(error)}`, error);
      leave();
    });
    child.on('close', (code, signal) => {
      fail(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`);
      leave();
    });
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (printed = (printed + piece.toString()).slice(-2 * TAIL)));
  // A program that has gone is told by its end.
  child.stdin.on('error', () => undefined);
  const read = createAnswerReader((answer) => settle((one) => one.resolve(answer)));
  answers.on('data', read);

  const first = await next(order.patience.start);
  if (!('ready' in first)) {
    hold(true);
    await gone;
    throw 'refused' in first
      ? modelErrors.SCORES_UNSUITABLE({ reason: first.refused })
      : modelErrors.NOT_LOADED({ python: order.python.program, reason: 'failed' in first ? first.failed : 'it gave scores unasked', at: 'at' in first ? first.at : [] });
  }
  return {
    way: first.ready,
    hasEnded: () => ended,
    ask(parts) {
      const answer = next(order.patience.answer);
      if (ended) fail('it had ended before');
      else child.stdin.write(encodeQuestion(order.plan, parts));
      return answer;
    },
    end() {
      hold(true);
      child.kill('SIGKILL');
      return gone;
    },
  };
}

/** Nothing of the caller's, so that what a model gives does not depend on who asks, and no secret reaches it. */
const environment = ({ program, home }: Interpreter): Record<string, string> => ({
  ...ONE_THREAD,
  PATH: [dirname(program), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
  ...(home !== null && { HOME: home }),
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  PYTHONHASHSEED: '0',
  PYTHONUNBUFFERED: '1',
});
