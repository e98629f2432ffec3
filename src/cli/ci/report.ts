/** One thing that was looked at. `warned` is told, but nothing fails for it; `skipped` was not reached. */
export interface CiCase {
  readonly name: string;
  readonly state: 'passed' | 'warned' | 'failed' | 'skipped';
  /** What was found, in one sentence. */
  readonly message?: string;
  /** More lines: examples, a stack. */
  readonly details?: string;
  readonly seconds?: number;
}

/** What belongs together: the configuration, a dataset's contract, the pipeline, the gate. */
export interface CiSuite {
  readonly name: string;
  readonly cases: readonly CiCase[];
}

/** How good a model is: the candidate, or what it is measured by. */
export interface CiQuality {
  readonly name: string;
  /** The scope's metric: `AUC`, `RMSE`. */
  readonly metric: string;
  readonly value: number;
  readonly cost: number;
  readonly rows: number;
}

/** What a continuous integration of a project came to. */
export interface CiReport {
  readonly project: string;
  readonly passed: boolean;
  readonly suites: readonly CiSuite[];
  readonly quality: readonly CiQuality[];
}

/** How many cases there are of each state. */
export function countCases(suites: readonly CiSuite[]): Readonly<Record<CiCase['state'], number>> {
  const counts = { passed: 0, warned: 0, failed: 0, skipped: 0 };
  for (const suite of suites) for (const one of suite.cases) counts[one.state]++;
  return counts;
}
