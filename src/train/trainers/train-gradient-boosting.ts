import { type Random, seededRandom } from '../../kernel/index.ts';
import type { Tree, TreeEnsemble } from '../../model/index.ts';
import { binTable, chooseBinEdges } from './bin-table.ts';
import { type Objective, type ObjectiveState, startObjective } from './boosting-objective.ts';
import type { GradientBoostingOptions } from './definition.ts';
import { type GrownTree, markLeaves, TreeGrower, walkTree } from './grow-tree.ts';
import { hessianScale, HistogramSummer } from './sum-histogram.ts';
import { trainerErrors } from './trainer.errors.ts';
import { betweenIterations, type TrainingHooks } from './training-hooks.ts';
import { type LabelKind, tableProblems, type TrainingTable } from './training-table.ts';

/** A side of a split has at least this sum of Hessians, so that a Newton step stays finite (LightGBM's default). */
export const MIN_HESSIAN = 1e-3;

/** Options of gradient boosting, and what they are applied to. */
export interface BoostingOrder extends GradientBoostingOptions {
  /** @default 'logistic' */
  readonly objective?: Objective;
  /** Decides which rows and features a tree sees; without sampling it changes nothing. @default 1 */
  readonly seed?: number;
  /** Rows to measure each iteration on, and to stop by. */
  readonly validation?: TrainingTable;
}

/**
 * Histogram gradient boosting: Newton steps on binned features, trees grown leaf by leaf (Friedman 2001; Chen and Guestrin 2016;
 * Ke et al. 2017). The same table, options and seed give the same trees, bit for bit. With a validation table, the trees after
 * the best iteration are dropped. Throws TRAINER_TABLE_UNFIT (all problems at once), TRAINER_STOPPED.
 * @example const ensemble = await trainGradientBoosting(table, { trees: 120, leaves: 31, learningRate: 0.1 })
 */
export async function trainGradientBoosting(table: TrainingTable, order: BoostingOrder = {}, hooks: TrainingHooks = {}): Promise<TreeEnsemble> {
  const {
    trees: iterations = 120,
    leaves = 31,
    learningRate = 0.1,
    minLeaf = 100,
    l2 = 1,
    bins = 255,
    subsample = 1,
    featureFraction = 1,
    earlyStopping = 20,
    objective = 'logistic',
    validation,
  } = order;
  checkTables(table, validation, objective === 'squared-error' ? 'number' : 'binary');
  const edges = chooseBinEdges(table, bins);
  const summer = new HistogramSummer(table.rows, edges.length);
  const binned = binTable(table, edges, summer.records);
  const state = startObjective(objective, table, binned);
  const limits = { scale: hessianScale(state.hessianBound), l2, minLeaf, minHessian: MIN_HESSIAN };
  const grower = new TreeGrower({ table: binned, summer, edges }, { leaves, learningRate, limits });
  const watch = validation && watchValidation(validation, { objective, edges, baseScore: state.baseScore });
  const random = seededRandom(order.seed ?? 1).fork('gradient-boosting');

  const rows = summer.order;
  const nodeOf = new Uint16Array(table.rows);
  state.advance(nodeOf, Float32Array.of(0)); // the gradients of the base score
  const trees: Tree[] = [];
  let best = { loss: Infinity, trees: 1 };
  for (let index = 1; index <= iterations; index++) {
    await betweenIterations(hooks, index - 1);
    const sampled = orderRows(rows, subsample, random);
    const grown = grower.grow(sampled, chooseFeatures(edges.length, featureFraction, random));
    trees.push(grown.tree);
    markLeaves(grown, rows, nodeOf);
    walkTree(grown, binned, { rows: rows.subarray(sampled), nodeOf });
    const loss = state.advance(nodeOf, grown.tree.value);
    const validationLoss = watch?.add(grown);
    hooks.onIteration?.({ index, of: iterations, trainLoss: loss / state.weight, ...(validationLoss === undefined ? {} : { validationLoss }) });
    if (validationLoss !== undefined) {
      if (validationLoss < best.loss) best = { loss: validationLoss, trees: index };
      else if (earlyStopping > 0 && index - best.trees >= earlyStopping) break;
    }
    if (grown.leaves.length === 1 && subsample === 1 && featureFraction === 1) break; // nothing more can be gained
  }
  return { trees: validation && earlyStopping > 0 ? trees.slice(0, best.trees) : trees, baseScore: state.baseScore };
}

/** Refuses tables that trees cannot learn from, all problems at once. Throws TRAINER_TABLE_UNFIT. */
export function checkTables(table: TrainingTable, validation: TrainingTable | undefined, labels: LabelKind): void {
  const problems = tableProblems(table, labels);
  if (problems.length > 0) throw trainerErrors.TABLE_UNFIT({ what: 'the training table', problems });
  if (!validation) return;
  const more = [...tableProblems(validation, labels)];
  if (validation.features.join('\n') !== table.features.join('\n')) more.push({ path: '/features', message: 'are not those of the training table' });
  if (more.length > 0) throw trainerErrors.TABLE_UNFIT({ what: 'the validation table', problems: more });
}

/** Puts the rows in order again, those of the sample first; returns how many those are. */
export function orderRows(rows: Int32Array, subsample: number, random: Random): number {
  if (subsample >= 1) {
    for (let row = 0; row < rows.length; row++) rows[row] = row;
    return rows.length;
  }
  let sampled = 0;
  let left = rows.length;
  for (let row = 0; row < rows.length; row++) {
    if (random.next() < subsample) rows[sampled++] = row;
    else rows[--left] = row;
  }
  return Math.max(1, sampled);
}

/** The features that a tree may test. */
export function chooseFeatures(count: number, fraction: number, random: Random): readonly number[] {
  const features = Array.from({ length: count }, (_, f) => f);
  if (fraction >= 1) return features;
  const wanted = Math.max(1, Math.round(count * fraction));
  for (let i = 0; i < wanted; i++) {
    const j = i + random.int(count - i);
    [features[i], features[j]] = [features[j]!, features[i]!];
  }
  return features.slice(0, wanted).sort((a, b) => a - b);
}

/** Follows the loss on rows that the trees are not grown from. */
function watchValidation(table: TrainingTable, about: { objective: Objective; edges: ReturnType<typeof chooseBinEdges>; baseScore: number }): { add(grown: GrownTree): number } {
  const binned = binTable(table, about.edges);
  const state: ObjectiveState = startObjective(about.objective, table, binned, about.baseScore);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const nodeOf = new Uint16Array(table.rows);
  return {
    add(grown) {
      walkTree(grown, binned, { rows, nodeOf });
      return state.advance(nodeOf, grown.tree.value) / state.weight;
    },
  };
}
