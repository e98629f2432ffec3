import type { ClassLinear } from '../../model/index.ts';
import { minimiseByNewton, type NewtonState } from './minimise-by-newton.ts';
import { checkLinearTable, type Scaling, standardise } from './scale-features.ts';
import type { LogisticOrder } from './train-logistic-regression.ts';
import type { TrainingHooks } from './training-hooks.ts';
import type { TrainingTable } from './training-table.ts';

/** Scores are the same when all biases move together: so small a pull holds them, per unit of weight. */
const HOLD = 1e-6;

/**
 * Multinomial logistic regression by Newton's method (Hastie, Tibshirani and Friedman 2009, 4.4.1; symmetric, as in scikit-learn): minimises Σ log loss + l2/2 · |w|² over standardised features, with free biases, and
 * gives the weights for the raw ones. A step costs rows · (features · classes)²; no randomness. Constant features get weight 0. Throws TRAINER_TABLE_UNFIT (also for missing values, all columns at once), TRAINER_STOPPED.
 * @example const { weights, biases } = await trainLogisticClasses({ ...table, classes: 3 }, { l2: 1 })
 */
export async function trainLogisticClasses(table: TrainingTable, order: LogisticOrder = {}, hooks: TrainingHooks = {}): Promise<ClassLinear> {
  const { l2 = 1, maxIterations = 100, tolerance = 1e-8, validation } = order;
  checkLinearTable(table, { what: 'the training table', labels: 'class' });
  if (validation) checkLinearTable(validation, { what: 'the validation table', labels: 'class' });
  const classes = table.classes!;
  const scaling = standardise(table);
  const width = table.columns.length + 1; // the bias comes last
  const point = await minimiseByNewton(
    {
      size: width * classes,
      evaluate: (point) => evaluateLosses(table, { scaling, l2, point }),
      validate: validation && ((point) => evaluateLosses(validation, { scaling, l2: 0, point }).logLoss),
      maxIterations,
      tolerance,
    },
    hooks,
  );
  return unscale(point, scaling, classes);
}

/** Weights of standardised features, class by class with the bias last, as weights of raw ones, feature by feature. */
function unscale(point: Float64Array, { means, factors }: Scaling, classes: number): ClassLinear {
  const width = means.length + 1;
  const weights = new Float64Array(means.length * classes);
  const biases = new Float64Array(classes);
  for (let k = 0; k < classes; k++) {
    biases[k] = point[k * width + width - 1]!;
    for (let f = 0; f < means.length; f++) {
      const weight = point[k * width + f]! * factors[f]!;
      weights[f * classes + k] = weight;
      biases[k]! -= weight * means[f]!;
    }
  }
  return { weights, biases };
}

function evaluateLosses(table: TrainingTable, about: { scaling: Scaling; l2: number; point: Float64Array }): NewtonState {
  const { scaling, l2, point } = about;
  const { columns, labels, weights } = table;
  const classes = table.classes!;
  const width = columns.length + 1;
  const size = point.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const z = new Float64Array(width).fill(1);
  const p = new Float64Array(classes);
  let loss = 0;
  let weight = 0;
  for (let row = 0; row < table.rows; row++) {
    for (let f = 0; f < width - 1; f++) z[f] = (columns[f]![row]! - scaling.means[f]!) * scaling.factors[f]!;
    let top = -Infinity;
    for (let k = 0; k < classes; k++) {
      let score = 0;
      for (let f = 0; f < width; f++) score += point[k * width + f]! * z[f]!;
      p[k] = score;
      top = Math.max(top, score);
    }
    const own = p[labels[row]!]!;
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += p[k] = Math.exp(p[k]! - top);
    for (let k = 0; k < classes; k++) p[k]! /= sum;
    const w = weights?.[row] ?? 1;
    loss -= w * (own - top - Math.log(sum));
    weight += w;
    for (let k = 0; k < classes; k++) {
      const slope = w * (p[k]! - (labels[row] === k ? 1 : 0));
      for (let i = 0; i < width; i++) gradient[k * width + i]! += slope * z[i]!;
      for (let other = 0; other <= k; other++) {
        const curvature = w * p[k]! * ((k === other ? 1 : 0) - p[other]!);
        for (let i = 0; i < width; i++) {
          const scaled = curvature * z[i]!;
          const at = (k * width + i) * size + other * width;
          const last = k === other ? i : width - 1;
          for (let j = 0; j <= last; j++) hessian[at + j]! += scaled * z[j]!;
        }
      }
    }
  }
  let penalty = 0;
  for (let i = 0; i < size; i++) {
    const pull = i % width === width - 1 ? HOLD * weight : l2;
    penalty += (pull / 2) * point[i]! * point[i]!;
    gradient[i]! += pull * point[i]!;
    hessian[i * size + i]! += pull;
  }
  return { objective: loss + penalty, logLoss: loss / weight, weight, gradient, hessian };
}
