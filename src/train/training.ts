import type { Diagnostic } from './diagnostics/definition.ts';
import type { TrainerDefinition } from './trainers/index.ts';

/** How the project's model is trained. */
export interface Training {
  /** The dataset to learn from. */
  readonly dataset: string;
  /** What learns: `gradientBoosting({…})`, `logisticRegression({…})`, `linearRegression({…})`, or a program of yours, `commandTrainer({…})`. */
  readonly trainer: TrainerDefinition;
  /** Rows used at most; more are sampled by key, reproducibly. @default 200_000 */
  readonly maxRows?: number;
  /** Days of history used at most, counted back from the newest known label. @default 60 */
  readonly lastDays?: number;
  /** The newest share of the rows, by event time, is kept for the test. @default 0.2 */
  readonly testFraction?: number;
  /** Raw columns whose values are evaluated one by one. */
  readonly slices?: readonly string[];
  /** What is looked for in the rows of each training, as steps of its pipeline: `labelErrors()`, `weakSlices()`, `leakage()`, `tableDrift()`, `tableDiff()`, `tableProfile()`, `tableCheck({ contract })`. */
  readonly diagnostics?: readonly Diagnostic[];
  /** Of everything random in training: the same seed gives the same model. @default 1 */
  readonly seed?: number;
}
