import type { LinearModel } from '../../model/index.ts';
import type { LinearRegressionOptions } from './definition.ts';
import { checkLinearTable, standardise, unscale } from './scale-features.ts';
import { solvePositiveDefinite } from './solve-positive-definite.ts';
import { betweenIterations, type TrainingHooks } from './training-hooks.ts';
import type { TrainingTable } from './training-table.ts';

/** Options of linear regression, and rows to measure it on. */
export interface LinearOrder extends LinearRegressionOptions {
  readonly validation?: TrainingTable;
}

/**
 * Ridge regression (Hoerl and Kennard, Technometrics 1970) by the normal equations: minimises Σ error² / 2 + l2/2 · |w|² over standardised features, with a free bias, and gives the weights for the raw ones.
 * Costs rows · features², once; no randomness. Constant features get weight 0. Throws TRAINER_TABLE_UNFIT (also for missing values, all columns at once), TRAINER_STOPPED.
 * @example const { weights, bias } = await trainLinearRegression(table, { l2: 1 })
 */
export async function trainLinearRegression(table: TrainingTable, order: LinearOrder = {}, hooks: TrainingHooks = {}): Promise<LinearModel> {
  const { l2 = 1, validation } = order;
  checkLinearTable(table, { what: 'the training table', labels: 'number' });
  if (validation) checkLinearTable(validation, { what: 'the validation table', labels: 'number' });
  await betweenIterations(hooks, 0);
  const scaling = standardise(table);
  const size = table.columns.length + 1; // the bias comes last
  const products = new Float64Array(size * size);
  const targets = new Float64Array(size);
  const z = new Float64Array(size).fill(1);
  for (let row = 0; row < table.rows; row++) {
    for (let f = 0; f < size - 1; f++) z[f] = (table.columns[f]![row]! - scaling.means[f]!) * scaling.factors[f]!;
    const weight = table.weights?.[row] ?? 1;
    for (let i = 0; i < size; i++) {
      const scaled = weight * z[i]!;
      targets[i]! += scaled * table.labels[row]!;
      for (let j = 0; j <= i; j++) products[i * size + j]! += scaled * z[j]!;
    }
  }
  for (let f = 0; f < size - 1; f++) products[f * size + f]! += l2;
  const model = unscale(solvePositiveDefinite(products, targets), scaling);
  const trainLoss = lossOf(model, table);
  hooks.onIteration?.({ index: 1, of: 1, trainLoss, ...(validation && { validationLoss: lossOf(model, validation) }) });
  return model;
}

/** Half the mean squared error. */
function lossOf({ weights, bias }: LinearModel, { columns, labels, rows, weights: counts }: TrainingTable): number {
  let loss = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let score = bias;
    for (let f = 0; f < columns.length; f++) score += weights[f]! * columns[f]![row]!;
    const weight = counts?.[row] ?? 1;
    loss += (weight * (score - labels[row]!) ** 2) / 2;
    total += weight;
  }
  return loss / total;
}
