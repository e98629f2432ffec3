import { seededRandom } from '../../kernel/index.ts';
import type { TreeEnsemble } from '../../model/index.ts';
import { predictTrees } from './predict-trees.ts';
import { type BoostingOrder, trainGradientBoosting } from './train-gradient-boosting.ts';
import type { TrainingTable } from './training-table.ts';

/** What models of numbers say, each trained without one part of the table. */
export interface CrossFit {
  /** Of each row of the table, by the model that was trained without it. */
  readonly outOfFold: Float64Array;
  /** Of other rows, by each model. */
  predict(rows: Pick<TrainingTable, 'columns' | 'rows'>): Float64Array[];
}

/**
 * Trains boosted trees on the table without each of `folds` random parts. The same table and seed give the same numbers.
 * Throws TRAINER_TABLE_UNFIT.
 */
export async function crossFitTrees(table: TrainingTable, { folds, seed = 1, ...order }: BoostingOrder & { readonly folds: number }): Promise<CrossFit> {
  const random = seededRandom(seed).fork('folds');
  const places = Uint32Array.from({ length: table.rows }, (_, row) => row);
  for (let last = places.length - 1; last > 0; last--) {
    const other = random.int(last + 1);
    [places[last], places[other]] = [places[other]!, places[last]!];
  }
  const outOfFold = new Float64Array(table.rows);
  const ensembles: TreeEnsemble[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const held = places.filter((_, at) => at % folds === fold);
    const kept = places.filter((_, at) => at % folds !== fold).sort();
    const ensemble = await trainGradientBoosting(take(table, kept), { ...order, objective: 'squared-error', seed });
    predictTrees(ensemble, take(table, held)).forEach((score, at) => (outOfFold[held[at]!] = score));
    ensembles.push(ensemble);
  }
  return { outOfFold, predict: (rows) => ensembles.map((ensemble) => predictTrees(ensemble, rows)) };
}

const take = (table: TrainingTable, rows: Uint32Array): TrainingTable => ({
  features: table.features,
  rows: rows.length,
  columns: table.columns.map((column) => Float32Array.from(rows, (row) => column[row]!)),
  labels: Float32Array.from(rows, (row) => table.labels[row]!),
});
