import { setImmediate as nextTurn } from 'node:timers/promises';
import { trainerErrors } from './trainer.errors.ts';

/** How training went after one more iteration. Losses are means per unit of weight: log loss, or half the squared error. */
export interface Iteration {
  /** 1 for the first. */
  readonly index: number;
  /** Iterations at most. */
  readonly of: number;
  readonly trainLoss: number;
  /** Present when there is a validation table. */
  readonly validationLoss?: number;
}

/** What a caller may hear and say while a model is trained. */
export interface TrainingHooks {
  readonly onIteration?: (iteration: Iteration) => void;
  /** Ends training with TRAINER_STOPPED before its next iteration. */
  readonly signal?: AbortSignal;
}

/** Lets timers and messages have their turn between two iterations (a heartbeat, a signal). Throws TRAINER_STOPPED. */
export async function betweenIterations(hooks: TrainingHooks, done: number): Promise<void> {
  await nextTurn();
  if (hooks.signal?.aborted) throw trainerErrors.STOPPED({ iteration: done }, { cause: hooks.signal.reason });
}
