import { type Clock, isCapstanError, systemClock } from '../../kernel/index.ts';
import { modelErrors } from '../model.errors.ts';
import { type ColumnPlan, type OfferedColumns, type PlannedColumn, planColumns } from './plan-columns.ts';
import { type MlflowDescription, readDescription, refuseOther } from './read-description.ts';
import { type RowsToScore, type ScoringAnswer } from './scoring-frames.ts';
import { type Interpreter, type ScoredAnswers, type ScoringProgram, startScoring } from './start-scoring.ts';

/** A model of any flavor of MLflow, asked in a Python process of its own. */
export interface MlflowModel {
  readonly runtime: 'mlflow';
  readonly description: MlflowDescription;
  /** What it takes, in order. */
  readonly columns: readonly PlannedColumn[];
  /**
   * The scores of rows; of several classes, all probabilities of a row after those of the row before. Python is started by the first question, and again by the next one after it ended; a question that it did not live to answer is asked once more.
   * Throws MODEL_SCORES_UNSUITABLE, MODEL_NOT_LOADED, MODEL_ROWS_FAILED, MODEL_PROGRAM_ENDED, MODEL_PROGRAM_LATE, MODEL_CLOSED.
   */
  predict(rows: RowsToScore): Promise<Float64Array>;
  /** Starts Python now, and says how it obtains scores; it is kept until `rest`, also when nobody asks. Throws as `predict` does. */
  warm(): Promise<string>;
  /** Lets Python end when nobody has asked for a while. */
  rest(): void;
  /** Ends Python; the next question is answered by a fresh one. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** How a packed model is opened. */
export interface MlflowOptions {
  /** Asked at each start; what it throws is thrown by the question. */
  readonly python: () => Interpreter;
  /** What there is to give to it. */
  readonly offered: OfferedColumns;
  /** @default 'probability' */
  readonly answers?: ScoredAnswers;
  /** How long loading may take, and one question, in ms. @default 2 minutes, 30 seconds */
  readonly patience?: { readonly start: number; readonly answer: number };
  /** Python that nobody asks ends after so many ms, unless it was warmed. @default a minute */
  readonly idle?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Rows of one question; more are asked in several, fewer of several callers in one. */
const MOST_ROWS = 4_096;
/** Starts that failed are not tried again at once: after 1 s, then twice as long each time, up to 30 s. */
const BACK_OFF = { first: 1_000, most: 30_000 } as const;
const PATIENCE = { start: 120_000, answer: 30_000 } as const;

interface Job extends RowsToScore {
  resolve(scores: Float64Array): void;
  reject(error: unknown): void;
}

/** Reads a packed model and plans how to ask it; Python is not started yet. Throws MODEL_ARCHIVE_INVALID, MODEL_FLAVOR_UNKNOWN, MODEL_SIGNATURE_UNSUITABLE. */
export async function openMlflowModel(archive: string, options: MlflowOptions): Promise<MlflowModel> {
  const { python, offered, answers = 'probability', patience = PATIENCE, idle = 60_000, clock = systemClock } = options;
  const description = await readDescription(archive);
  refuseOther(description.flavors);
  const plan = planColumns(description.signature, offered);
  if ('problems' in plan) throw modelErrors.SIGNATURE_UNSUITABLE({ problems: plan.problems });
  const width = typeof answers === 'string' ? 1 : answers.classes.length;
  return keepScoring(description, plan, { start: async () => startScoring({ python: python(), archive, plan, answers, patience }), width, idle, clock });
}

interface Keeping {
  readonly start: () => Promise<ScoringProgram>;
  /** Scores a row. */
  readonly width: number;
  readonly idle: number;
  readonly clock: Clock;
}

/** Keeps one program for a model: starts it when it is needed, works off what is asked, and starts another when it ended. */
function keepScoring(description: MlflowDescription, plan: ColumnPlan, { start, width, idle, clock }: Keeping): MlflowModel {
  const queue: Job[] = [];
  let program: Promise<ScoringProgram> | undefined;
  let working: Promise<void> | undefined;
  let isClosed = false;
  let isWarm = false;
  let resting: NodeJS.Timeout | undefined;
  let failure: { readonly error: unknown; readonly until: number; readonly pause: number } | undefined;

  const running = async (): Promise<ScoringProgram> => {
    const before = program;
    if (before !== undefined && !(await before).hasEnded()) return before;
    // Another caller may have found out first that it has ended.
    if (program !== undefined && program !== before) return program;
    if (failure !== undefined && clock.now() < failure.until) throw failure.error;
    program = start();
    try {
      const started = await program;
      failure = undefined;
      return started;
    } catch (error) {
      program = undefined;
      const pause = Math.min(BACK_OFF.most, failure === undefined ? BACK_OFF.first : 2 * failure.pause);
      failure = { error, until: clock.now() + pause, pause };
      throw error;
    }
  };
  const stop = async (): Promise<void> => {
    const stopped = program;
    program = undefined;
    clearTimeout(resting);
    await stopped?.then(
      (one) => one.end(),
      () => undefined,
    );
  };
  const restLater = (): void => {
    clearTimeout(resting);
    if (!isWarm && program !== undefined) resting = setTimeout(() => void (working === undefined && stop()), idle).unref();
  };
  const askOnce = async (jobs: readonly Job[]): Promise<ScoringAnswer> => (await running()).ask(jobs);
  /** Scoring changes nothing: what a program did not live to answer may be asked again. */
  const ask = (jobs: readonly Job[]): Promise<ScoringAnswer> =>
    askOnce(jobs).catch((error: unknown) => {
      if (!isCapstanError(error, 'MODEL_PROGRAM_ENDED') || failure !== undefined) throw error;
      return askOnce(jobs);
    });
  const answer = async (jobs: readonly Job[]): Promise<void> => {
    let said: ScoringAnswer;
    try {
      said = await ask(jobs);
    } catch (error) {
      for (const job of jobs) job.reject(error);
      return;
    }
    if ('scores' in said) {
      let from = 0;
      for (const job of jobs) job.resolve(said.scores.slice(from, (from += job.count * width)));
    } else if (jobs.length > 1) {
      // Each is asked alone, so that nobody pays for the rows of another.
      for (const job of jobs) await answer([job]);
    } else jobs[0]!.reject('refused' in said ? modelErrors.SCORES_UNSUITABLE({ reason: said.refused }) : modelErrors.ROWS_FAILED(failedFacts(said)));
  };
  const work = async (): Promise<void> => {
    clearTimeout(resting);
    while (queue.length > 0) {
      const jobs: Job[] = [];
      for (let rows = 0; queue.length > 0 && (jobs.length === 0 || rows + queue[0]!.count <= MOST_ROWS);) {
        jobs.push(queue[0]!);
        rows += queue.shift()!.count;
      }
      await answer(jobs);
    }
    working = undefined;
    restLater();
  };
  const submit = (rows: RowsToScore): Promise<Float64Array> =>
    new Promise((resolve, reject) => {
      if (isClosed) return reject(modelErrors.CLOSED({}));
      queue.push({ ...rows, resolve, reject });
      working ??= work();
    });

  return {
    runtime: 'mlflow',
    description,
    columns: plan.columns,
    async predict(rows) {
      if (rows.count <= MOST_ROWS) return rows.count === 0 ? new Float64Array() : submit(rows);
      const scores = new Float64Array(rows.count * width);
      for (let from = 0; from < rows.count; from += MOST_ROWS) {
        const count = Math.min(MOST_ROWS, rows.count - from);
        scores.set(await submit({ from: (rows.from ?? 0) + from, count, columns: rows.columns }), from * width);
      }
      return scores;
    },
    async warm() {
      if (isClosed) throw modelErrors.CLOSED({});
      isWarm = true;
      clearTimeout(resting);
      return (await running()).way;
    },
    rest() {
      isWarm = false;
      if (working === undefined) restLater();
    },
    async restart() {
      await working;
      await stop();
    },
    async close() {
      isClosed = true;
      for (const job of queue.splice(0)) job.reject(modelErrors.CLOSED({}));
      await stop();
      await working;
    },
  };
}

const failedFacts = (said: Exclude<ScoringAnswer, { scores: unknown } | { refused: string }>): { reason: string; at: readonly string[] } =>
  'failed' in said ? { reason: said.failed, at: said.at } : { reason: 'it said again that it is ready', at: [] };
