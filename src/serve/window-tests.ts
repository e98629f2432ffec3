import { type Contract, type CountedTest, countedTests, type TableProfile, windowContract } from '../data/index.ts';
import type { LoadedRelease } from '../release/index.ts';
import type { PredictionRecord } from './prediction.ts';

/** One of the two contracts of a release as far as only a window can break it, and what it is compared with. */
export interface WindowTests {
  readonly contract: Contract;
  readonly reference: TableProfile;
}

/** Rows of the window's requests, or of its answers, as their tests look at them. */
export const requestRow = ({ inputs }: Pick<PredictionRecord, 'inputs'>): Readonly<Record<string, unknown>> => inputs;
export const answerRow = ({ inputs, score, decision }: Pick<PredictionRecord, 'inputs' | 'score' | 'decision'>): Readonly<Record<string, unknown>> => ({
  ...inputs,
  score,
  decision,
});

/** What of a release's contracts only a window can break: of its requests, and of its answers; null where there is no such test. */
export function windowTests({ inputContract, outputContract, reference }: Pick<LoadedRelease, 'inputContract' | 'outputContract' | 'reference'>): {
  readonly requests: WindowTests | null;
  readonly answers: WindowTests | null;
} {
  const [requests, answers] = [windowContract(inputContract), windowContract(outputContract)];
  return {
    requests: requests && { contract: requests, reference: reference.inputs },
    answers: answers && { contract: answers, reference: { ...reference.inputs, columns: [...reference.inputs.columns, reference.score] } },
  };
}

/** What was counted of single rows for the tests of a window, test by test: see `countedTests`. */
export interface TestedRows {
  readonly requests: readonly (readonly number[])[];
  readonly answers: readonly (readonly number[])[];
}

/** The counters of one stretch. */
export interface TestedRowsCounter {
  add(record: PredictionRecord): void;
  counts(): TestedRows;
}

/** Prepares counters of what single rows say to the tests of a window; undefined where no test asks for any. */
export function prepareTestedRows(release: Pick<LoadedRelease, 'inputContract' | 'outputContract' | 'reference'>): (() => TestedRowsCounter) | undefined {
  const { requests, answers } = windowTests(release);
  const tests = {
    requests: requests === null ? [] : countedTests(requests.contract, requests.reference),
    answers: answers === null ? [] : countedTests(answers.contract, answers.reference),
  };
  const asks = (of: readonly CountedTest[]): boolean => of.some(({ cells }) => cells > 0);
  if (!asks(tests.requests) && !asks(tests.answers)) return undefined;
  const asksAnswers = asks(tests.answers);
  return () => {
    const counts = { requests: tests.requests.map(emptyCells), answers: tests.answers.map(emptyCells) };
    const count = (of: readonly CountedTest[], into: readonly number[][], row: Readonly<Record<string, unknown>>): void =>
      of.forEach(({ cellOf }, i) => {
        const cell = cellOf(row);
        if (cell >= 0) into[i]![cell]!++;
      });
    return {
      add(record) {
        count(tests.requests, counts.requests, requestRow(record));
        if (asksAnswers && record.score !== null) count(tests.answers, counts.answers, answerRow(record));
      },
      counts: () => structuredClone(counts),
    };
  };
}

const emptyCells = ({ cells }: CountedTest): number[] => Array<number>(cells).fill(0);

/** Where nothing is counted. */
export const NO_TESTED_ROWS: TestedRows = { requests: [], answers: [] };

/** Two stretches of one release together. */
export const addTestedRows = (a: TestedRows, b: TestedRows): TestedRows => ({ requests: addCells(a.requests, b.requests), answers: addCells(a.answers, b.answers) });

const addCells = (a: TestedRows['requests'], b: TestedRows['requests']): number[][] => a.map((cells, i) => cells.map((count, at) => count + b[i]![at]!));
