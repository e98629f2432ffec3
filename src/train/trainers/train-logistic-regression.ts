import type { LinearModel } from '../../model/index.ts';
import type { LogisticRegressionOptions } from './definition.ts';
import { minimiseByNewton, type NewtonState } from './minimise-by-newton.ts';
import { checkLinearTable, type Scaling, standardise, unscale } from './scale-features.ts';
import type { TrainingHooks } from './training-hooks.ts';
import type { TrainingTable } from './training-table.ts';

/** Options of logistic regression, and rows to measure each iteration on. */
export interface LogisticOrder extends LogisticRegressionOptions {
  readonly validation?: TrainingTable;
}

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares; Hastie, Tibshirani and Friedman 2009, 4.4.1):
 * minimises Σ log loss + l2/2 · |w|² over standardised features, with a free bias, and gives the weights for the raw ones.
 * Costs rows · features² a step, about eight steps; no randomness. Constant features get weight 0.
 * Throws TRAINER_TABLE_UNFIT (also for missing values, all columns at once), TRAINER_STOPPED.
 * @example const { weights, bias } = await trainLogisticRegression(table, { l2: 1 })
 */
export async function trainLogisticRegression(table: TrainingTable, order: LogisticOrder = {}, hooks: TrainingHooks = {}): Promise<LinearModel> {
  const { l2 = 1, maxIterations = 100, tolerance = 1e-8, validation } = order;
  checkLinearTable(table, { what: 'the training table', labels: 'binary' });
  if (validation) checkLinearTable(validation, { what: 'the validation table', labels: 'binary' });
  const scaling = standardise(table);
  const size = table.columns.length + 1; // the bias comes last
  const point = await minimiseByNewton(
    {
      size,
      evaluate: (point) => evaluateLosses(table, { scaling, l2, point }),
      validate: validation && ((point) => evaluateLosses(validation, { scaling, l2: 0, point }).logLoss),
      maxIterations,
      tolerance,
    },
    hooks,
  );
  return unscale(point, scaling);
}

function evaluateLosses(table: TrainingTable, about: { scaling: Scaling; l2: number; point: Float64Array }): NewtonState {
  const { scaling, l2, point } = about;
  const { columns, labels, weights } = table;
  const size = point.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const z = new Float64Array(size).fill(1);
  let loss = 0;
  let weight = 0;
  for (let row = 0; row < table.rows; row++) {
    let score = point[size - 1]!;
    for (let f = 0; f < size - 1; f++) {
      const value = (columns[f]![row]! - scaling.means[f]!) * scaling.factors[f]!;
      z[f] = value;
      score += point[f]! * value;
    }
    const w = weights ? weights[row]! : 1;
    const p = 1 / (1 + Math.exp(-score));
    const margin = labels[row] === 1 ? score : -score;
    loss += w * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
    weight += w;
    const slope = w * (p - labels[row]!);
    const curvature = w * p * (1 - p);
    for (let i = 0; i < size; i++) {
      gradient[i]! += slope * z[i]!;
      const scaled = curvature * z[i]!;
      for (let j = 0; j <= i; j++) hessian[i * size + j]! += scaled * z[j]!;
    }
  }
  let penalty = 0;
  for (let f = 0; f < size - 1; f++) {
    penalty += (l2 / 2) * point[f]! * point[f]!;
    gradient[f]! += l2 * point[f]!;
    hessian[f * size + f]! += l2;
  }
  return { objective: loss + penalty, logLoss: loss / weight, weight, gradient, hessian };
}
