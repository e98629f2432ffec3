import { solvePositiveDefinite } from './solve-positive-definite.ts';
import { betweenIterations, type TrainingHooks } from './training-hooks.ts';

/** What a model's losses are at one point of its weights. */
export interface NewtonState {
  /** Penalised sum of losses: what is minimised. */
  readonly objective: number;
  /** Mean loss per unit of weight, unpenalised. */
  readonly logLoss: number;
  readonly weight: number;
  readonly gradient: Float64Array;
  /** Row-major, lower triangle filled. */
  readonly hessian: Float64Array;
}

/** A convex sum of losses, and when its gradient is small enough. */
export interface NewtonOrder {
  /** How many weights there are; all begin at 0. */
  readonly size: number;
  readonly evaluate: (point: Float64Array) => NewtonState;
  /** The mean loss of other rows, told after each iteration. */
  readonly validate?: ((point: Float64Array) => number) | undefined;
  readonly maxIterations: number;
  /** The largest component of the gradient that counts as none, per unit of weight. */
  readonly tolerance: number;
}

/**
 * Newton's method, with steps that are halved until they lower the objective (iteratively reweighted least squares; Hastie, Tibshirani and Friedman 2009, 4.4.1). About eight iterations; no randomness.
 * Throws TRAINER_STOPPED.
 */
export async function minimiseByNewton({ size, evaluate, validate, maxIterations, tolerance }: NewtonOrder, hooks: TrainingHooks): Promise<Float64Array> {
  let point = new Float64Array(size);
  let state = evaluate(point);
  for (let index = 1; index <= maxIterations; index++) {
    await betweenIterations(hooks, index - 1);
    if (state.gradient.every((component) => Math.abs(component) <= tolerance * state.weight)) break;
    const step = solvePositiveDefinite(state.hessian, state.gradient);
    let share = 1;
    for (let halvings = 0; halvings < 30; halvings++, share /= 2) {
      const next = point.map((value, i) => value - share * step[i]!);
      const moved = evaluate(next);
      if (!(moved.objective <= state.objective)) continue;
      point = next;
      state = moved;
      break;
    }
    const validationLoss = validate?.(point);
    hooks.onIteration?.({ index, of: maxIterations, trainLoss: state.logLoss, ...(validationLoss === undefined ? {} : { validationLoss }) });
    if (share < 1e-8) break; // no step lowers the objective any more
  }
  return point;
}
