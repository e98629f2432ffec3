import type { Problem } from '../../kernel/index.ts';
import type { LinearModel } from '../../model/index.ts';
import { trainerErrors } from './trainer.errors.ts';
import { type LabelKind, tableProblems, type TrainingTable } from './training-table.ts';

/** Refuses what a linear model cannot take, missing values too, all columns at once. Throws TRAINER_TABLE_UNFIT. */
export function checkLinearTable(table: TrainingTable, { what, labels }: { readonly what: string; readonly labels: LabelKind }): void {
  const missing = table.columns.flatMap((column, f): readonly Problem[] => {
    let count = 0;
    for (const value of column) if (!Number.isFinite(value)) count++;
    return count === 0
      ? []
      : [
          {
            path: `/columns/${table.features[f]}`,
            message: `has ${count} missing or infinite values, which a linear model cannot take; fill them in the features, or use gradientBoosting`,
          },
        ];
  });
  const problems = [...tableProblems(table, labels), ...missing];
  if (problems.length > 0) throw trainerErrors.TABLE_UNFIT({ what, problems });
}

/** How features are standardised. */
export interface Scaling {
  readonly means: Float64Array;
  /** One over the standard deviation; 0 for a constant feature. */
  readonly factors: Float64Array;
}

/** The scaling under which every feature has mean 0 and variance 1, rows counted by their weights. */
export function standardise(table: TrainingTable): Scaling {
  const means = new Float64Array(table.columns.length);
  const factors = new Float64Array(table.columns.length);
  let weight = 0;
  for (let row = 0; row < table.rows; row++) weight += table.weights?.[row] ?? 1;
  table.columns.forEach((column, f) => {
    for (let row = 0; row < table.rows; row++) means[f]! += ((table.weights?.[row] ?? 1) * column[row]!) / weight;
    let variance = 0;
    for (let row = 0; row < table.rows; row++) variance += ((table.weights?.[row] ?? 1) * (column[row]! - means[f]!) ** 2) / weight;
    const deviation = Math.sqrt(variance);
    factors[f] = deviation > 1e-9 * Math.abs(means[f]!) ? 1 / deviation : 0;
  });
  return { means, factors };
}

/** Weights of standardised features, the bias last, as weights of raw ones. */
export function unscale(point: Float64Array, { means, factors }: Scaling): LinearModel {
  const weights = factors.map((factor, f) => point[f]! * factor);
  const bias = weights.reduce((sum, weight, f) => sum - weight * means[f]!, point[point.length - 1]!);
  return { weights, bias };
}
